#pragma once
// The loops of our own, compiled once for each kind of processor and chosen when the program starts.
#include "fourier.hpp"
#include "loops.hpp"
#include "winograd.hpp"

namespace ct {

// Transforms of images of one side there and back; see transformImage and restoreImage.
struct Fourier {
  int64_t side;
  void (*image)(const float *from, ptrdiff_t row, ptrdiff_t pixel, int count, float *to,
                ptrdiff_t place, ptrdiff_t imaginary);
  void (*restore)(const float *from, ptrdiff_t place, ptrdiff_t imaginary, int count, float *to,
                  ptrdiff_t row, ptrdiff_t pixel);

  int64_t places() const { return (side * side + 1) / 2; }
  float scale() const { return 1 / static_cast<float>(side * side); }
};

// Room for the spectrum of the longest side.
constexpr int64_t mostPlaces = Waves<11>::places;

struct Kernels {
  void (*multiply)(const Product &job, int64_t rows);
  // For filters of 3, 5 and 7 pixels a side.
  void (*convolve[3])(const Winograd &job, int64_t first, int64_t last, float *scratch);
  decltype(&ct::transformWeights) transformWeights;
  decltype(&ct::addDeviations) addDeviations;
  decltype(&ct::normalise) normalise;
  decltype(&ct::addGradients) addGradients;
  decltype(&ct::distribute) distribute;
  Fourier fourier[3];
};

// Those in use: the best that this processor has, unless ct_use_kernels has chosen others on this
// thread. To be asked before a parallel loop, not within.
const Kernels &kernels();

}  // namespace ct
