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
  // rate + the sum of the weights.
  const float *diagonal;
} facet_graph;

// q = A v; returns v · q of these rows.
double facet_walk_image(const facet_graph *graph, ptrdiff_t width, ptrdiff_t from, ptrdiff_t to,
                        const float *v, float *q);
// q = b − A v.
void facet_walk_residual(const facet_graph *graph, ptrdiff_t width, ptrdiff_t from, ptrdiff_t to,
                         const float *v, const float *b, float *q);
// A Gauss–Seidel sweep downwards from 0: (D − W_lower) z = r, with steps to other rows than these
// left out.
void facet_walk_sweep_down(const facet_graph *graph, ptrdiff_t width, ptrdiff_t from,
                           ptrdiff_t to, const float *r, float *z);
// A sweep upwards from 0, (D − W_upper) e = r, added: z += e. e takes the place of r.
void facet_walk_sweep_up(const facet_graph *graph, ptrdiff_t width, ptrdiff_t from, ptrdiff_t to,
                         float *r, float *z);

// a · b.
double facet_walk_dot(ptrdiff_t width, ptrdiff_t from, ptrdiff_t to, const float *a,
                      const float *b);
// a += factor · b.
void facet_walk_add(ptrdiff_t width, ptrdiff_t from, ptrdiff_t to, float *a, float factor,
                    const float *b);
// a = b + factor · a.
void facet_walk_turn(ptrdiff_t width, ptrdiff_t from, ptrdiff_t to, float *a, float factor,
                     const float *b);
// The largest |a|.
float facet_walk_largest(ptrdiff_t width, ptrdiff_t from, ptrdiff_t to, const float *a);

// Sums of the members of each aggregate: coarse rows `from` to `to` of `sum`.
void facet_walk_gather(ptrdiff_t width, ptrdiff_t from, ptrdiff_t to, const int32_t *start,
                       const int32_t *member, const float *fine, float *sum);
// fine += the value of each row's aggregate; nothing for a row without one (−1).
void facet_walk_spread(ptrdiff_t width, ptrdiff_t from, ptrdiff_t to, const int32_t *aggregate,
                       const float *coarse, float *fine);

// The other way, where members are not at hand: sum of aggregate[i] += fine of i; nothing for −1.
void facet_walk_collect(ptrdiff_t count, ptrdiff_t width, const int32_t *aggregate,
                        const float *fine, float *sum);

// Joins each row with its nearest free neighbour, if that is at least a quarter as near as the
// nearest of all; a row whose own rate is above the sum of its steps stays out (−1).
// Returns how many aggregates there are.
int32_t facet_walk_pair(const facet_graph *graph, int32_t *aggregate);
// The rows of aggregate a: member[first[a]] to member[first[a + 1] − 1]. `first` has room for
// coarse + 1 numbers, `member` for `count`.
void facet_walk_members(ptrdiff_t count, const int32_t *aggregate, int32_t coarse, int32_t *first,
                        int32_t *member);
// The graph of the aggregates: sums of weights between them, and of rates; steps to rows without an
// aggregate add to the rates. `start` has room for coarse + 1 numbers, `other` and `weight` for as
// many steps as the fine graph has; `place` is scratch for `coarse` numbers. Returns the number of
// steps.
int32_t facet_walk_coarsen(const facet_graph *graph, const int32_t *aggregate, int32_t coarse,
                           const int32_t *first, const int32_t *member, int32_t *place,
                           int32_t *start, int32_t *other, float *weight, float *rate,
                           float *diagonal);

// The lower triangle C of A = C Cᵀ, count × count, row by row, and C Cᵀ x = b.
void facet_walk_factor(const facet_graph *graph, double *lower);
void facet_walk_substitute(ptrdiff_t count, ptrdiff_t width, const double *lower, const float *b,
                           float *x);

// Scores of spectra along `axes` directions (bands × 4, the rest 0), each value cut off at ±limit
// first: to[pixel · 4 …].
void facet_walk_scores(const float *spectra, ptrdiff_t pixels, ptrdiff_t bands, const float *axes,
                       float limit, float *to);
// Weights exp(−contrast · ‖s_i − s_j‖²) + least of the steps from each pixel of a row to the right,
// to the left below, below, and to the right below; 0 without such a neighbour (`isLast`: no row
// below), or where a score is NaN. `scores`: columns × 4, of the row and of the one below.
void facet_walk_steps(const float *scores, ptrdiff_t columns, int isLast, float contrast,
                      float least, float *steps);
// The graph of the pixels that have a number (row[pixel] ≥ 0) of a rectangle. Steps to pixels that
// are fixed add to the rates; others lead nowhere. `steps`: rows × columns × 4; `rates` by pixel;
// `other` and `weight` have room for 8 steps a pixel. Returns the number of steps.
int32_t facet_walk_graph(const float *steps, ptrdiff_t rows, ptrdiff_t columns,
                         const int32_t *row, const uint8_t *isFixed, const float *rates,
                         int32_t *start, int32_t *other, float *weight, float *rate,
                         float *diagonal);
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
