#pragma once
// Convolutions by the Fourier transform; see filters.hpp.
#include "filters.hpp"
#include "kernels.hpp"

namespace ct {

inline at::Tensor channelsLast(const at::Tensor &t) {
  return t.contiguous(at::MemoryFormat::ChannelsLast);
}

inline at::Tensor empty(const at::Tensor &like, int64_t n, int64_t c, int64_t h, int64_t w) {
  return at::empty({n, c, h, w}, like.options().memory_format(at::MemoryFormat::ChannelsLast));
}

// As `filter`; what is kept are the input's spectra.
Filtered filterFourier(const Fourier &way, const at::Tensor &input, const at::Tensor &weight);

// As `differentiate`.
FilterGradients differentiateFourier(const Fourier &way, const at::Tensor &output,
                                     const at::Tensor &kept, const at::Tensor &weight,
                                     bool needsInput);

}  // namespace ct
