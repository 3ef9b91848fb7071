#include "CPixels.h"
#include "clones.h"
#include <math.h>
#include <string.h>

#define WIDTH FACET_LABEL_WIDTH

typedef float floats __attribute__((vector_size(64), aligned(4)));
typedef _Float16 halves __attribute__((vector_size(32), aligned(2)));
typedef int32_t integers __attribute__((vector_size(64), aligned(4)));

CLONED void facet_label_smooth(const float *const lines[3], ptrdiff_t columns, ptrdiff_t width,
                               uint16_t *to) {
  for (ptrdiff_t column = 0; column < columns; column++) {
    float sum[WIDTH] = {0};
    float count = 0;
    const ptrdiff_t first = column > 0 ? column - 1 : 0;
    const ptrdiff_t last = column + 1 < columns ? column + 1 : column;
    for (int line = 0; line < 3; line++) {
      if (!lines[line]) continue;
      for (ptrdiff_t near = first; near <= last; near++) {
        const float *from = lines[line] + near * width;
        if (isnan(from[0])) continue;
        for (ptrdiff_t i = 0; i < width; i++) sum[i] += from[i];
        count++;
      }
    }
    const int isMissing = isnan(lines[1][column * width]);
    _Float16 values[WIDTH];
    for (ptrdiff_t i = 0; i < WIDTH; i++) {
      float mean = i < width ? sum[i] / count : 0;
      // What half precision cannot hold is as far as anything is.
      mean = mean > 30000 ? 30000 : mean < -30000 ? -30000 : mean;
      values[i] = (_Float16)(isMissing ? NAN : mean);
    }
    memcpy(to + column * WIDTH, values, sizeof values);
  }
}

// Sixteen pixels side by side: block[i] is feature i of each.
INLINE void load(const uint16_t *const pixels[16], floats block[WIDTH]) {
  float rows[16][WIDTH];
  for (int pixel = 0; pixel < 16; pixel++) {
    halves values;
    memcpy(&values, pixels[pixel], sizeof values);
    const floats wide = __builtin_convertvector(values, floats);
    memcpy(rows[pixel], &wide, sizeof wide);
  }
  float columns[WIDTH][16];
  for (int i = 0; i < WIDTH; i++)
    for (int pixel = 0; pixel < 16; pixel++) columns[i][pixel] = rows[pixel][i];
  memcpy(block, columns, sizeof columns);
}

INLINE void search(const floats block[WIDTH], const float *points, const uint16_t *ids,
                   ptrdiff_t count, floats *best, integers *owner) {
  floats nearest = *best;
  integers found = *owner;
  for (ptrdiff_t j = 0; j < count; j++) {
    const float *point = points + j * WIDTH;
    floats sum = {0};
    for (int i = 0; i < WIDTH; i++) {
      const floats gap = block[i] - point[i];
      sum += gap * gap;
    }
    const integers closer = sum < nearest;
    nearest = (floats)((closer & (integers)sum) | (~closer & (integers)nearest));
    found = (closer & (int32_t)ids[j]) | (~closer & found);
  }
  *best = nearest;
  *owner = found;
}

// Pixels in any order, sixteen at a time; the last are looked at several times.
INLINE void searchPixels(const uint16_t *features, const int32_t *places, ptrdiff_t pixels,
                         const float *points, const uint16_t *ids, ptrdiff_t count, float *best,
                         uint16_t *owner) {
  for (ptrdiff_t start = 0; start < pixels; start += 16) {
    const uint16_t *from[16];
    ptrdiff_t place[16];
    floats nearest;
    integers found;
    for (int i = 0; i < 16; i++) {
      const ptrdiff_t k = start + i < pixels ? start + i : pixels - 1;
      place[i] = places ? places[k] : k;
      from[i] = features + place[i] * WIDTH;
      nearest[i] = best[place[i]];
      found[i] = owner[place[i]];
    }
    floats block[WIDTH];
    load(from, block);
    search(block, points, ids, count, &nearest, &found);
    for (int i = 0; i < 16; i++) {
      best[place[i]] = nearest[i];
      owner[place[i]] = (uint16_t)found[i];
    }
  }
}

CLONED void facet_label_nearest(const uint16_t *features, ptrdiff_t pixels, const float *points,
                                const uint16_t *ids, ptrdiff_t count, float *best,
                                uint16_t *owner) {
  searchPixels(features, NULL, pixels, points, ids, count, best, owner);
}

CLONED void facet_label_again(const uint16_t *features, ptrdiff_t pixels, const float *points,
                              const uint16_t *ids, ptrdiff_t count, const uint8_t *gone, float *best,
                              uint16_t *owner) {
  int32_t places[4096];
  for (ptrdiff_t start = 0; start < pixels; start += 4096) {
    const ptrdiff_t end = start + 4096 < pixels ? start + 4096 : pixels;
    ptrdiff_t found = 0;
    for (ptrdiff_t i = start; i < end; i++) {
      if (best[i] == INFINITY || !gone[owner[i]]) continue;
      best[i] = INFINITY;
      places[found++] = (int32_t)i;
    }
    if (found) searchPixels(features, places, found, points, ids, count, best, owner);
  }
}

CLONED void facet_label_decide(const float *best, ptrdiff_t classes, ptrdiff_t pixels,
                               uint8_t *winner, uint8_t *confidence, float *distance) {
  for (ptrdiff_t i = 0; i < pixels; i++) {
    float first = INFINITY, second = INFINITY;
    int found = 0;
    for (ptrdiff_t k = 0; k < classes; k++) {
      const float d = best[k * pixels + i];
      const int closer = d < first;
      second = closer ? first : d < second ? d : second;
      first = closer ? d : first;
      found = closer ? (int)k + 1 : found;
    }
    winner[i] = (uint8_t)found;
    confidence[i] =
        found && second < INFINITY && second > 0 ? (uint8_t)(255 * (1 - sqrtf(first / second))) : 0;
    distance[i] = sqrtf(first);
  }
}

CLONED void facet_label_shades(const float *from, ptrdiff_t pixels, float factor, uint8_t *to) {
  for (ptrdiff_t i = 0; i < pixels; i++) {
    const float value = from[i] * factor * 255;
    to[i] = value >= 0 && value < INFINITY ? (uint8_t)(value < 255 ? value : 255) : 0;
  }
}

CLONED void facet_label_colours(const float *values, ptrdiff_t pixels, const float *low,
                                const float *factor, uint8_t *to) {
  for (ptrdiff_t i = 0; i < pixels; i++) {
    int isThere = 1;
    for (int channel = 0; channel < 3; channel++) {
      const float value = (values[3 * i + channel] - low[channel]) * factor[channel];
      isThere &= value == value;
      to[4 * i + channel] = (uint8_t)(value > 0 ? value < 255 ? value : 255 : 0);
    }
    to[4 * i + 3] = isThere ? 255 : 0;
  }
}

void facet_label_count(const uint8_t *values, ptrdiff_t pixels, int64_t *counts) {
  for (ptrdiff_t i = 0; i < pixels; i++) counts[values[i]]++;
}

void facet_label_thin(const uint16_t *line, ptrdiff_t step, ptrdiff_t count, uint16_t *to) {
  for (ptrdiff_t i = 0; i < count; i++)
    memcpy(to + i * WIDTH, line + i * step * WIDTH, WIDTH * sizeof *to);
}

void facet_label_sheet(const uint16_t *labels, ptrdiff_t stride, ptrdiff_t sceneRows,
                       ptrdiff_t sceneColumns, ptrdiff_t step, ptrdiff_t rows, ptrdiff_t columns,
                       uint8_t *to) {
  memset(to, 0, (size_t)(rows * columns));
  const ptrdiff_t lastRow = rows * step < sceneRows ? rows * step : sceneRows;
  const ptrdiff_t lastColumn = columns * step < sceneColumns ? columns * step : sceneColumns;
  for (ptrdiff_t y = 0; y < lastRow; y++)
    for (ptrdiff_t x = 0; x < lastColumn; x++)
      if (labels[y * stride + x])
        to[y / step * columns + x / step] = (uint8_t)labels[y * stride + x];
}
