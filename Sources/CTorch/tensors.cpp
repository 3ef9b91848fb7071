// The library's state, tensors in and out of it, and differentiation.
#include "boundary.hpp"
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/headeronly/version.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

struct ct_inference {
  c10::InferenceMode guard;
};

namespace ct {

std::atomic<int64_t> live{0};

#ifdef __GLIBC__
// Every step frees its activations and asks for the same again. glibc gives blocks of this size
// back to the system each time, and the page faults of getting them anew cost a quarter of a
// training step and up to three quarters of a dense pass: so up to half a GiB is kept.
[[maybe_unused]] static const bool memory_is_kept = [] {
  mallopt(M_MMAP_THRESHOLD, 256 << 20);
  mallopt(M_TRIM_THRESHOLD, 512 << 20);
  return true;
}();
#endif

at::ScalarType type(ct_dtype dtype) {
  switch (dtype) {
  case CT_UINT8: return at::kByte;
  case CT_INT64: return at::kLong;
  case CT_FLOAT32: return at::kFloat;
  case CT_FLOAT64: return at::kDouble;
  case CT_BOOL: return at::kBool;
  case CT_BFLOAT16: return at::kBFloat16;
  }
  throw std::invalid_argument("unknown element type");
}

// A GPU is held to what the CPU keeps to: float32 is not cut down to TF32, sums of bfloat16 are taken
// in float32, and the same seed gives the same bits.
static void holdGPU() {
  static const bool done = [] {
    // What cuBLAS asks for in return for equal results.
    setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8", /*overwrite=*/0);
    auto &context = at::globalContext();
    context.setAllowTF32CuDNN(false);
    context.setAllowTF32CuBLAS(false);
    context.setAllowBF16ReductionCuBLAS(false);
    context.setBenchmarkCuDNN(false);
    context.setDeterministicCuDNN(true);
    context.setDeterministicAlgorithms(true, /*warn_only=*/true);
    context.setDeterministicFillUninitializedMemory(false);
    return true;
  }();
  (void)done;
}

at::Device device(int32_t index) {
  if (index < 0) return at::Device(at::kCPU);
  if (index >= ct_cuda_devices()) {
    throw std::invalid_argument("there is no CUDA device " + std::to_string(index) + "; " +
                                std::to_string(ct_cuda_devices()) + " are available");
  }
  holdGPU();
  return at::Device(at::kCUDA, static_cast<at::DeviceIndex>(index));
}

// The Mersenne twister by all 64 bits of a seed: `init_by_array` of its authors' code (Matsumoto and
// Nishimura 2002) with the two halves as the key. libtorch takes the lower half alone.
static at::mt19937 twister(uint64_t seed) {
  constexpr uint32_t size = at::MERSENNE_STATE_N;
  const uint32_t key[2] = {static_cast<uint32_t>(seed), static_cast<uint32_t>(seed >> 32)};
  at::mt19937_data_pod data{};
  auto &state = data.state_;
  const auto before = [&](uint32_t i) { return state[i - 1] ^ (state[i - 1] >> 30); };
  state[0] = 19650218;
  for (uint32_t i = 1; i < size; i++) state[i] = 1812433253 * before(i) + i;
  uint32_t i = 1;
  const auto forward = [&] {
    if (++i < size) return;
    state[0] = state[size - 1];
    i = 1;
  };
  for (uint32_t k = 0; k < size; k++, forward())
    state[i] = (state[i] ^ (before(i) * 1664525)) + key[k % 2] + k % 2;
  for (uint32_t k = 1; k < size; k++, forward()) state[i] = (state[i] ^ (before(i) * 1566083941)) - i;
  state[0] = 0x80000000;
  data.seed_ = seed;
  data.left_ = 1;
  data.seeded_ = true;
  data.next_ = 0;
  at::mt19937 made;
  made.set_data(data);
  return made;
}

static at::TensorOptions options(ct_dtype dtype, int32_t index) {
  return at::TensorOptions().dtype(type(dtype)).device(device(index));
}

}  // namespace ct

using namespace ct;

extern "C" {

ct_error ct_set_threads(int32_t count) {
  return guarded([&] { at::set_num_threads(count); });
}
int32_t ct_threads(void) { return at::get_num_threads(); }
int32_t ct_cuda_devices(void) {
  try {
    return at::globalContext().hasCUDA()
               ? static_cast<int32_t>(at::detail::getCUDAHooks().deviceCount())
               : 0;
  } catch (...) {
    return 0;
  }
}
ct_error ct_synchronise(int32_t index) {
  return guarded([&] {
    // A copy to the host waits for everything queued on the device before it.
    if (index >= 0) at::zeros({1}, at::TensorOptions().device(device(index))).cpu();
  });
}
const char *ct_version(void) { return TORCH_VERSION; }
int64_t ct_live_tensors(void) { return live.load(std::memory_order_relaxed); }
bool ct_set_gradients_enabled(bool enabled) {
  bool former = c10::GradMode::is_enabled();
  c10::GradMode::set_enabled(enabled);
  return former;
}
ct_error ct_inference_begin(ct_inference **out) {
  return guarded([&] { *out = new ct_inference(); });
}
void ct_inference_end(ct_inference *guard) { delete guard; }

ct_error ct_generator_new(uint64_t seed, int32_t index, ct_generator **out) {
  return guarded([&] {
    if (index < 0) {
      auto generator = at::detail::createCPUGenerator(seed);
      generator.get<at::CPUGeneratorImpl>()->set_engine(ct::twister(seed));
      *out = new ct_generator{generator};
    } else {
      auto generator = at::globalContext().defaultGenerator(device(index)).clone();
      generator.set_current_seed(seed);
      *out = new ct_generator{generator};
    }
  });
}
void ct_generator_free(ct_generator *generator) { delete generator; }

ct_error ct_from_data(const void *data, ct_dtype dtype, const int64_t *shape, int32_t rank,
                      ct_tensor **out) {
  return guarded([&] {
    auto tensor = at::empty(list(shape, rank), options(dtype, CT_CPU));
    if (tensor.numel() > 0) std::memcpy(tensor.data_ptr(), data, tensor.nbytes());
    give(out, tensor);
  });
}
ct_error ct_borrow(void *data, ct_dtype dtype, const int64_t *shape, int32_t rank,
                   void (*release)(void *), void *context, ct_tensor **out) {
  return guarded([&] {
    give(out, at::from_blob(
                  data, list(shape, rank), [release, context](void *) { release(context); },
                  options(dtype, CT_CPU)));
  });
}
ct_error ct_full(double value, ct_dtype dtype, const int64_t *shape, int32_t rank, int32_t index,
                 ct_tensor **out) {
  return guarded([&] { give(out, at::full(list(shape, rank), value, options(dtype, index))); });
}
ct_error ct_empty(ct_dtype dtype, const int64_t *shape, int32_t rank, int32_t index,
                  ct_tensor **out) {
  return guarded([&] { give(out, at::empty(list(shape, rank), options(dtype, index))); });
}
ct_error ct_arange(int64_t count, int32_t index, ct_tensor **out) {
  return guarded([&] { give(out, at::arange(count, options(CT_INT64, index))); });
}
ct_error ct_eye(int64_t size, ct_dtype dtype, int32_t index, ct_tensor **out) {
  return guarded([&] { give(out, at::eye(size, options(dtype, index))); });
}
ct_error ct_normal(ct_generator *generator, ct_dtype dtype, const int64_t *shape, int32_t rank,
                   int32_t index, ct_tensor **out) {
  return guarded([&] {
    give(out, at::randn(list(shape, rank), generator->value, options(dtype, index)));
  });
}
ct_error ct_uniform(ct_generator *generator, ct_dtype dtype, const int64_t *shape, int32_t rank,
                    int32_t index, ct_tensor **out) {
  return guarded([&] {
    give(out, at::rand(list(shape, rank), generator->value, options(dtype, index)));
  });
}
void ct_free(ct_tensor *tensor) {
  if (tensor == nullptr) return;
  delete tensor;
  live.fetch_sub(1, std::memory_order_relaxed);
}
int32_t ct_rank(const ct_tensor *tensor) { return static_cast<int32_t>(tensor->value.dim()); }
void ct_shape(const ct_tensor *tensor, int64_t *shape) {
  auto sizes = tensor->value.sizes();
  std::copy(sizes.begin(), sizes.end(), shape);
}
void ct_strides(const ct_tensor *tensor, int64_t *strides) {
  auto values = tensor->value.strides();
  std::copy(values.begin(), values.end(), strides);
}
ct_error ct_dtype_of(const ct_tensor *tensor, ct_dtype *out) {
  return guarded([&] {
    switch (tensor->value.scalar_type()) {
    case at::kByte: *out = CT_UINT8; break;
    case at::kLong: *out = CT_INT64; break;
    case at::kFloat: *out = CT_FLOAT32; break;
    case at::kDouble: *out = CT_FLOAT64; break;
    case at::kBool: *out = CT_BOOL; break;
    case at::kBFloat16: *out = CT_BFLOAT16; break;
    default: throw std::invalid_argument("an element type that Facet does not use");
    }
  });
}
int32_t ct_device_of(const ct_tensor *tensor) {
  auto device = tensor->value.device();
  return device.is_cpu() ? CT_CPU : static_cast<int32_t>(device.index());
}
bool ct_is_contiguous(const ct_tensor *tensor) { return tensor->value.is_contiguous(); }
ct_error ct_read(const ct_tensor *tensor, void *data, size_t bytes) {
  return guarded([&] {
    auto source = tensor->value.detach().cpu().contiguous();
    if (source.nbytes() != bytes) {
      throw std::invalid_argument("a tensor of " + std::to_string(source.nbytes()) +
                                  " bytes cannot be read into " + std::to_string(bytes));
    }
    if (bytes > 0) std::memcpy(data, source.data_ptr(), bytes);
  });
}
ct_error ct_data(const ct_tensor *tensor, void **out) {
  return guarded([&] {
    if (!tensor->value.is_cpu() || !tensor->value.is_contiguous())
      throw std::invalid_argument("only a contiguous tensor on the CPU shows its memory");
    *out = tensor->value.data_ptr();
  });
}
ct_error ct_to(const ct_tensor *tensor, ct_dtype dtype, int32_t index, ct_tensor **out) {
  return guarded([&] { give(out, tensor->value.to(device(index), type(dtype))); });
}
ct_error ct_clone(const ct_tensor *tensor, ct_tensor **out) {
  return guarded([&] { give(out, tensor->value.clone()); });
}
ct_error ct_copy_into(ct_tensor *target, const ct_tensor *source) {
  return guarded([&] {
    c10::AutoGradMode off(false);
    target->value.copy_(source->value);
  });
}

ct_error ct_detach(const ct_tensor *tensor, ct_tensor **out) {
  return guarded([&] { give(out, tensor->value.detach()); });
}
ct_error ct_set_requires_gradient(ct_tensor *tensor, bool required) {
  return guarded([&] { tensor->value.set_requires_grad(required); });
}
bool ct_requires_gradient(const ct_tensor *tensor) { return tensor->value.requires_grad(); }
ct_error ct_backward(const ct_tensor *loss) {
  return guarded([&] { loss->value.backward(); });
}
ct_error ct_gradients(const ct_tensor *value, ct_tensor *const *inputs, int32_t count,
                      bool differentiable, ct_tensor **out) {
  return guarded([&] {
    const auto found = torch::autograd::grad({value->value}, tensors(inputs, count), {},
                                             /*retain_graph=*/differentiable, differentiable,
                                             /*allow_unused=*/true);
    for (int32_t i = 0; i < count; i++)
      give(&out[i], found[static_cast<size_t>(i)].defined()
                        ? found[static_cast<size_t>(i)]
                        : at::zeros_like(inputs[i]->value));
  });
}
ct_error ct_gradient(const ct_tensor *tensor, ct_tensor **out) {
  return guarded([&] {
    *out = nullptr;
    if (tensor->value.grad().defined()) give(out, tensor->value.grad());
  });
}
ct_error ct_clear_gradient(ct_tensor *tensor) {
  return guarded([&] { tensor->value.mutable_grad() = at::Tensor(); });
}

}  // extern "C"
