// Coarser graphs by smoothed aggregation; see walk.h.
#include "walk.h"
#include "clones.h"
#include <stdlib.h>
#include <string.h>

// w² ≥ strong² m_i m_j, with m the largest steps of the two ends: a step that counts at both.
static const float strong = 0.4f;
// The share of all steps from a row that one must have to pass the row's value on.
static const float passing = 0.1f;
// A row without a strong step joins the aggregate of a neighbour, if that is at least this share as
// near as the nearest of all.
static const float near = 0.25f;

INLINE int isStrong(const facet_graph *g, const float *most, ptrdiff_t i, int32_t k) {
  const float w = g->weight[k];
  return w > 0 && w * w >= strong * strong * most[i] * most[g->other[k]];
}

enum { out = -1, unjoined = -2, joining = -3 };

// An unjoined row and the unjoined rows that strong steps lead to become an aggregate, unless one of
// these rows is in another.
static int begin(const facet_graph *g, const float *most, ptrdiff_t i, int32_t *aggregate,
                 int32_t name) {
  int any = 0;
  for (int32_t k = g->start[i]; k < g->start[i + 1]; k++) {
    const int32_t state = aggregate[g->other[k]];
    if (state == out || !isStrong(g, most, i, k)) continue;
    if (state >= 0) return 0;
    any = 1;
  }
  if (!any) return 0;
  for (int32_t k = g->start[i]; k < g->start[i + 1]; k++)
    if (aggregate[g->other[k]] == unjoined && isStrong(g, most, i, k)) aggregate[g->other[k]] = name;
  aggregate[i] = name;
  return 1;
}

// The aggregate of the nearest neighbour that has one; −1 if others are far nearer.
static int32_t nearest(const facet_graph *g, const float *most, ptrdiff_t i,
                       const int32_t *aggregate) {
  float best = 0;
  int32_t found = out;
  for (int32_t k = g->start[i]; k < g->start[i + 1]; k++) {
    const float weight = g->weight[k];
    if (aggregate[g->other[k]] >= 0 && weight > best) {
      best = weight;
      found = aggregate[g->other[k]];
    }
  }
  return best > 0 && best >= near * most[i] ? found : out;
}

int32_t facet_walk_aggregate(const facet_graph *g, int32_t *aggregate) {
  float *most = malloc(((size_t)g->count + 1) * sizeof(float));
  for (ptrdiff_t i = 0; i < g->count; i++) {
    float sum = 0;
    most[i] = 0;
    for (int32_t k = g->start[i]; k < g->start[i + 1]; k++) {
      const float weight = g->weight[k];
      sum += weight;
      most[i] = weight > most[i] ? weight : most[i];
    }
    aggregate[i] = g->rate[i] >= sum ? out : unjoined;
  }
  int32_t count = 0;
  for (ptrdiff_t i = 0; i < g->count; i++)
    if (aggregate[i] == unjoined) count += begin(g, most, i, aggregate, count);
  for (int round = 0; round < 4; round++) {
    for (ptrdiff_t i = 0; i < g->count; i++) {
      if (aggregate[i] != unjoined) continue;
      const int32_t found = nearest(g, most, i, aggregate);
      if (found >= 0) aggregate[i] = joining - found;
    }
    // All at once, so that no aggregate runs along the order of the rows.
    for (ptrdiff_t i = 0; i < g->count; i++)
      if (aggregate[i] <= joining) aggregate[i] = joining - aggregate[i];
  }
  for (ptrdiff_t i = 0; i < g->count; i++)
    if (aggregate[i] == unjoined) aggregate[i] = count++;
  free(most);
  return count;
}

// Row i of the shares; returns how many there are. `column` and `value` have room for all steps and
// one more.
static int32_t share(const facet_graph *g, const int32_t *aggregate, float smoothing, ptrdiff_t i,
                     int32_t *column, float *value, float *lost) {
  *lost = 1;
  if (aggregate[i] < 0) return 0;
  float sum = 0, passed = g->rate[i];
  for (int32_t k = g->start[i]; k < g->start[i + 1]; k++)
    sum += g->weight[k] > 0 ? g->weight[k] : 0;
  const float least = passing * sum;
  for (int32_t k = g->start[i]; k < g->start[i + 1]; k++)
    passed += g->weight[k] > least ? g->weight[k] : 0;
  const float factor = passed > 0 ? smoothing / passed : 0;
  *lost = factor * g->rate[i];
  int32_t count = 1;
  column[0] = aggregate[i];
  value[0] = 1 - smoothing;
  for (int32_t k = g->start[i]; k < g->start[i + 1] && factor > 0; k++) {
    if (!(g->weight[k] > least)) continue;
    const int32_t other = aggregate[g->other[k]];
    if (other < 0) {
      *lost += factor * g->weight[k];
      continue;
    }
    int32_t place = 0;
    while (place < count && column[place] != other) place++;
    if (place == count) {
      column[count] = other;
      value[count++] = 0;
    }
    value[place] += factor * g->weight[k];
  }
  return count;
}

void facet_walk_shares(const facet_graph *g, const int32_t *aggregate, float smoothing,
                       ptrdiff_t from, ptrdiff_t to, int32_t *start, int32_t *column, float *value,
                       float *lost) {
  int32_t most = 0;
  for (ptrdiff_t i = from; i < to; i++)
    most = g->start[i + 1] - g->start[i] > most ? g->start[i + 1] - g->start[i] : most;
  int32_t *columns = malloc(((size_t)most + 1) * sizeof(int32_t));
  float *values = malloc(((size_t)most + 1) * sizeof(float));
  for (ptrdiff_t i = from; i < to; i++) {
    const int32_t count = share(g, aggregate, smoothing, i, columns, values, lost + i);
    if (!column) {
      start[i + 1] = count;
      continue;
    }
    memcpy(column + start[i], columns, (size_t)count * sizeof(int32_t));
    memcpy(value + start[i], values, (size_t)count * sizeof(float));
  }
  free(columns);
  free(values);
}

void facet_walk_transpose(const facet_rows *m, ptrdiff_t rows, ptrdiff_t columns, int32_t *start,
                          int32_t *column, float *value) {
  memset(start, 0, ((size_t)columns + 1) * sizeof(int32_t));
  for (int32_t k = 0; k < m->start[rows]; k++) start[m->column[k]]++;
  for (ptrdiff_t i = 1; i <= columns; i++) start[i] += start[i - 1];
  // start[i] is the end of row i here, and its beginning once its numbers are in place.
  for (ptrdiff_t i = rows - 1; i >= 0; i--)
    for (int32_t k = m->start[i]; k < m->start[i + 1]; k++) {
      const int32_t place = --start[m->column[k]];
      column[place] = (int32_t)i;
      value[place] = m->value[k];
    }
}

void facet_walk_caught(const facet_graph *g, const float *lost, ptrdiff_t from, ptrdiff_t to,
                       float *caught) {
  for (ptrdiff_t i = from; i < to; i++) {
    float sum = g->rate[i] * (1 - lost[i]);
    for (int32_t k = g->start[i]; k < g->start[i + 1]; k++)
      sum += g->weight[k] * (lost[g->other[k]] - lost[i]);
    caught[i] = sum;
  }
}

void facet_walk_coarsen(const facet_graph *g, const facet_rows *shares, const facet_rows *members,
                        const float *caught, ptrdiff_t from, ptrdiff_t to, int32_t *place,
                        int32_t *start, int32_t *other, float *weight, float *rate,
                        float *inverse) {
  for (ptrdiff_t a = from; a < to; a++) {
    const int32_t first = other ? start[a] : 0;
    int32_t end = first;
    float own = 0;
    for (int32_t m = members->start[a]; m < members->start[a + 1]; m++) {
      const int32_t i = members->column[m];
      own += members->value[m] * caught[i];
      float diagonal = g->rate[i];
      for (int32_t k = g->start[i]; k < g->start[i + 1]; k++) diagonal += g->weight[k];
      for (int32_t k = g->start[i] - 1; k < g->start[i + 1]; k++) {
        // The row itself first, then its neighbours.
        const int isOwn = k < g->start[i];
        const int32_t j = isOwn ? i : g->other[k];
        const float factor = members->value[m] * (isOwn ? -diagonal : g->weight[k]);
        for (int32_t s = shares->start[j]; s < shares->start[j + 1]; s++) {
          const int32_t b = shares->column[s];
          if (b == a) continue;
          if (!other) {
            end += place[b] != a;
            place[b] = (int32_t)a;
            continue;
          }
          if (place[b] < first || place[b] >= end || other[place[b]] != b) {
            place[b] = end;
            other[end] = b;
            weight[end++] = 0;
          }
          weight[place[b]] += factor * shares->value[s];
        }
      }
    }
    if (!other) {
      start[a + 1] = end;
      continue;
    }
    float sum = own;
    for (int32_t k = first; k < end; k++) sum += weight[k];
    rate[a] = own;
    inverse[a] = sum > 0 ? 1 / sum : 0;
  }
}
