#pragma once
// Lavin and Gray, "Fast algorithms for convolutional neural networks", CVPR 2016: a valid
// convolution of r×r by products in a transformed domain, tiles of 8×8 inputs giving m×m outputs
// with m = 9 − r. The points are 0, ±1, ±2, ±½ and ∞ for every r, so that one input transform
// serves 3×3 (5.1 times fewer multiplications), 5×5 (6.2 times) and 7×7 (3.1 times).
// In single precision its error on this project's networks is twice that of direct sums.
#include "product.hpp"
#include <memory>
#include <vector>

namespace ct {

constexpr int64_t side = 8, places = side * side, longestFilter = 7;

// Bᵀd along one axis; each row holds the coefficients of Π (x − other points).
CT_INLINE void transformInput(const lanes (&d)[8], lanes (&v)[8]) {
  v[0] = d[6] - d[0] + 5.25f * (d[2] - d[4]);
  v[7] = d[7] - d[1] + 5.25f * (d[3] - d[5]);
  lanes even = d[6] + d[2] - 4.25f * d[4], odd = d[5] + d[1] - 4.25f * d[3];
  v[1] = even + odd;
  v[2] = even - odd;
  even = d[6] + 0.25f * d[2] - 1.25f * d[4];
  odd = 2.0f * d[5] + 0.5f * d[1] - 2.5f * d[3];
  v[3] = even + odd;
  v[4] = even - odd;
  even = d[6] + 4.0f * d[2] - 5.0f * d[4];
  odd = 0.5f * d[5] + 2.0f * d[1] - 2.5f * d[3];
  v[5] = even + odd;
  v[6] = even - odd;
}

// Aᵀm along one axis: the polynomial's values at the points times powers of the points.
template <int M> CT_INLINE void transformOutput(const lanes (&v)[8], lanes (&y)[M]) {
  static_assert(M == 2 || M == 4 || M == 6, "filters of 7, 5 or 3 pixels a side");
  const lanes even1 = v[1] + v[2], odd1 = v[1] - v[2], even2 = v[3] + v[4], odd2 = v[3] - v[4],
              even3 = v[5] + v[6], odd3 = v[5] - v[6];
  constexpr float powers[6] = {1, 2, 4, 8, 16, 32};
#pragma unroll
  for (int k = 0; k < M; k++) {
    const float up = powers[k], down = 1 / powers[k];
    y[k] = k % 2 == 0 ? even1 + up * even2 + down * even3 : odd1 + up * odd2 + down * odd3;
  }
  y[0] += v[0];
  y[M - 1] += v[7];
}

// G, side × r, in double: powers of each point over Π (point − other points).
using WeightTransform = double[longestFilter];
inline std::unique_ptr<WeightTransform[]> transformOfWeights(int r) {
  const double points[7] = {0, 1, -1, 2, -2, 0.5, -0.5};
  auto rows = std::make_unique<WeightTransform[]>(side);
  for (int i = 0; i < 7; i++) {
    double scale = 1;
    for (int j = 0; j < 7; j++)
      if (j != i) scale *= points[i] - points[j];
    double power = 1;
    for (int k = 0; k < r; k++, power *= points[i]) rows[i][k] = power / scale;
  }
  rows[7][r - 1] = 1;
  return rows;
}

// G w Gᵀ of 16 filters side by side, down the columns and then along the rows; `weight` has r × r
// taps, `tap` numbers from one to the next.
CT_INLINE void transformWeights(const WeightTransform *rows, int64_t r, const float *weight,
                                ptrdiff_t tap, float *to, ptrdiff_t place) {
  double half[side][longestFilter][width];
  for (int64_t y = 0; y < side; y++)
    for (int64_t j = 0; j < r; j++) {
      double sums[width] = {};
      for (int64_t i = 0; i < r; i++)
        for (int64_t lane = 0; lane < width; lane++)
          sums[lane] += rows[y][i] * weight[(i * r + j) * tap + lane];
      for (int64_t lane = 0; lane < width; lane++) half[y][j][lane] = sums[lane];
    }
  for (int64_t y = 0; y < side; y++)
    for (int64_t x = 0; x < side; x++, to += place) {
      double sums[width] = {};
      for (int64_t j = 0; j < r; j++)
        for (int64_t lane = 0; lane < width; lane++) sums[lane] += rows[x][j] * half[y][j][lane];
      for (int64_t lane = 0; lane < width; lane++) to[lane] = static_cast<float>(sums[lane]);
    }
}

// One convolution of a stack of images in pixel order.
struct Winograd {
  const float *input;
  ptrdiff_t imageStride, rowStride, pixelStride;  // of the input, in numbers
  int64_t rows, columns;                          // of the input
  int64_t tilesDown, tilesAcross;
  const float *weights;  // for each of the 64 places a packed matrix, see Product
  int64_t inputs, outputs;
  float *output;
  ptrdiff_t outputImageStride, outputRowStride, outputPixelStride;
  const float *bias;
  bool rectifies;
};

// Tiles that one thread works on at a time: both sides of the products stay in its own cache.
constexpr int64_t tilesPerBlock = 24;

// A place's rows lie so far apart that they do not fall on the same lines of the cache.
CT_INLINE ptrdiff_t placeStride(int64_t channels) { return tilesPerBlock * channels + width; }

// Numbers of scratch memory that `convolve` needs.
inline int64_t scratchCount(const Winograd &job) {
  return places * (placeStride(job.inputs) + placeStride(job.outputs));
}

template <int M, int ROWS, int GROUPS>
CT_INLINE void convolveTiles(const Winograd &job, int64_t first, int64_t last, float *scratch) {
  static const float nothing[width] = {};
  float *const transformed = scratch;
  float *const products = scratch + places * placeStride(job.inputs);
  const int64_t perImage = job.tilesDown * job.tilesAcross;
  for (int64_t index = first; index < last; index++) {
    const int64_t top = index % perImage / job.tilesAcross * M;
    const int64_t left = index % job.tilesAcross * M;
    const float *corner = job.input + index / perImage * job.imageStride + top * job.rowStride +
                          left * job.pixelStride;
    const int64_t below = job.rows - top, beside = job.columns - left;
    for (int64_t channel = 0; channel < job.inputs; channel += width) {
      lanes half[side][side];
      for (int64_t x = 0; x < side; x++) {
        lanes d[side], v[side];
#pragma unroll
        for (int64_t y = 0; y < side; y++)
          d[y] = load(y < below && x < beside
                          ? corner + y * job.rowStride + x * job.pixelStride + channel
                          : nothing);
        transformInput(d, v);
#pragma unroll
        for (int y = 0; y < side; y++) half[y][x] = v[y];
      }
      float *target = transformed + (index - first) * job.inputs + channel;
      for (int y = 0; y < side; y++) {
        lanes v[side];
        transformInput(half[y], v);
#pragma unroll
        for (int x = 0; x < side; x++)
          store(target + (y * side + x) * placeStride(job.inputs), v[x]);
      }
    }
  }
  for (int64_t place = 0; place < places; place++) {
    const Product product{
        transformed + place * placeStride(job.inputs), job.inputs, job.inputs,
        job.weights + place * job.inputs * job.outputs,
        products + place * placeStride(job.outputs), job.outputs, job.outputs, nullptr, false};
    multiply<ROWS, GROUPS>(product, last - first);
  }
  for (int64_t index = first; index < last; index++) {
    const int64_t top = index % perImage / job.tilesAcross * M;
    const int64_t left = index % job.tilesAcross * M;
    float *corner = job.output + index / perImage * job.outputImageStride +
                    top * job.outputRowStride + left * job.outputPixelStride;
    const int64_t below = job.rows - side + M - top, beside = job.columns - side + M - left;
    for (int64_t channel = 0; channel < job.outputs; channel += width) {
      const float *source = products + (index - first) * job.outputs + channel;
      lanes half[M][side];
      for (int x = 0; x < side; x++) {
        lanes v[side], y[M];
#pragma unroll
        for (int i = 0; i < side; i++)
          v[i] = load(source + (i * side + x) * placeStride(job.outputs));
        transformOutput<M>(v, y);
#pragma unroll
        for (int i = 0; i < M; i++) half[i][x] = y[i];
      }
      const lanes bias = job.bias ? load(job.bias + channel) : lanes{};
      for (int64_t i = 0; i < M && i < below; i++) {
        lanes y[M];
        transformOutput<M>(half[i], y);
        for (int64_t x = 0; x < M && x < beside; x++) {
          const lanes value = y[x] + bias;
          store(corner + i * job.outputRowStride + x * job.outputPixelStride + channel,
                job.rectifies ? rectified(value) : value);
        }
      }
    }
  }
}

}  // namespace ct
