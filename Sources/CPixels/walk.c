#include "walk.h"
#include "clones.h"
#include <math.h>

typedef float floats __attribute__((vector_size(32), aligned(4)));
typedef double doubles __attribute__((vector_size(64), aligned(8)));
#define AT(vector, index) (*(floats *)((vector) + (index)))
#define FROM(vector, index) (*(const floats *)((vector) + (index)))

// Vectors are never passed or returned: how differs with the processor that is compiled for.
INLINE double total(const double *v) {
  return ((v[0] + v[1]) + (v[2] + v[3])) + ((v[4] + v[5]) + (v[6] + v[7]));
}

CLONED double facet_walk_image(const facet_graph *g, ptrdiff_t width, ptrdiff_t from, ptrdiff_t to,
                               const float *v, float *q) {
  doubles dot = {0};
  for (ptrdiff_t i = from; i < to; i++) {
    floats part = {0};
    for (ptrdiff_t c = 0; c < width; c += 8) {
      const floats own = FROM(v, i * width + c);
      floats sum = g->rate[i] * own;
      for (int32_t k = g->start[i]; k < g->start[i + 1]; k++)
        sum += g->weight[k] * (own - FROM(v, (ptrdiff_t)g->other[k] * width + c));
      AT(q, i * width + c) = sum;
      part += sum * own;
    }
    dot += __builtin_convertvector(part, doubles);
  }
  return total((const double *)&dot);
}

INLINE int isEarlier(ptrdiff_t j, ptrdiff_t i, facet_order order) {
  return (j < i && j >= order.low) || j >= order.high;
}

CLONED void facet_walk_sweep_down(const facet_graph *g, ptrdiff_t width, ptrdiff_t from,
                                  ptrdiff_t to, facet_order order, const float *r, float *z) {
  for (ptrdiff_t i = from; i < to; i++)
    for (ptrdiff_t c = 0; c < width; c += 8) {
      floats sum = FROM(r, i * width + c);
      for (int32_t k = g->start[i]; k < g->start[i + 1]; k++)
        if (isEarlier(g->other[k], i, order))
          sum += g->weight[k] * FROM(z, (ptrdiff_t)g->other[k] * width + c);
      AT(z, i * width + c) = sum * g->inverse[i];
    }
}

CLONED void facet_walk_rest(const facet_graph *g, ptrdiff_t width, ptrdiff_t from, ptrdiff_t to,
                            facet_order order, const float *z, float *q) {
  for (ptrdiff_t i = from; i < to; i++)
    for (ptrdiff_t c = 0; c < width; c += 8) {
      floats sum = {0};
      for (int32_t k = g->start[i]; k < g->start[i + 1]; k++)
        if (!isEarlier(g->other[k], i, order))
          sum += g->weight[k] * FROM(z, (ptrdiff_t)g->other[k] * width + c);
      AT(q, i * width + c) = sum;
    }
}

CLONED void facet_walk_sweep(const facet_graph *g, ptrdiff_t width, ptrdiff_t from, ptrdiff_t to,
                             const float *r, float *z) {
  for (ptrdiff_t i = from; i < to; i++)
    for (ptrdiff_t c = 0; c < width; c += 8) {
      floats sum = FROM(r, i * width + c);
      for (int32_t k = g->start[i]; k < g->start[i + 1]; k++)
        sum += g->weight[k] * FROM(z, (ptrdiff_t)g->other[k] * width + c);
      AT(z, i * width + c) = sum * g->inverse[i];
    }
}

CLONED double facet_walk_sweep_up(const facet_graph *g, ptrdiff_t width, ptrdiff_t from,
                                  ptrdiff_t to, const float *r, float *z) {
  doubles dot = {0};
  for (ptrdiff_t i = to - 1; i >= from; i--) {
    floats part = {0};
    for (ptrdiff_t c = 0; c < width; c += 8) {
      const floats own = FROM(r, i * width + c);
      floats sum = own;
      for (int32_t k = g->start[i]; k < g->start[i + 1]; k++)
        sum += g->weight[k] * FROM(z, (ptrdiff_t)g->other[k] * width + c);
      sum *= g->inverse[i];
      AT(z, i * width + c) = sum;
      part += sum * own;
    }
    dot += __builtin_convertvector(part, doubles);
  }
  return total((const double *)&dot);
}

CLONED void facet_walk_times(const facet_rows *m, ptrdiff_t width, ptrdiff_t from, ptrdiff_t to,
                             int isAdded, const float *x, float *y) {
  for (ptrdiff_t i = from; i < to; i++)
    for (ptrdiff_t c = 0; c < width; c += 8) {
      floats sum = {0};
      if (isAdded) sum = FROM(y, i * width + c);
      for (int32_t k = m->start[i]; k < m->start[i + 1]; k++)
        sum += m->value[k] * FROM(x, (ptrdiff_t)m->column[k] * width + c);
      AT(y, i * width + c) = sum;
    }
}

void facet_walk_inverse(const facet_graph *g, ptrdiff_t from, ptrdiff_t to, float *inverse) {
  for (ptrdiff_t i = from; i < to; i++) {
    float sum = g->rate[i];
    for (int32_t k = g->start[i]; k < g->start[i + 1]; k++) sum += g->weight[k];
    inverse[i] = sum > 0 ? 1 / sum : 0;
  }
}

void facet_walk_add(const facet_rows *m, ptrdiff_t from, ptrdiff_t to, const float *x, float *y) {
  for (ptrdiff_t i = from; i < to; i++)
    for (int32_t k = m->start[i]; k < m->start[i + 1]; k++) y[i] += m->value[k] * x[m->column[k]];
}

CLONED void facet_walk_turn(ptrdiff_t width, ptrdiff_t from, ptrdiff_t to, float *a, float factor,
                            const float *b) {
  for (ptrdiff_t i = from * width; i < to * width; i += 8)
    AT(a, i) = FROM(b, i) + factor * FROM(a, i);
}

CLONED float facet_walk_step(ptrdiff_t width, ptrdiff_t from, ptrdiff_t to, float length,
                             const float *p, const float *q, float *x, float *r) {
  floats most = {0};
  for (ptrdiff_t i = from * width; i < to * width; i += 8) {
    const floats change = length * FROM(p, i);
    AT(x, i) += change;
    AT(r, i) -= length * FROM(q, i);
    most = __builtin_elementwise_max(most, __builtin_elementwise_abs(change));
  }
  float largest = 0;
  for (int k = 0; k < 8; k++) largest = most[k] > largest ? most[k] : largest;
  return largest;
}

void facet_walk_collect(ptrdiff_t count, ptrdiff_t width, const int32_t *aggregate,
                        const float *fine, float *sum) {
  for (ptrdiff_t i = 0; i < count; i++) {
    if (aggregate[i] < 0) continue;
    float *own = sum + (ptrdiff_t)aggregate[i] * width;
    for (ptrdiff_t c = 0; c < width; c++) own[c] += fine[i * width + c];
  }
}
