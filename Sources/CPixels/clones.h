#pragma once
// A loop that is compiled for several kinds of processor; the one that fits is taken when the program
// starts.
#if defined(__x86_64__) && defined(__linux__)
#define CLONED __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CLONED
#endif
// Functions that pass vectors are always inlined, so that no two can disagree on how.
#pragma clang diagnostic ignored "-Wpsabi"
#define INLINE static inline __attribute__((always_inline))
// The same numbers on every processor.
#pragma STDC FP_CONTRACT OFF
