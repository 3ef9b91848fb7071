// The library's state: memory, threads, devices, gradients, inference.
#include "boundary.hpp"
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
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

}  // extern "C"
