#pragma once
// libsvm has no pkg-config file, which would name its library: the module map does.
#include <libsvm/svm.h>

// libsvm tells its progress on the standard output unless it is given another place.
static inline void facet_svm_silent(const char *text) { (void)text; }
static inline void facet_svm_be_silent(void) { svm_set_print_string_function(facet_svm_silent); }
