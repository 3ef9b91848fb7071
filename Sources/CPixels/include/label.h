#pragma once
// What a labelling session asks of every pixel while somebody paints. A pixel has 16 features in half
// precision; those that a method does not fill are 0, and a pixel without a value has NaN.
#include <stddef.h>
#include <stdint.h>

#define FACET_LABEL_WIDTH 16

// A line of features, each the mean over 3 × 3 pixels: `lines` are the line above, the line itself
// and the one below, columns × width; NULL beyond the scene. Pixels without a value count for nothing,
// and one in the middle stays without.
void facet_label_smooth(const float *const lines[3], ptrdiff_t columns, ptrdiff_t width,
                        uint16_t *to);

// best[i] = min(best[i], min over j of the squared distance from pixel i to point j); owner[i] is the
// `id` of the point that is nearest. Nothing changes for a pixel without a value.
void facet_label_nearest(const uint16_t *features, ptrdiff_t pixels, const float *points,
                         const uint16_t *ids, ptrdiff_t count, float *best, uint16_t *owner);

// Pixels that are owned by a point of `gone` (one flag an id, 65536 of them) look for the nearest
// among the points again.
void facet_label_again(const uint16_t *features, ptrdiff_t pixels, const float *points,
                       const uint16_t *ids, ptrdiff_t count, const uint8_t *gone, float *best,
                       uint16_t *owner);

// From the squared distance to each class (`best`, classes × pixels): the number of the nearest class
// from 1, 0 where there is none; 255 · (1 − d₁ / d₂), with d₂ the distance to the next class, 0 if
// there is only one; and d₁.
void facet_label_decide(const float *best, ptrdiff_t classes, ptrdiff_t pixels, uint8_t *winner,
                        uint8_t *confidence, float *distance);

// to[i] = 255 · factor · from[i], at most 255; 0 for what is not finite.
void facet_label_shades(const float *from, ptrdiff_t pixels, float factor, uint8_t *to);

// Red, green, blue and alpha of pixels whose three channels are stretched from low to high; nothing is
// seen of a pixel without a value.
void facet_label_colours(const float *values, ptrdiff_t pixels, const float *low,
                         const float *factor, uint8_t *to);

// Counts of each number from 0 to 255, added to those that are there.
void facet_label_count(const uint8_t *values, ptrdiff_t pixels, int64_t *counts);

// Every `step`-th pixel of a line: `count` pixels of 16 features.
void facet_label_thin(const uint16_t *line, ptrdiff_t step, ptrdiff_t count, uint16_t *to);

// The labels of a tile: of each step × step pixels of the scene the last that is not 0, so that a thin
// line is seen from afar. `labels` begins at the tile's first pixel; `sceneRows` and `sceneColumns`
// are left from there.
void facet_label_sheet(const uint16_t *labels, ptrdiff_t stride, ptrdiff_t sceneRows,
                       ptrdiff_t sceneColumns, ptrdiff_t step, ptrdiff_t rows, ptrdiff_t columns,
                       uint8_t *to);
