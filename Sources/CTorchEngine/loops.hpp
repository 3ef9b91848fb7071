#pragma once
// What lies between the convolutions of a bank in training: batch norm and ReLU, forward and
// backward, over pixels whose channels lie together. Compiled once for each kind of processor
// (kernels.cpp). A value that is no number stays one, as in libtorch's ReLU and its gradient.
#include "product.hpp"

namespace ct {

CT_INLINE void addDeviations(const float *y, const float *mean, int64_t pixels, int64_t channels,
                             bool squared, float *sums) {
  for (int64_t p = 0; p < pixels; p++, y += channels)
    for (int64_t c = 0; c < channels; c++) {
      const float d = y[c] - mean[c];
      sums[c] += squared ? d * d : d;
    }
}

CT_INLINE void normalise(const float *y, const float *scale, const float *shift, int64_t pixels,
                         int64_t channels, float *out, int64_t stride) {
  for (int64_t p = 0; p < pixels; p++, y += channels, out += stride)
    for (int64_t c = 0; c < channels; c++) {
      const float value = y[c] * scale[c] + shift[c];
      out[c] = value < 0 ? 0 : value;
    }
}

// Sums of the gradient behind the ReLU, and of its product with the deviations.
CT_INLINE void addGradients(const float *y, const float *mean, const float *out,
                            const float *gradient, int64_t stride, int64_t pixels,
                            int64_t channels, float *sums, float *products) {
  for (int64_t p = 0; p < pixels; p++, y += channels, out += stride, gradient += stride)
    for (int64_t c = 0; c < channels; c++) {
      const float g = out[c] <= 0 ? 0 : gradient[c];
      sums[c] += g;
      products[c] += g * (y[c] - mean[c]);
    }
}

// factor · (g − first − second · (y − mean)).
CT_INLINE void distribute(const float *y, const float *mean, const float *out,
                          const float *gradient, int64_t stride, int64_t pixels, int64_t channels,
                          const float *factor, const float *first, const float *second,
                          float *result) {
  for (int64_t p = 0; p < pixels;
       p++, y += channels, out += stride, gradient += stride, result += channels)
    for (int64_t c = 0; c < channels; c++) {
      const float g = out[c] <= 0 ? 0 : gradient[c];
      result[c] = factor[c] * (g - first[c] - second[c] * (y[c] - mean[c]));
    }
}

}  // namespace ct
