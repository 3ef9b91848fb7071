// What random walks make of pixels: scores, steps, and the graph of a rectangle; see walk.h.
#include "walk.h"
#include "clones.h"
#include <math.h>

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

void facet_walk_graph(const float *steps, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t from,
                      ptrdiff_t to, const int32_t *row, const uint8_t *isFixed, const float *rates,
                      int32_t *start, int32_t *other, float *weight, float *rate, float *inverse) {
  for (ptrdiff_t pixel = from * columns; pixel < to * columns; pixel++) {
    const int32_t own = row[pixel];
    if (own < 0) continue;
    int32_t count = other ? start[own] : 0;
    float leaving = rates[pixel], sum = 0;
    for (int side = 0; side < 8; side++) {
      ptrdiff_t neighbour;
      const float step = stepTo(steps, rows, columns, pixel, side, &neighbour);
      if (!(step > 0)) continue;
      if (row[neighbour] >= 0) {
        if (other) {
          other[count] = row[neighbour];
          weight[count] = step;
        }
        count++;
        sum += step;
      } else if (isFixed[neighbour]) {
        leaving += step;
      }
    }
    if (other) {
      rate[own] = leaving;
      inverse[own] = 1 / (leaving + sum);
    } else {
      start[own + 1] = count;
    }
  }
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
