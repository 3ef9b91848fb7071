// Steps of optimisers, and whether what they step along is finite.
#include "boundary.hpp"
#include <c10/core/GradMode.h>

using namespace ct;

// Whether no element is infinite or NaN: an exponent of ones. One pass, without a tensor beside.
static bool isFinite(const at::Tensor &tensor) {
  const auto &t = tensor.detach();
  if (!t.is_floating_point()) return true;
  if (!t.is_cpu() || t.scalar_type() != at::kFloat || !t.is_non_overlapping_and_dense())
    return at::isfinite(t).all().item<bool>();
  const auto *bits = static_cast<const uint32_t *>(t.const_data_ptr());
  constexpr uint32_t exponent = 0x7F800000;
  uint32_t found = 0;
  for (int64_t i = 0; i < t.numel(); i++) found |= (bits[i] & exponent) == exponent;
  return found == 0;
}

// Fused optimisers read the others by the parameters' sizes.
static void requireAlike(ct_tensor *const *parameters, ct_tensor *const *others, int32_t count) {
  for (int32_t i = 0; i < count; i++)
    TORCH_CHECK(parameters[i]->value.sizes() == others[i]->value.sizes(), "a gradient or state of ",
                others[i]->value.sizes(), " for a parameter of ", parameters[i]->value.sizes());
}

extern "C" {

ct_error ct_first_not_finite(ct_tensor *const *handles, int32_t count, int32_t *index) {
  return guarded([&] {
    *index = -1;
    for (int32_t i = 0; i < count && *index < 0; i++)
      if (!isFinite(handles[i]->value)) *index = i;
  });
}

ct_error ct_sgd_step(ct_tensor *const *parameters, ct_tensor *const *gradients,
                     ct_tensor *const *momenta, int32_t count, double rate, double momentum,
                     double weight_decay, bool nesterov, bool first) {
  return guarded([&] {
    c10::AutoGradMode off(false);
    requireAlike(parameters, gradients, count);
    if (momentum != 0) requireAlike(parameters, momenta, count);
    at::_fused_sgd_(tensors(parameters, count), tensors(gradients, count),
                    tensors(momenta, momentum == 0 ? 0 : count), weight_decay, momentum, rate,
                    /*dampening=*/0, nesterov, /*maximize=*/false, first);
  });
}
ct_error ct_adamw_step(ct_tensor *const *parameters, ct_tensor *const *gradients,
                       ct_tensor *const *means, ct_tensor *const *squares,
                       ct_tensor *const *steps, int32_t count, double rate, double beta1,
                       double beta2, double weight_decay, double epsilon) {
  return guarded([&] {
    c10::AutoGradMode off(false);
    for (auto *others : {gradients, means, squares}) requireAlike(parameters, others, count);
    auto counts = tensors(steps, count);
    for (auto &step : counts) step.add_(1);
    at::_fused_adamw_(tensors(parameters, count), tensors(gradients, count),
                      tensors(means, count), tensors(squares, count), {}, counts, rate, beta1,
                      beta2, weight_decay, epsilon, /*amsgrad=*/false, /*maximize=*/false);
  });
}

}  // extern "C"
