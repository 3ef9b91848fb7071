#pragma once
// The inner loop of inference: rows of numbers times a packed matrix, with bias and ReLU, held in
// vector registers. Compiled once for each kind of processor that is told apart (kernels.cpp).
#include <cstddef>
#include <cstdint>

namespace ct {

// 16 numbers; the compiler makes of it what the processor has.
typedef float lanes __attribute__((vector_size(64), aligned(4)));
constexpr int64_t width = 16;

// Functions that pass vectors are always inlined, so that no two can disagree on how.
#pragma clang diagnostic ignored "-Wpsabi"
#define CT_INLINE static inline __attribute__((always_inline))

CT_INLINE lanes load(const float *from) { return *reinterpret_cast<const lanes *>(from); }
CT_INLINE void store(float *to, const lanes &value) { *reinterpret_cast<lanes *>(to) = value; }
// What is no number stays so.
CT_INLINE lanes rectified(const lanes &x) { return x < 0 ? lanes{} : x; }

// Rows × depth numbers times depth × outputs.
struct Product {
  const float *input;
  ptrdiff_t inputStride;  // numbers from one row to the next
  int64_t depth;
  // Columns in groups of 16; packed, each group is depth × 16, so that its numbers are read in the
  // order they lie in.
  const float *weights;
  float *output;
  ptrdiff_t outputStride;
  int64_t outputs;     // a multiple of 16; 16 or more if groups follow each other
  const float *bias;   // nullptr for none
  bool rectifies;
  // Numbers from one depth to the next, and from one group of columns to the next.
  ptrdiff_t inputStep = 1, weightStep = width, groupStep = depth * width;
  // Whether sums go on from what the output holds, in place of the bias: set within.
  bool continues = false;
};

// ROWS × GROUPS · 16 sums, all of which stay in registers. The order of the additions depends on
// nothing but the depth, so that a row's result is the same wherever the row stands.
template <int ROWS, int GROUPS>
CT_INLINE void tile(const Product &job, int64_t row, int64_t group) {
  lanes sums[ROWS][GROUPS];
#pragma unroll
  for (int g = 0; g < GROUPS; g++) {
    const lanes start = job.bias ? load(job.bias + (group + g) * width) : lanes{};
#pragma unroll
    for (int r = 0; r < ROWS; r++)
      sums[r][g] = job.continues
                       ? load(job.output + (row + r) * job.outputStride + (group + g) * width)
                       : start;
  }
  const float *input = job.input + row * job.inputStride;
  const float *weights = job.weights + group * job.groupStep;
  const ptrdiff_t stride = job.inputStride, next = job.groupStep;
  // The rows after these, which lie too far apart for the processor to foresee that they come next.
  if (job.inputStep == 1)
#pragma unroll
    for (int r = 0; r < ROWS; r++)
      for (int64_t k = 0; k < job.depth; k += width)
        __builtin_prefetch(input + (ROWS + r) * stride + k);
  for (int64_t k = 0; k < job.depth; k++, input += job.inputStep, weights += job.weightStep) {
    lanes factors[GROUPS];
#pragma unroll
    for (int g = 0; g < GROUPS; g++) factors[g] = load(weights + g * next);
#pragma unroll
    for (int r = 0; r < ROWS; r++) {
      const float value = input[r * stride];
#pragma unroll
      for (int g = 0; g < GROUPS; g++) sums[r][g] += value * factors[g];
    }
  }
#pragma unroll
  for (int r = 0; r < ROWS; r++)
#pragma unroll
    for (int g = 0; g < GROUPS; g++)
      store(job.output + (row + r) * job.outputStride + (group + g) * width,
            job.rectifies ? rectified(sums[r][g]) : sums[r][g]);
}

// A group of columns for all rows.
template <int ROWS, int GROUPS>
CT_INLINE void columns(const Product &job, int64_t rows, int64_t group) {
  int64_t row = 0;
  for (; row + ROWS <= rows; row += ROWS) tile<ROWS, GROUPS>(job, row, group);
  if (row < rows && rows >= ROWS && !job.continues) {
    // The last block of rows overlaps the one before it, unless these would be added twice.
    tile<ROWS, GROUPS>(job, rows - ROWS, group);
  } else {
    for (; row < rows; row++) tile<1, GROUPS>(job, row, group);
  }
}

// By depths whose weights the nearest cache holds. What is added in which order stays the same.
constexpr int64_t depthPerBlock = 128;

template <int ROWS, int GROUPS>
CT_INLINE void deepColumns(const Product &job, int64_t rows, int64_t group) {
  const int64_t blocks = (job.depth + depthPerBlock - 1) / depthPerBlock;
  for (int64_t block = 0; block < blocks; block++) {
    const int64_t first = block * job.depth / blocks;
    Product part = job;
    part.depth = (block + 1) * job.depth / blocks - first;
    part.input += first * job.inputStep;
    part.weights += first * job.weightStep;
    part.continues = block > 0;
    part.rectifies = job.rectifies && block == blocks - 1;
    columns<ROWS, GROUPS>(part, rows, group);
  }
}

template <int ROWS, int GROUPS>
CT_INLINE void multiply(const Product &job, int64_t rows) {
  const int64_t groups = job.outputs / width, rest = job.outputs % width;
  int64_t group = 0;
  for (; group + GROUPS <= groups; group += GROUPS) deepColumns<ROWS, GROUPS>(job, rows, group);
  for (; group < groups; group++) deepColumns<ROWS, 1>(job, rows, group);
  if (rest > 0) {
    // The last 16 columns, some of them for the second time.
    Product last = job;
    last.weights += job.outputs - width;
    last.output += job.outputs - width;
    if (last.bias) last.bias += job.outputs - width;
    deepColumns<ROWS, 1>(last, rows, 0);
  }
}

}  // namespace ct
