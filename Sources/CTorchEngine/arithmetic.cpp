// Arithmetic element by element, reductions, and order.
#include "boundary.hpp"

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

}  // extern "C"
