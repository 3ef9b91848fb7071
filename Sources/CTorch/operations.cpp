// Operations on tensors: arithmetic, reductions, shapes, linear algebra, layers, optimiser steps.
#include "boundary.hpp"
#include <c10/core/GradMode.h>

using namespace ct;

static at::Tensor unary(ct_unary_op op, const at::Tensor &a) {
  switch (op) {
  case CT_NEGATE: return a.neg();
  case CT_EXP: return a.exp();
  case CT_LOG: return a.log();
  case CT_LOG1P: return a.log1p();
  case CT_SQRT: return a.sqrt();
  case CT_RSQRT: return a.rsqrt();
  case CT_SQUARE: return a.square();
  case CT_ABS: return a.abs();
  case CT_SIGN: return a.sign();
  case CT_RELU: return a.relu();
  case CT_GELU: return at::gelu(a);
  case CT_SIGMOID: return a.sigmoid();
  case CT_LOG_SIGMOID: return at::log_sigmoid(a);
  case CT_SOFTPLUS: return at::softplus(a);
  case CT_TANH: return a.tanh();
  case CT_COS: return a.cos();
  case CT_SIN: return a.sin();
  case CT_ACOS: return a.acos();
  case CT_RECIPROCAL: return a.reciprocal();
  case CT_FLOOR: return a.floor();
  case CT_NOT: return a.logical_not();
  case CT_IS_NAN: return a.isnan();
  case CT_IS_FINITE: return a.isfinite();
  }
  throw std::invalid_argument("unknown operation");
}

template <typename Operand>
static at::Tensor binary(ct_binary_op op, const at::Tensor &a, const Operand &b) {
  switch (op) {
  case CT_ADD: return a.add(b);
  case CT_SUBTRACT: return a.sub(b);
  case CT_MULTIPLY: return a.mul(b);
  case CT_DIVIDE: return a.div(b);
  case CT_POWER: return a.pow(b);
  case CT_EQUAL: return a.eq(b);
  case CT_NOT_EQUAL: return a.ne(b);
  case CT_GREATER: return a.gt(b);
  case CT_GREATER_EQUAL: return a.ge(b);
  case CT_LESS: return a.lt(b);
  case CT_LESS_EQUAL: return a.le(b);
  default: break;
  }
  if constexpr (std::is_same_v<Operand, at::Tensor>) {
    switch (op) {
    case CT_MAXIMUM: return at::maximum(a, b);
    case CT_MINIMUM: return at::minimum(a, b);
    case CT_AND: return a.logical_and(b);
    case CT_OR: return a.logical_or(b);
    default: break;
    }
  } else {
    switch (op) {
    case CT_MAXIMUM: return a.clamp_min(b);
    case CT_MINIMUM: return a.clamp_max(b);
    default: break;
    }
  }
  throw std::invalid_argument("an operation without a meaning for these operands");
}

static at::Tensor reduce(ct_reduction op, const at::Tensor &a, at::IntArrayRef given, bool keep) {
  std::vector<int64_t> dims(given.begin(), given.end());
  if (dims.empty())
    for (int64_t i = 0; i < a.dim(); i++) dims.push_back(i);
  switch (op) {
  case CT_SUM: return a.sum(dims, keep);
  case CT_MEAN: return a.mean(dims, keep);
  case CT_MAX: return a.amax(dims, keep);
  case CT_MIN: return a.amin(dims, keep);
  case CT_LOG_SUM_EXP: return a.logsumexp(dims, keep);
  case CT_ANY: return at::any(a, at::OptionalIntArrayRef(dims), keep);
  case CT_ALL: return at::all(a, at::OptionalIntArrayRef(dims), keep);
  case CT_VARIANCE: return a.var(dims, true, keep);
  case CT_NORM: return at::linalg_vector_norm(a, 2, dims, keep);
  }
  throw std::invalid_argument("unknown reduction");
}

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

// A function that hands out the one tensor that an expression makes.
#define CT_GIVES(expression) return guarded([&] { give(out, expression); })

extern "C" {

ct_error ct_unary(ct_unary_op op, const ct_tensor *a, ct_tensor **out) {
  CT_GIVES(unary(op, a->value));
}
ct_error ct_relu_in_place(ct_tensor *a) {
  return guarded([&] { at::relu_(a->value); });
}
ct_error ct_binary(ct_binary_op op, const ct_tensor *a, const ct_tensor *b, ct_tensor **out) {
  CT_GIVES(binary(op, a->value, b->value));
}
ct_error ct_binary_scalar(ct_binary_op op, const ct_tensor *a, double b, ct_tensor **out) {
  CT_GIVES(binary(op, a->value, at::Scalar(b)));
}
ct_error ct_clamp(const ct_tensor *a, double low, double high, ct_tensor **out) {
  CT_GIVES(a->value.clamp(low, high));
}
ct_error ct_where(const ct_tensor *condition, const ct_tensor *a, const ct_tensor *b,
                  ct_tensor **out) {
  CT_GIVES(at::where(condition->value, a->value, b->value));
}
ct_error ct_masked_fill(const ct_tensor *a, const ct_tensor *mask, double value, ct_tensor **out) {
  CT_GIVES(a->value.masked_fill(mask->value, value));
}

ct_error ct_reduce(ct_reduction op, const ct_tensor *a, const int64_t *dims, int32_t count,
                   bool keep, ct_tensor **out) {
  CT_GIVES(reduce(op, a->value, list(dims, count), keep));
}
ct_error ct_argmax(const ct_tensor *a, int64_t dim, bool keep, ct_tensor **out) {
  CT_GIVES(a->value.argmax(dim, keep));
}
ct_error ct_argmin(const ct_tensor *a, int64_t dim, bool keep, ct_tensor **out) {
  CT_GIVES(a->value.argmin(dim, keep));
}
ct_error ct_top(const ct_tensor *a, int64_t count, int64_t dim, bool largest, ct_tensor **values,
                ct_tensor **indices) {
  return guarded([&] {
    auto [top, where] = a->value.topk(count, dim, largest, true);
    give(values, top);
    give(indices, where);
  });
}
ct_error ct_sort(const ct_tensor *a, int64_t dim, bool descending, ct_tensor **values,
                 ct_tensor **indices) {
  return guarded([&] {
    auto [sorted, where] = at::sort(a->value, /*stable=*/true, dim, descending);
    give(values, sorted);
    give(indices, where);
  });
}
ct_error ct_cumulative_sum(const ct_tensor *a, int64_t dim, ct_tensor **out) {
  CT_GIVES(a->value.cumsum(dim));
}
ct_error ct_vector_norm(const ct_tensor *a, double p, int64_t dim, bool keep, ct_tensor **out) {
  CT_GIVES(at::linalg_vector_norm(a->value, p, dim, keep));
}
ct_error ct_sum_by_index(const ct_tensor *a, const ct_tensor *indices, int64_t count,
                         ct_tensor **out) {
  return guarded([&] {
    auto shape = a->value.sizes().vec();
    shape.at(0) = count;
    give(out, at::zeros(shape, a->value.options()).index_add(0, indices->value, a->value));
  });
}

ct_error ct_reshape(const ct_tensor *a, const int64_t *shape, int32_t rank, ct_tensor **out) {
  CT_GIVES(a->value.reshape(list(shape, rank)));
}
ct_error ct_permute(const ct_tensor *a, const int64_t *order, int32_t rank, ct_tensor **out) {
  CT_GIVES(a->value.permute(list(order, rank)));
}
ct_error ct_expand(const ct_tensor *a, const int64_t *shape, int32_t rank, ct_tensor **out) {
  CT_GIVES(a->value.expand(list(shape, rank)));
}
ct_error ct_unsqueeze(const ct_tensor *a, int64_t dim, ct_tensor **out) {
  CT_GIVES(a->value.unsqueeze(dim));
}
ct_error ct_squeeze(const ct_tensor *a, int64_t dim, ct_tensor **out) {
  CT_GIVES(a->value.squeeze(dim));
}
ct_error ct_narrow(const ct_tensor *a, int64_t dim, int64_t start, int64_t length,
                   ct_tensor **out) {
  CT_GIVES(a->value.narrow(dim, start, length));
}
ct_error ct_flip(const ct_tensor *a, const int64_t *dims, int32_t count, ct_tensor **out) {
  CT_GIVES(a->value.flip(list(dims, count)));
}
ct_error ct_concatenate(ct_tensor *const *handles, int32_t count, int64_t dim, ct_tensor **out) {
  CT_GIVES(at::cat(tensors(handles, count), dim));
}
ct_error ct_stack(ct_tensor *const *handles, int32_t count, int64_t dim, ct_tensor **out) {
  CT_GIVES(at::stack(tensors(handles, count), dim));
}
ct_error ct_index_select(const ct_tensor *a, int64_t dim, const ct_tensor *indices,
                         ct_tensor **out) {
  CT_GIVES(a->value.index_select(dim, indices->value));
}
ct_error ct_gather(const ct_tensor *a, int64_t dim, const ct_tensor *indices, ct_tensor **out) {
  CT_GIVES(a->value.gather(dim, indices->value));
}
ct_error ct_nonzero(const ct_tensor *a, ct_tensor **out) { CT_GIVES(a->value.nonzero()); }
ct_error ct_one_hot(const ct_tensor *a, int64_t classes, ct_tensor **out) {
  CT_GIVES(at::one_hot(a->value, classes));
}
ct_error ct_diagonal(const ct_tensor *a, ct_tensor **out) {
  CT_GIVES(a->value.diagonal(0, -2, -1));
}
ct_error ct_triangle(const ct_tensor *a, int64_t offset, ct_tensor **out) {
  CT_GIVES(a->value.triu(offset));
}
ct_error ct_contiguous(const ct_tensor *a, bool channels_last, ct_tensor **out) {
  return guarded([&] {
    auto format = !channels_last        ? at::MemoryFormat::Contiguous
                  : a->value.dim() == 5 ? at::MemoryFormat::ChannelsLast3d
                                        : at::MemoryFormat::ChannelsLast;
    give(out, a->value.contiguous(format));
  });
}

ct_error ct_matmul(const ct_tensor *a, const ct_tensor *b, ct_tensor **out) {
  CT_GIVES(a->value.matmul(b->value));
}
ct_error ct_cholesky(const ct_tensor *a, ct_tensor **out) {
  CT_GIVES(at::linalg_cholesky(a->value));
}
ct_error ct_inverse(const ct_tensor *a, ct_tensor **out) { CT_GIVES(at::linalg_inv(a->value)); }
ct_error ct_singular_values(const ct_tensor *a, ct_tensor **out) {
  CT_GIVES(at::linalg_svdvals(a->value));
}
ct_error ct_symmetric_eigen(const ct_tensor *a, ct_tensor **values, ct_tensor **vectors) {
  return guarded([&] {
    auto [eigenvalues, eigenvectors] = at::linalg_eigh(a->value);
    give(values, eigenvalues);
    give(vectors, eigenvectors);
  });
}
ct_error ct_singular_vectors(const ct_tensor *a, ct_tensor **left, ct_tensor **values,
                             ct_tensor **right) {
  return guarded([&] {
    auto [u, s, v] = at::linalg_svd(a->value, /*full_matrices=*/false);
    give(left, u);
    give(values, s);
    give(right, v);
  });
}
ct_error ct_solve(const ct_tensor *a, const ct_tensor *b, ct_tensor **out) {
  CT_GIVES(at::linalg_solve(a->value, b->value));
}
ct_error ct_least_squares(const ct_tensor *a, const ct_tensor *b, ct_tensor **out) {
  CT_GIVES(std::get<0>(at::linalg_lstsq(a->value, b->value)));
}
ct_error ct_pairwise_distance(const ct_tensor *a, const ct_tensor *b, double p, ct_tensor **out) {
  // 2 = never by matrix products: the differences are formed, so that near points keep digits.
  CT_GIVES(at::cdist(a->value, b->value, p, 2));
}

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
