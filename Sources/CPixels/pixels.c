#include "CPixels.h"
#include "clones.h"
#include <float.h>
#include <math.h>
#include <string.h>

typedef float floats __attribute__((vector_size(64), aligned(4)));
typedef uint32_t words __attribute__((vector_size(64), aligned(4)));
typedef int32_t integers __attribute__((vector_size(64), aligned(4)));

// One bit of row and lane changes places in each step: after four, rows are lanes.
#define SWAP(rows, i, step, low, high)                                     \
  do {                                                                     \
    const floats a = rows[i], b = rows[(i) | (step)];                      \
    rows[i] = __builtin_shufflevector(a, b, low);                          \
    rows[(i) | (step)] = __builtin_shufflevector(a, b, high);              \
  } while (0)
#define LOW1 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30
#define HIGH1 1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31
#define LOW2 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29
#define HIGH2 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31
#define LOW4 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27
#define HIGH4 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31
#define LOW8 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23
#define HIGH8 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31

INLINE void transposeSquare(const float *from, ptrdiff_t fromStride, float *to,
                            ptrdiff_t toStride) {
  floats rows[16];
#pragma unroll
  for (int i = 0; i < 16; i++) memcpy(&rows[i], from + i * fromStride, sizeof(floats));
#pragma unroll
  for (int i = 0; i < 16; i += 2) SWAP(rows, i, 1, LOW1, HIGH1);
#pragma unroll
  for (int i = 0; i < 16; i++)
    if (!(i & 2)) SWAP(rows, i, 2, LOW2, HIGH2);
#pragma unroll
  for (int i = 0; i < 16; i++)
    if (!(i & 4)) SWAP(rows, i, 4, LOW4, HIGH4);
#pragma unroll
  for (int i = 0; i < 8; i++) SWAP(rows, i, 8, LOW8, HIGH8);
#pragma unroll
  for (int i = 0; i < 16; i++) memcpy(to + i * toStride, &rows[i], sizeof(floats));
}

CLONED void facet_transpose(const float *from, ptrdiff_t fromStride, ptrdiff_t bands,
                            ptrdiff_t columns, float *to, ptrdiff_t toStride) {
  const ptrdiff_t wholeBands = bands & ~(ptrdiff_t)15, wholeColumns = columns & ~(ptrdiff_t)15;
  for (ptrdiff_t column = 0; column < wholeColumns; column += 16) {
    for (ptrdiff_t band = 0; band < wholeBands; band += 16)
      transposeSquare(from + band * fromStride + column, fromStride, to + column * toStride + band,
                      toStride);
    for (ptrdiff_t band = wholeBands; band < bands; band++)
      for (ptrdiff_t i = column; i < column + 16; i++)
        to[i * toStride + band] = from[band * fromStride + i];
  }
  for (ptrdiff_t column = wholeColumns; column < columns; column++)
    for (ptrdiff_t band = 0; band < bands; band++)
      to[column * toStride + band] = from[band * fromStride + column];
}

INLINE void advance(words s[4], words *result) {
  *result = s[0] + s[3];
  const words shifted = s[1] << 9;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= shifted;
  s[3] = (s[3] << 11) | (s[3] >> 21);
}

INLINE void draw(words s[4], floats *noise) {
  words first, second;
  advance(s, &first);
  advance(s, &second);
  const words sum = (first & 0xFFFF) + (first >> 16) + (second & 0xFFFF) + (second >> 16);
  // The sum's mean is 4 · 65535 / 2 and its variance 4 · (65536² − 1) / 12.
  const integers centred = (integers)sum - 131070;
  *noise = __builtin_convertvector(centred, floats) * 2.6428998e-05f;
}

CLONED void facet_vary(const float *from, float *to, ptrdiff_t count, float gain, float deviation,
                       facet_noise *noise) {
  if (noise == NULL) {
    for (ptrdiff_t i = 0; i < count; i++) to[i] = from[i] * gain;
    return;
  }
  words s[4];
  memcpy(s, noise->state, sizeof s);
  const ptrdiff_t whole = count & ~(ptrdiff_t)15;
  for (ptrdiff_t i = 0; i < whole; i += 16) {
    floats values, n;
    memcpy(&values, from + i, sizeof values);
    draw(s, &n);
    values = values * gain + n * deviation;
    memcpy(to + i, &values, sizeof values);
  }
  if (whole < count) {
    floats n;
    draw(s, &n);
    for (ptrdiff_t i = whole; i < count; i++) to[i] = from[i] * gain + n[i - whole] * deviation;
  }
  memcpy(noise->state, s, sizeof s);
}

#define PLACES(NAME, TYPE)                                                                   \
  CLONED void NAME(const TYPE *from, float *to, ptrdiff_t count, const TYPE *fill,           \
                   float factor, float term) {                                               \
    const int32_t missing = fill ? *fill : INT32_MAX;                                        \
    for (ptrdiff_t i = 0; i < count; i++) {                                                  \
      const float product = (float)from[i] * factor, value = product + term;                 \
      to[i] = from[i] != missing && __builtin_fabsf(value) <= FLT_MAX ? value : NAN;         \
    }                                                                                        \
  }
PLACES(facet_int16_values, int16_t)
PLACES(facet_uint16_values, uint16_t)
