#include "kernels.hpp"
#include "boundary.hpp"

using namespace ct;

namespace {

template <int S> const Waves<S> waves;

// ROWS × GROUPS sums of 16 numbers are held in registers (product.hpp).
#define CT_KERNELS(NAME, ATTRIBUTES, ROWS, GROUPS)                                                \
  namespace NAME {                                                                                \
  ATTRIBUTES void multiply(const Product &job, int64_t rows) {                                    \
    ct::multiply<ROWS, GROUPS>(job, rows);                                                        \
  }                                                                                               \
  template <int M>                                                                                \
  ATTRIBUTES void convolve(const Winograd &job, int64_t first, int64_t last, float *scratch) {    \
    convolveTiles<M, ROWS, GROUPS>(job, first, last, scratch);                                    \
  }                                                                                               \
  ATTRIBUTES void transformWeights(const WeightTransform *rows, int64_t r, const float *weight,   \
                                   ptrdiff_t tap, float *to, ptrdiff_t place) {                   \
    ct::transformWeights(rows, r, weight, tap, to, place);                                        \
  }                                                                                               \
  ATTRIBUTES void addDeviations(const float *y, const float *mean, int64_t pixels,                \
                                int64_t channels, bool squared, float *sums) {                    \
    ct::addDeviations(y, mean, pixels, channels, squared, sums);                                  \
  }                                                                                               \
  ATTRIBUTES void normalise(const float *y, const float *scale, const float *shift,               \
                            int64_t pixels, int64_t channels, float *out, int64_t stride) {       \
    ct::normalise(y, scale, shift, pixels, channels, out, stride);                                \
  }                                                                                               \
  ATTRIBUTES void addGradients(const float *y, const float *mean, const float *out,               \
                               const float *gradient, int64_t stride, int64_t pixels,             \
                               int64_t channels, float *sums, float *products) {                  \
    ct::addGradients(y, mean, out, gradient, stride, pixels, channels, sums, products);           \
  }                                                                                               \
  ATTRIBUTES void distribute(const float *y, const float *mean, const float *out,                 \
                             const float *gradient, int64_t stride, int64_t pixels,               \
                             int64_t channels, const float *factor, const float *first,           \
                             const float *second, float *result) {                                \
    ct::distribute(y, mean, out, gradient, stride, pixels, channels, factor, first, second,       \
                   result);                                                                       \
  }                                                                                               \
  template <int S>                                                                                \
  ATTRIBUTES void image(const float *from, ptrdiff_t row, ptrdiff_t pixel, int count, float *to,  \
                        ptrdiff_t place, ptrdiff_t imaginary) {                                   \
    transformImage<S>(waves<S>, from, row, pixel, count, to, place, imaginary);                   \
  }                                                                                               \
  template <int S>                                                                                \
  ATTRIBUTES void restore(const float *from, ptrdiff_t place, ptrdiff_t imaginary, int count,     \
                          float *to, ptrdiff_t row, ptrdiff_t pixel) {                            \
    restoreImage<S>(waves<S>, from, place, imaginary, count, to, row, pixel);                     \
  }                                                                                               \
  template <int S> constexpr Fourier fourier() {                                                  \
    static_assert(S % 2 == 1 && Waves<S>::places <= mostPlaces);                                  \
    return {S, image<S>, restore<S>};                                                             \
  }                                                                                               \
  const Kernels kernels{multiply,                                                                 \
                        {convolve<6>, convolve<4>, convolve<2>},                                  \
                        transformWeights,                                                         \
                        addDeviations,                                                            \
                        normalise,                                                                \
                        addGradients,                                                             \
                        distribute,                                                               \
                        {fourier<7>(), fourier<9>(), fourier<11>()}};                             \
  }

#if defined(__x86_64__)
// 6 × 4 sums of 16 in the 32 registers of AVX-512; 6 × 2 of 8 in the 16 of AVX2.
CT_KERNELS(avx512, __attribute__((target("avx512f"))), 6, 4)
CT_KERNELS(avx2, __attribute__((target("avx2,fma"))), 6, 1)
#endif
CT_KERNELS(portable, , 3, 1)

// nullptr if this processor does not have them.
const Kernels *kernels(ct_kernels kind) {
  switch (kind) {
#if defined(__x86_64__)
  case CT_KERNELS_AVX512: return __builtin_cpu_supports("avx512f") ? &avx512::kernels : nullptr;
  case CT_KERNELS_AVX2:
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &avx2::kernels
                                                                           : nullptr;
#endif
  case CT_KERNELS_PORTABLE: return &portable::kernels;
  case CT_KERNELS_BEST:
    for (const auto kind : {CT_KERNELS_AVX512, CT_KERNELS_AVX2})
      if (const auto *found = kernels(kind)) return found;
    return &portable::kernels;
  default: return nullptr;
  }
}

const Kernels &best() {
  static const Kernels &found = *kernels(CT_KERNELS_BEST);
  return found;
}

// Of one thread, so that a test that chooses disturbs no other.
thread_local const Kernels *chosen = nullptr;

}  // namespace

const Kernels &ct::kernels() { return chosen ? *chosen : best(); }

bool ct_use_kernels(ct_kernels kind) {
  const auto *found = kernels(kind);
  if (found != nullptr) chosen = kind == CT_KERNELS_BEST ? nullptr : found;
  return found != nullptr;
}

ct_error ct_product(const ct_tensor *rows, const ct_tensor *matrix, const ct_tensor *bias,
                    bool rectifies, ct_tensor **out) {
  return guarded([&] {
    const at::Tensor a = rows->value.contiguous(), b = matrix->value.contiguous();
    const at::Tensor c = bias ? bias->value.contiguous() : at::Tensor();
    const auto floats = [](const at::Tensor &t) {
      return t.is_cpu() && t.scalar_type() == at::kFloat;
    };
    TORCH_CHECK(floats(a) && floats(b) && a.dim() == 2 && b.dim() == 2 && a.size(1) == b.size(0) &&
                    b.size(1) >= width && (!bias || (floats(c) && c.numel() == b.size(1))),
                "a product of ", a.sizes(), " and ", b.sizes());
    auto result = at::empty({a.size(0), b.size(1)}, a.options());
    Product job{a.const_data_ptr<float>(),
                a.size(1),
                a.size(1),
                b.const_data_ptr<float>(),
                result.mutable_data_ptr<float>(),
                b.size(1),
                b.size(1),
                bias ? c.const_data_ptr<float>() : nullptr,
                rectifies};
    job.weightStep = b.size(1);
    job.groupStep = width;
    kernels().multiply(job, a.size(0));
    give(out, result);
  });
}
