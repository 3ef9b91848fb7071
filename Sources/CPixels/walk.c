#include "walk.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__) && defined(__linux__)
#define CLONED __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CLONED
#endif
#pragma clang diagnostic ignored "-Wpsabi"
#define INLINE static inline __attribute__((always_inline))
// The same numbers on every processor.
#pragma STDC FP_CONTRACT OFF

typedef float floats __attribute__((vector_size(32), aligned(4)));
typedef double doubles __attribute__((vector_size(64), aligned(8)));
#define AT(vector, index) (*(floats *)((vector) + (index)))
#define FROM(vector, index) (*(const floats *)((vector) + (index)))

// Vectors are never passed or returned: how differs with the processor that is compiled for.
INLINE double total(const double *v) {
  return ((v[0] + v[1]) + (v[2] + v[3])) + ((v[4] + v[5]) + (v[6] + v[7]));
}

// sum = A v at row i, classes c to c + 7.
#define IMAGE(sum, g, width, i, c, v)                                                 \
  floats sum;                                                                         \
  do {                                                                                \
    const floats own = FROM(v, (i) * (width) + (c));                                  \
    sum = (g)->rate[i] * own;                                                         \
    for (int32_t k = (g)->start[i]; k < (g)->start[i + 1]; k++)                       \
      sum += (g)->weight[k] * (own - FROM(v, (ptrdiff_t)(g)->other[k] * (width) + (c))); \
  } while (0)

CLONED double facet_walk_image(const facet_graph *g, ptrdiff_t width, ptrdiff_t from, ptrdiff_t to,
                               const float *v, float *q) {
  doubles dot = {0};
  for (ptrdiff_t i = from; i < to; i++) {
    floats part = {0};
    for (ptrdiff_t c = 0; c < width; c += 8) {
      IMAGE(image, g, width, i, c, v);
      AT(q, i * width + c) = image;
      part += image * FROM(v, i * width + c);
    }
    dot += __builtin_convertvector(part, doubles);
  }
  return total((const double *)&dot);
}

CLONED void facet_walk_residual(const facet_graph *g, ptrdiff_t width, ptrdiff_t from,
                                ptrdiff_t to, const float *v, const float *b, float *q) {
  for (ptrdiff_t i = from; i < to; i++)
    for (ptrdiff_t c = 0; c < width; c += 8) {
      IMAGE(image, g, width, i, c, v);
      AT(q, i * width + c) = FROM(b, i * width + c) - image;
    }
}

CLONED void facet_walk_sweep_down(const facet_graph *g, ptrdiff_t width, ptrdiff_t from,
                                  ptrdiff_t to, const float *r, float *z) {
  for (ptrdiff_t i = from; i < to; i++) {
    const float inverse = 1 / g->diagonal[i];
    for (ptrdiff_t c = 0; c < width; c += 8) {
      floats sum = FROM(r, i * width + c);
      for (int32_t k = g->start[i]; k < g->start[i + 1]; k++)
        if (g->other[k] >= from && g->other[k] < i)
          sum += g->weight[k] * FROM(z, (ptrdiff_t)g->other[k] * width + c);
      AT(z, i * width + c) = sum * inverse;
    }
  }
}

CLONED void facet_walk_sweep_up(const facet_graph *g, ptrdiff_t width, ptrdiff_t from,
                                ptrdiff_t to, float *r, float *z) {
  for (ptrdiff_t i = to - 1; i >= from; i--) {
    const float inverse = 1 / g->diagonal[i];
    for (ptrdiff_t c = 0; c < width; c += 8) {
      floats sum = FROM(r, i * width + c);
      for (int32_t k = g->start[i]; k < g->start[i + 1]; k++)
        if (g->other[k] > i && g->other[k] < to)
          sum += g->weight[k] * FROM(r, (ptrdiff_t)g->other[k] * width + c);
      sum *= inverse;
      AT(r, i * width + c) = sum;
      AT(z, i * width + c) += sum;
    }
  }
}

CLONED double facet_walk_dot(ptrdiff_t width, ptrdiff_t from, ptrdiff_t to, const float *a,
                             const float *b) {
  doubles dot = {0};
  for (ptrdiff_t i = from * width; i < to * width; i += 8)
    dot += __builtin_convertvector(FROM(a, i) * FROM(b, i), doubles);
  return total((const double *)&dot);
}

CLONED void facet_walk_add(ptrdiff_t width, ptrdiff_t from, ptrdiff_t to, float *a, float factor,
                           const float *b) {
  for (ptrdiff_t i = from * width; i < to * width; i += 8) AT(a, i) += factor * FROM(b, i);
}

CLONED void facet_walk_turn(ptrdiff_t width, ptrdiff_t from, ptrdiff_t to, float *a, float factor,
                            const float *b) {
  for (ptrdiff_t i = from * width; i < to * width; i += 8)
    AT(a, i) = FROM(b, i) + factor * FROM(a, i);
}

CLONED float facet_walk_largest(ptrdiff_t width, ptrdiff_t from, ptrdiff_t to, const float *a) {
  float largest = 0;
  for (ptrdiff_t i = from * width; i < to * width; i++) {
    const float value = fabsf(a[i]);
    largest = value > largest ? value : largest;
  }
  return largest;
}

CLONED void facet_walk_gather(ptrdiff_t width, ptrdiff_t from, ptrdiff_t to, const int32_t *start,
                              const int32_t *member, const float *fine, float *sum) {
  for (ptrdiff_t i = from; i < to; i++)
    for (ptrdiff_t c = 0; c < width; c += 8) {
      floats all = {0};
      for (int32_t k = start[i]; k < start[i + 1]; k++)
        all += FROM(fine, (ptrdiff_t)member[k] * width + c);
      AT(sum, i * width + c) = all;
    }
}

CLONED void facet_walk_spread(ptrdiff_t width, ptrdiff_t from, ptrdiff_t to,
                              const int32_t *aggregate, const float *coarse, float *fine) {
  for (ptrdiff_t i = from; i < to; i++) {
    if (aggregate[i] < 0) continue;
    for (ptrdiff_t c = 0; c < width; c += 8)
      AT(fine, i * width + c) += FROM(coarse, (ptrdiff_t)aggregate[i] * width + c);
  }
}

void facet_walk_collect(ptrdiff_t count, ptrdiff_t width, const int32_t *aggregate,
                        const float *fine, float *sum) {
  for (ptrdiff_t i = 0; i < count; i++) {
    if (aggregate[i] < 0) continue;
    float *own = sum + (ptrdiff_t)aggregate[i] * width;
    for (ptrdiff_t c = 0; c < width; c++) own[c] += fine[i * width + c];
  }
}

int32_t facet_walk_pair(const facet_graph *g, int32_t *aggregate) {
  enum { out = -1, free = -2 };
  for (ptrdiff_t i = 0; i < g->count; i++) {
    float sum = 0;
    for (int32_t k = g->start[i]; k < g->start[i + 1]; k++) sum += g->weight[k];
    aggregate[i] = g->diagonal[i] > 2 * sum ? out : free;
  }
  int32_t count = 0;
  for (ptrdiff_t i = 0; i < g->count; i++) {
    if (aggregate[i] != free) continue;
    float nearest = 0, best = 0;
    int32_t partner = -1;
    for (int32_t k = g->start[i]; k < g->start[i + 1]; k++) {
      const float weight = g->weight[k];
      nearest = weight > nearest ? weight : nearest;
      if (aggregate[g->other[k]] == free && weight > best) {
        best = weight;
        partner = g->other[k];
      }
    }
    aggregate[i] = count;
    if (partner >= 0 && best >= 0.25f * nearest) aggregate[partner] = count;
    count++;
  }
  return count;
}

void facet_walk_members(ptrdiff_t count, const int32_t *aggregate, int32_t coarse, int32_t *first,
                        int32_t *member) {
  memset(first, 0, ((size_t)coarse + 1) * sizeof(int32_t));
  for (ptrdiff_t i = 0; i < count; i++)
    if (aggregate[i] >= 0) first[aggregate[i]]++;
  int32_t sum = 0;
  for (int32_t a = 0; a <= coarse; a++) first[a] = sum += a < coarse ? first[a] : 0;
  // first[a] is the end of a's members here, and its beginning once they are put in place.
  for (ptrdiff_t i = count - 1; i >= 0; i--)
    if (aggregate[i] >= 0) member[--first[aggregate[i]]] = (int32_t)i;
}

int32_t facet_walk_coarsen(const facet_graph *g, const int32_t *aggregate, int32_t coarse,
                           const int32_t *first, const int32_t *member, int32_t *place,
                           int32_t *start, int32_t *other, float *weight, float *rate,
                           float *diagonal) {
  for (int32_t a = 0; a < coarse; a++) place[a] = -1;
  int32_t steps = 0;
  for (int32_t a = 0; a < coarse; a++) {
    start[a] = steps;
    float own = 0, sum = 0;
    for (int32_t m = first[a]; m < first[a + 1]; m++) {
      const int32_t i = member[m];
      own += g->rate[i];
      for (int32_t k = g->start[i]; k < g->start[i + 1]; k++) {
        const int32_t b = aggregate[g->other[k]];
        if (b < 0) {
          own += g->weight[k];
        } else if (b != a) {
          if (place[b] < start[a]) {
            place[b] = steps++;
            other[place[b]] = b;
            weight[place[b]] = 0;
          }
          weight[place[b]] += g->weight[k];
          sum += g->weight[k];
        }
      }
    }
    rate[a] = own;
    diagonal[a] = own + sum;
  }
  start[coarse] = steps;
  return steps;
}

void facet_walk_factor(const facet_graph *g, double *lower) {
  const ptrdiff_t n = g->count;
  memset(lower, 0, (size_t)(n * n) * sizeof(double));
  for (ptrdiff_t i = 0; i < n; i++) {
    lower[i * n + i] = g->diagonal[i];
    for (int32_t k = g->start[i]; k < g->start[i + 1]; k++)
      if (g->other[k] < i) lower[i * n + g->other[k]] = -(double)g->weight[k];
  }
  for (ptrdiff_t j = 0; j < n; j++) {
    double *own = lower + j * n;
    double pivot = own[j];
    for (ptrdiff_t k = 0; k < j; k++) pivot -= own[k] * own[k];
    // Rounding alone can bring it to 0: the rates are above it.
    own[j] = sqrt(pivot > 1e-12 * own[j] ? pivot : 1e-12 * own[j]);
    for (ptrdiff_t i = j + 1; i < n; i++) {
      double *row = lower + i * n, sum = row[j];
      for (ptrdiff_t k = 0; k < j; k++) sum -= row[k] * own[k];
      row[j] = sum / own[j];
    }
  }
}

void facet_walk_substitute(ptrdiff_t n, ptrdiff_t width, const double *lower, const float *b,
                           float *x) {
  for (ptrdiff_t i = 0; i < n; i++)
    for (ptrdiff_t c = 0; c < width; c++) {
      double sum = b[i * width + c];
      for (ptrdiff_t k = 0; k < i; k++) sum -= lower[i * n + k] * x[k * width + c];
      x[i * width + c] = (float)(sum / lower[i * n + i]);
    }
  for (ptrdiff_t i = n - 1; i >= 0; i--)
    for (ptrdiff_t c = 0; c < width; c++) {
      double sum = x[i * width + c];
      for (ptrdiff_t k = i + 1; k < n; k++) sum -= lower[k * n + i] * x[k * width + c];
      x[i * width + c] = (float)(sum / lower[i * n + i]);
    }
}

typedef float scores4 __attribute__((vector_size(16), aligned(4)));

CLONED void facet_walk_scores(const float *spectra, ptrdiff_t pixels, ptrdiff_t bands,
                              const float *axes, float limit, float *to) {
  for (ptrdiff_t pixel = 0; pixel < pixels; pixel++) {
    scores4 sum = {0};
    for (ptrdiff_t band = 0; band < bands; band++) {
      float value = spectra[pixel * bands + band];
      value = value > limit ? limit : value < -limit ? -limit : value;
      sum += value * *(const scores4 *)(axes + 4 * band);
    }
    *(scores4 *)(to + 4 * pixel) = sum;
  }
}

INLINE float step(const float *scores, ptrdiff_t i, ptrdiff_t j, float contrast, float least) {
  float distance = 0;
  for (int k = 0; k < 4; k++) {
    const float difference = scores[4 * i + k] - scores[4 * j + k];
    distance += difference * difference;
  }
  return isnan(distance) ? 0 : expf(-contrast * distance) + least;
}

void facet_walk_steps(const float *scores, ptrdiff_t columns, int isLast, float contrast,
                      float least, float *steps) {
  for (ptrdiff_t j = 0; j < columns; j++) {
    float *own = steps + 4 * j;
    const int hasLeft = j > 0, hasRight = j + 1 < columns;
    own[0] = hasRight ? step(scores, j, j + 1, contrast, least) : 0;
    own[1] = !isLast && hasLeft ? step(scores, j, columns + j - 1, contrast, least) : 0;
    own[2] = !isLast ? step(scores, j, columns + j, contrast, least) : 0;
    own[3] = !isLast && hasRight ? step(scores, j, columns + j + 1, contrast, least) : 0;
  }
}

// Row and column of the neighbours that steps lead to.
static const int down[4] = {0, 1, 1, 1}, right[4] = {1, -1, 0, 1};

// The step from a pixel to its neighbour on one of eight sides, upper ones first, so that neighbours
// come in the order of their places; 0 without such a neighbour.
INLINE float stepTo(const float *steps, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t pixel,
                    int side, ptrdiff_t *neighbour) {
  const int index = side < 4 ? 3 - side : side - 4, sign = side < 4 ? -1 : 1;
  const ptrdiff_t r = pixel / columns + sign * down[index];
  const ptrdiff_t c = pixel % columns + sign * right[index];
  if (r < 0 || r >= rows || c < 0 || c >= columns) return 0;
  *neighbour = r * columns + c;
  return steps[4 * (sign > 0 ? pixel : *neighbour) + index];
}

int32_t facet_walk_graph(const float *steps, ptrdiff_t rows, ptrdiff_t columns,
                         const int32_t *row, const uint8_t *isFixed, const float *rates,
                         int32_t *start, int32_t *other, float *weight, float *rate,
                         float *diagonal) {
  int32_t count = 0, own = 0;
  for (ptrdiff_t pixel = 0; pixel < rows * columns; pixel++) {
    if (row[pixel] < 0) continue;
    start[own] = count;
    float leaving = rates[pixel], sum = 0;
    for (int side = 0; side < 8; side++) {
      ptrdiff_t neighbour;
      const float step = stepTo(steps, rows, columns, pixel, side, &neighbour);
      if (!(step > 0)) continue;
      if (row[neighbour] >= 0) {
        other[count] = row[neighbour];
        weight[count++] = step;
        sum += step;
      } else if (isFixed[neighbour]) {
        leaving += step;
      }
    }
    rate[own] = leaving;
    diagonal[own++] = leaving + sum;
  }
  start[own] = count;
  return count;
}

void facet_walk_missing(const float *steps, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t from,
                        ptrdiff_t to, const int32_t *row, const uint8_t *isFixed,
                        const float *rates, ptrdiff_t classes, const float *priors,
                        const float *x, ptrdiff_t width, float *r) {
  for (ptrdiff_t pixel = from * columns; pixel < to * columns; pixel++) {
    if (row[pixel] < 0) continue;
    const float *here = x + pixel * classes;
    float *own = r + row[pixel] * width;
    for (ptrdiff_t c = 0; c < classes; c++)
      own[c] = rates[pixel] * (priors[pixel * classes + c] - here[c]);
    for (ptrdiff_t c = classes; c < width; c++) own[c] = 0;
    for (int side = 0; side < 8; side++) {
      ptrdiff_t neighbour;
      const float step = stepTo(steps, rows, columns, pixel, side, &neighbour);
      if (!(step > 0) || (row[neighbour] < 0 && !isFixed[neighbour])) continue;
      const float *there = x + neighbour * classes;
      for (ptrdiff_t c = 0; c < classes; c++) own[c] += step * (there[c] - here[c]);
    }
  }
}

void facet_walk_take(ptrdiff_t pixels, const int32_t *row, ptrdiff_t classes, const float *from,
                     ptrdiff_t width, float *to) {
  for (ptrdiff_t pixel = 0; pixel < pixels; pixel++) {
    if (row[pixel] < 0) continue;
    float *own = to + row[pixel] * width;
    for (ptrdiff_t c = 0; c < classes; c++) own[c] = from[pixel * classes + c];
    for (ptrdiff_t c = classes; c < width; c++) own[c] = 0;
  }
}

void facet_walk_put(ptrdiff_t pixels, const int32_t *row, ptrdiff_t classes, const float *from,
                    ptrdiff_t width, int areShares, float *to) {
  for (ptrdiff_t pixel = 0; pixel < pixels; pixel++) {
    if (row[pixel] < 0) continue;
    const float *own = from + row[pixel] * width;
    double sum = 0;
    for (ptrdiff_t c = 0; c < classes; c++) sum += own[c] > 0 ? own[c] : 0;
    const double factor = areShares && sum > 0 ? 1 / sum : 1;
    for (ptrdiff_t c = 0; c < classes; c++)
      to[pixel * classes + c] = own[c] > 0 ? (float)(own[c] * factor) : 0;
  }
}

void facet_walk_correct(ptrdiff_t pixels, const int32_t *row, ptrdiff_t classes,
                        const float *coarse, ptrdiff_t width, float *values) {
  for (ptrdiff_t pixel = 0; pixel < pixels; pixel++) {
    if (row[pixel] < 0) continue;
    const float *own = coarse + row[pixel] * width;
    for (ptrdiff_t c = 0; c < classes; c++) values[pixel * classes + c] += own[c];
  }
}
