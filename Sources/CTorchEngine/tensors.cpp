// Tensors in and out of the library, and differentiation.
#include "boundary.hpp"
#include <torch/csrc/autograd/autograd.h>

using namespace ct;

static at::TensorOptions options(ct_dtype dtype, int32_t index) {
  return at::TensorOptions().dtype(type(dtype)).device(device(index));
}

extern "C" {

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
