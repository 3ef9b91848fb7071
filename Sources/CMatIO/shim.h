#pragma once
#include <matio.h>

// An enum with negative members, whose Swift type differs from that of Mat_Open's argument.
static inline int facet_mat_read_only(void) { return (int)MAT_ACC_RDONLY; }
