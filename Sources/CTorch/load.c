// The engine is beside the program, or where the program's own list of folders says.
#include "CLateLoading.h"
#include <pthread.h>
#include <stddef.h>

#define FUNCTION(name) #name,
static const char *const names[] = {
#include "functions.h"
};

enum { count = sizeof names / sizeof *names };

__attribute__((visibility("hidden"))) void *ct_addresses[count];

static void load(void) {
  static const char *const libraries[] = {"libFacetTorch.so", NULL};
  late_load("libtorch", libraries, names, count, ct_addresses,
            "Install Facet anew, or build it with `make build`");
}

__attribute__((visibility("hidden"))) void ct_load(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
}
