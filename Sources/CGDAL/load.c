// GDAL brings a hundred libraries along, which take longer to load than many commands to work.
#include "CGDAL.h"
#include "CLateLoading.h"
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>

#define FUNCTION(name) #name,
static const char *const names[] = {
#include "functions.h"
};

enum { count = sizeof names / sizeof *names };

__attribute__((visibility("hidden"))) void *gdal_addresses[count];

static void load(void) {
  // The version of the headers: 3.6 is libgdal.so.32, 3.10 is libgdal.so.36.
  char version[32];
  snprintf(version, sizeof version, "libgdal.so.%d", 26 + GDAL_VERSION_MINOR);
  _Static_assert(GDAL_VERSION_MAJOR == 3, "say what the library of this GDAL is called");
  const char *const libraries[] = {version, "libgdal.so", NULL};
  late_load("GDAL", libraries, names, count, gdal_addresses,
            "Install the GDAL that Facet was built with (Debian: libgdal-dev)");
}

__attribute__((visibility("hidden"))) void gdal_load(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
}
