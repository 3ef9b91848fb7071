#define TABLE gdal_addresses
#define LOAD gdal_load
#include "late_stubs.h"
#include "functions.h"

  .section .note.GNU-stack, "", %progbits
