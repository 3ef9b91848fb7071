// Layers of networks.
#include "boundary.hpp"
#include <c10/core/GradMode.h>

using namespace ct;

static at::Tensor pool(ct_pooling kind, const at::Tensor &a, at::IntArrayRef kernel,
                       at::IntArrayRef stride) {
  bool max = kind == CT_POOL_MAX;
  switch (kernel.size()) {
  case 1: return max ? at::max_pool1d(a, kernel, stride) : at::avg_pool1d(a, kernel, stride);
  case 2: return max ? at::max_pool2d(a, kernel, stride) : at::avg_pool2d(a, kernel, stride);
  case 3: return max ? at::max_pool3d(a, kernel, stride) : at::avg_pool3d(a, kernel, stride);
  default: throw std::invalid_argument("pooling runs over 1, 2 or 3 axes");
  }
}

// A layer's weight as its input asks for: in bfloat16 where that is. Differentiable, so that a
// gradient comes back in the weight's own type.
static at::Tensor like(const at::Tensor &input, const at::Tensor &weight) {
  return input.scalar_type() == at::kBFloat16 ? weight.to(at::kBFloat16) : weight;
}
static std::optional<at::Tensor> like(const at::Tensor &input, const ct_tensor *weight) {
  return weight ? std::optional<at::Tensor>(like(input, weight->value)) : std::nullopt;
}

extern "C" {

ct_error ct_convolution(const ct_tensor *input, const ct_tensor *weight, const ct_tensor *bias,
                        const int64_t *stride, const int64_t *padding, int32_t rank,
                        int64_t groups, ct_tensor **out) {
  return guarded([&] {
    std::vector<int64_t> one(static_cast<size_t>(rank), 1), none(static_cast<size_t>(rank), 0);
    auto in = input->value;
    std::vector<int64_t> pads(padding, padding + rank);
    // If an axis of three is hardly longer than the kernel, libtorch 2.13 leaves old memory in the
    // gradient of padded weights on the CPU (depth 12, kernel 11, stride 4), or crashes. Zeros in the
    // input do no harm, and axes so short cost nothing.
    if (rank == 3 && in.device().is_cpu() && in.dim() == 5 && weight->value.dim() == 5) {
      std::vector<int64_t> zeros(6, 0);
      for (int64_t axis = 0; axis < 3; axis++)
        if (pads[axis] > 0 && in.size(axis + 2) < 2 * weight->value.size(axis + 2)) {
          zeros[2 * (2 - axis)] = zeros[2 * (2 - axis) + 1] = pads[axis];
          pads[axis] = 0;
        }
      if (pads != std::vector<int64_t>(padding, padding + rank)) in = at::constant_pad_nd(in, zeros);
    }
    give(out, at::convolution(in, like(in, weight->value), like(in, bias), list(stride, rank), pads,
                              one, false, none, groups));
  });
}
ct_error ct_layer_norm(const ct_tensor *input, const ct_tensor *weight, const ct_tensor *bias,
                       double epsilon, ct_tensor **out) {
  CT_GIVES(at::layer_norm(input->value, weight->value.sizes(), weight->value, bias->value, epsilon));
}
ct_error ct_lstm(const ct_tensor *input, const ct_tensor *hidden, const ct_tensor *cell,
                 ct_tensor *const *weights, int32_t layers, bool both_ways, ct_tensor **out,
                 ct_tensor **last_hidden, ct_tensor **last_cell) {
  return guarded([&] {
    auto [outputs, h, c] =
        at::lstm(input->value, {hidden->value, cell->value},
                 tensors(weights, 4 * layers * (both_ways ? 2 : 1)), /*has_biases=*/true, layers,
                 /*dropout=*/0, /*train=*/false, both_ways, /*batch_first=*/true);
    give(out, outputs);
    give(last_hidden, h);
    give(last_cell, c);
  });
}
ct_error ct_batch_norm(const ct_tensor *input, const ct_tensor *weight, const ct_tensor *bias,
                       ct_tensor *mean, ct_tensor *variance, bool training, double momentum,
                       double epsilon, ct_tensor **out) {
  CT_GIVES(at::batch_norm(input->value, optional(weight), optional(bias), mean->value,
                          variance->value, training, momentum, epsilon, false));
}
ct_error ct_linear(const ct_tensor *input, const ct_tensor *weight, const ct_tensor *bias,
                   ct_tensor **out) {
  CT_GIVES(at::linear(input->value, like(input->value, weight->value), like(input->value, bias)));
}
ct_error ct_dropout(const ct_tensor *input, double probability, ct_generator *generator,
                    ct_tensor **out) {
  return guarded([&] {
    if (!(probability >= 0 && probability < 1))
      throw std::invalid_argument("dropout needs a probability from 0 to below 1, not " +
                                  std::to_string(probability));
    auto mask = at::empty_like(input->value, at::TensorOptions().requires_grad(false));
    {
      c10::AutoGradMode off(false);
      mask.bernoulli_(1 - probability, generator->value).div_(1 - probability);
    }
    give(out, input->value.mul(mask));
  });
}
ct_error ct_pool(ct_pooling kind, const ct_tensor *input, const int64_t *kernel,
                 const int64_t *stride, int32_t rank, ct_tensor **out) {
  CT_GIVES(pool(kind, input->value, list(kernel, rank), list(stride, rank)));
}
ct_error ct_softmax(const ct_tensor *input, int64_t dim, bool logarithm, ct_tensor **out) {
  CT_GIVES(logarithm ? input->value.log_softmax(dim) : input->value.softmax(dim));
}
ct_error ct_cross_entropy(const ct_tensor *logits, const ct_tensor *labels,
                          const ct_tensor *class_weights, double label_smoothing,
                          ct_tensor **out) {
  CT_GIVES(at::cross_entropy_loss(logits->value, labels->value, optional(class_weights),
                                  at::Reduction::Mean, -100, label_smoothing));
}

}  // extern "C"
