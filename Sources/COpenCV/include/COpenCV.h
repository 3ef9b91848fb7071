#pragma once
// OpenCV's random forest as a C library. Every function that returns a message returns NULL where
// all is well, and otherwise a text from malloc that the caller frees; no C++ exception leaves it.
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct co_forest co_forest;

// Grows a forest of `trees` trees from rows × columns features and one class index a row, each
// tree from a bootstrap sample, each node from the best of √columns features. The same seed grows
// the same forest, on whatever thread.
char *co_forest_grow(const float *features, const int32_t *classes, int32_t rows, int32_t columns,
                     int32_t trees, uint64_t seed, co_forest **out);

// Adds the trees' votes for each row to rows × class_count counts.
char *co_forest_vote(const co_forest *forest, const float *features, int32_t rows, int32_t columns,
                     int32_t class_count, int32_t *votes);

void co_forest_free(co_forest *forest);

#ifdef __cplusplus
}
#endif
