#pragma once
// Counting pixels of a class map under masks.
#include <stddef.h>
#include <stdint.h>

// The place of each value of a class map by `known`, which has one for every number from 0 to 65535.
// Stops at the first value that is none of these numbers or whose place is `unknown`, and returns
// how many came before it.
ptrdiff_t facet_places(const double *values, ptrdiff_t count, const uint16_t *known,
                       uint16_t unknown, uint16_t *places);

// counts[places[i]] += 1, everywhere or where the mask is set.
void facet_count_places(const uint16_t *places, ptrdiff_t count, int64_t *counts);
void facet_count_masked(const uint8_t *mask, ptrdiff_t width, const uint16_t *places,
                        int64_t *counts);
