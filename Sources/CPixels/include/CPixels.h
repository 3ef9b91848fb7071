#pragma once
// Loops over pixels that need a processor's widest vectors, which Swift compiles for only where the
// whole program is built for one kind of processor: here each loop is there for several, and the
// one that fits is taken when the program starts.
#include <stddef.h>
#include <stdint.h>

// to[column · toStride + band] = from[band · fromStride + column].
void facet_transpose(const float *from, ptrdiff_t fromStride, ptrdiff_t bands, ptrdiff_t columns,
                     float *to, ptrdiff_t toStride);

// Sixteen generators xoshiro128+ side by side (Blackman and Vigna, ACM TOMS 2021); not all zero.
typedef struct {
  uint32_t state[4][16];
} facet_noise;

// to[i] = gain · from[i] + deviation · n, with n the sum of four uniform 16-bit numbers (Irwin and
// Hall 1927) brought to mean 0 and deviation 1, never beyond ±3.47. The same numbers on every
// processor: nothing is contracted. `noise` may be NULL: n is then 0.
void facet_vary(const float *from, float *to, ptrdiff_t count, float gain, float deviation,
                facet_noise *noise);

// to[i] = factor · from[i] + term, NaN where from[i] is `fill`, which may be NULL, or where the
// result is no finite number.
void facet_int16_values(const int16_t *from, float *to, ptrdiff_t count, const int16_t *fill,
                        float factor, float term);
void facet_uint16_values(const uint16_t *from, float *to, ptrdiff_t count, const uint16_t *fill,
                         float factor, float term);
#include "label.h"
#include "walk.h"
#include "zones.h"
