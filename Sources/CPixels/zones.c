// Counting pixels of a class map under masks; see zones.h.
#include "zones.h"

ptrdiff_t facet_places(const double *values, ptrdiff_t count, const uint16_t *known,
                       uint16_t unknown, uint16_t *places) {
  for (ptrdiff_t i = 0; i < count; i++) {
    const double value = values[i];
    // Also false for NaN.
    if (!(value >= 0 && value <= 65535)) return i;
    const uint16_t number = (uint16_t)value;
    if (number != value || known[number] == unknown) return i;
    places[i] = known[number];
  }
  return count;
}

void facet_count_places(const uint16_t *places, ptrdiff_t count, int64_t *counts) {
  for (ptrdiff_t i = 0; i < count; i++) counts[places[i]]++;
}

void facet_count_masked(const uint8_t *mask, ptrdiff_t width, const uint16_t *places,
                        int64_t *counts) {
  for (ptrdiff_t i = 0; i < width; i++)
    if (mask[i]) counts[places[i]]++;
}
