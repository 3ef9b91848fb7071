#define TABLE ct_addresses
#define LOAD ct_load
#include "late_stubs.h"
#include "functions.h"

  .section .note.GNU-stack, "", %progbits
