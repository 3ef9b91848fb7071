#pragma once
// Systems A x = b over a graph, for many right sides at once: what a random walk over pixels needs.
//
//     (A x)_i = rate_i x_i + Σ_k weight_k (x_i − x_other(k))        start[i] ≤ k < start[i + 1]
//
// All weights are above 0 and A is symmetric. Differences are taken first, so that a rate far below
// the rounding of the weights still counts, and A takes a constant to the rates exactly.
//
// A vector holds `width` numbers a row, one a class; `width` is a multiple of 8. Work is done on rows
// `from` to `to`, so that several threads can each take their own; nothing depends on how many there
// are.
#include <stddef.h>
#include <stdint.h>

typedef struct {
  ptrdiff_t count;
  const int32_t *start, *other;
  const float *weight, *rate;
  // 1 / (rate + the sum of the weights), or 0.
  const float *inverse;
} facet_graph;

// Rows of a sparse matrix: value[k] in column[k], start[i] ≤ k < start[i + 1].
typedef struct {
  const int32_t *start, *column;
  const float *value;
} facet_rows;

// Which rows come before row i in the order of a sweep: those from `low` to i − 1, and those from
// `high` on.
typedef struct {
  ptrdiff_t low, high;
} facet_order;

// q = A v; returns v · q of these rows.
double facet_walk_image(const facet_graph *graph, ptrdiff_t width, ptrdiff_t from, ptrdiff_t to,
                        const float *v, float *q);
// A Gauss–Seidel sweep downwards from 0: (D − W_earlier) z = r.
void facet_walk_sweep_down(const facet_graph *graph, ptrdiff_t width, ptrdiff_t from,
                           ptrdiff_t to, facet_order order, const float *r, float *z);
// q = W_later z: what is left of r after that sweep, r − A z.
void facet_walk_rest(const facet_graph *graph, ptrdiff_t width, ptrdiff_t from, ptrdiff_t to,
                     facet_order order, const float *z, float *q);
// A sweep downwards from any z: z_i = (r_i + (W z)_i) / d_i.
void facet_walk_sweep(const facet_graph *graph, ptrdiff_t width, ptrdiff_t from, ptrdiff_t to,
                      const float *r, float *z);
// The same upwards. Returns r · z of these rows.
double facet_walk_sweep_up(const facet_graph *graph, ptrdiff_t width, ptrdiff_t from, ptrdiff_t to,
                           const float *r, float *z);
// 1 / (rate + the sum of the weights) of each row, 0 if that is 0.
void facet_walk_inverse(const facet_graph *graph, ptrdiff_t from, ptrdiff_t to, float *inverse);
// y += M x, for one number a row.
void facet_walk_add(const facet_rows *rows, ptrdiff_t from, ptrdiff_t to, const float *x, float *y);
// y = M x, or y += M x.
void facet_walk_times(const facet_rows *rows, ptrdiff_t width, ptrdiff_t from, ptrdiff_t to,
                      int isAdded, const float *x, float *y);
// a = b + factor · a.
void facet_walk_turn(ptrdiff_t width, ptrdiff_t from, ptrdiff_t to, float *a, float factor,
                     const float *b);
// x += length · p, r −= length · q; returns the largest |length · p|.
float facet_walk_step(ptrdiff_t width, ptrdiff_t from, ptrdiff_t to, float length, const float *p,
                      const float *q, float *x, float *r);

// sum of aggregate[i] += fine of i; nothing for −1.
void facet_walk_collect(ptrdiff_t count, ptrdiff_t width, const int32_t *aggregate,
                        const float *fine, float *sum);

// Joins rows that walkers go between readily; a row where most walkers are caught stays out (−1).
// Returns how many aggregates there are. P. Vaněk, J. Mandel, M. Brezina, "Algebraic multigrid by
// smoothed aggregation for second and fourth order elliptic problems", Computing 56, 1996.
int32_t facet_walk_aggregate(const facet_graph *graph, int32_t *aggregate);
// Which share of each aggregate's value a row takes: P = (1 − s) T + s D⁻¹ W T, with T the rows'
// aggregates, s = `smoothing`, and steps that hardly count left out of W and D. lost[i] is what is
// missing from row i's sum of 1. With `column` NULL: how many row i has is written to start[i + 1].
void facet_walk_shares(const facet_graph *graph, const int32_t *aggregate, float smoothing,
                       ptrdiff_t from, ptrdiff_t to, int32_t *start, int32_t *column, float *value,
                       float *lost);
// Columns as rows.
void facet_walk_transpose(const facet_rows *matrix, ptrdiff_t rows, ptrdiff_t columns,
                          int32_t *start, int32_t *column, float *value);
// A (1 − lost), by differences.
void facet_walk_caught(const facet_graph *graph, const float *lost, ptrdiff_t from, ptrdiff_t to,
                       float *caught);
// Rows `from` to `to` of the graph of Pᵀ A P. `members` is Pᵀ; `place` is scratch for a number a
// coarse row, −1 at first. With `other` NULL: how many steps row a has is written to start[a + 1].
void facet_walk_coarsen(const facet_graph *graph, const facet_rows *shares,
                        const facet_rows *members, const float *caught, ptrdiff_t from,
                        ptrdiff_t to, int32_t *place, int32_t *start, int32_t *other,
                        float *weight, float *rate, float *inverse);

// Scores of spectra along `axes` directions (bands × 4, the rest 0), each value cut off at ±limit
// first: to[pixel · 4 …].
void facet_walk_scores(const float *spectra, ptrdiff_t pixels, ptrdiff_t bands, const float *axes,
                       float limit, float *to);
// Weights exp(−contrast · ‖s_i − s_j‖²) + least of the steps from each pixel of a row to the right,
// to the left below, below, and to the right below; 0 without such a neighbour (`isLast`: no row
// below), or where a score is NaN. `scores`: columns × 4, of the row and of the one below.
void facet_walk_steps(const float *scores, ptrdiff_t columns, int isLast, float contrast,
                      float least, float *steps);
// The graph of the pixels that have a number (row[pixel] ≥ 0), those in lines `from` to `to` of a
// rectangle. Steps to pixels that are fixed add to the rates; others lead nowhere. `steps`: rows ×
// columns × 4; `rates` by pixel. With `other` NULL: how many steps row i has is written to
// start[i + 1].
void facet_walk_graph(const float *steps, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t from,
                      ptrdiff_t to, const int32_t *row, const uint8_t *isFixed, const float *rates,
                      int32_t *start, int32_t *other, float *weight, float *rate, float *inverse);
// r = rates · (priors − x) + Σ weight · (x of the neighbour − x), what is missing from x, of the pixels
// with a number in lines `from` to `to`; steps lead to other such pixels and to fixed ones. Differences
// are taken first here too, so that what two tiles say of the step between them adds up to 0.
// `priors`, `x`: pixels × classes.
void facet_walk_missing(const float *steps, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t from,
                        ptrdiff_t to, const int32_t *row, const uint8_t *isFixed,
                        const float *rates, ptrdiff_t classes, const float *priors,
                        const float *x, ptrdiff_t width, float *r);
// to[row of pixel] = from[pixel], 0 beyond its classes.
void facet_walk_take(ptrdiff_t pixels, const int32_t *row, ptrdiff_t classes, const float *from,
                     ptrdiff_t width, float *to);
// The other way, with rows brought to values of 0 or more that add up to 1, if `areShares`.
void facet_walk_put(ptrdiff_t pixels, const int32_t *row, ptrdiff_t classes, const float *from,
                    ptrdiff_t width, int areShares, float *to);
// values of a pixel += those of its row of a coarse graph; nothing where that is −1. `values`: pixels
// × classes.
void facet_walk_correct(ptrdiff_t pixels, const int32_t *row, ptrdiff_t classes,
                        const float *coarse, ptrdiff_t width, float *values);
