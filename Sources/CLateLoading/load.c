// For RTLD_DEEPBIND.
#define _GNU_SOURCE
#include "CLateLoading.h"
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

static _Noreturn void fail(const char *name, const char *problem, const char *remedy) {
  fprintf(stderr, "facet: %s cannot be loaded: %s. %s\n", name, problem, remedy);
  exit(1);
}

void late_load(const char *name, const char *const *libraries, const char *const *functions,
               int count, void **table, const char *remedy) {
  // By RTLD_DEEPBIND it takes its own functions before those of libraries that are there already:
  // otherwise libtorch's products of matrices would be done by the plain BLAS that OpenCV or GDAL
  // bring along, ten times as slowly.
  void *library = NULL;
  for (; library == NULL && *libraries != NULL; libraries++)
    library = dlopen(*libraries, RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
  if (library == NULL) fail(name, dlerror(), remedy);
  for (int i = 0; i < count; i++) {
    void *found = dlsym(library, functions[i]);
    if (found == NULL) fail(name, dlerror(), remedy);
    __atomic_store_n(&table[i], found, __ATOMIC_RELEASE);
  }
}
