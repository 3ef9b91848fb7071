#pragma once
// What the sources share: the opaque handles, and the wall that no exception passes.
#include "CTorch.h"
#include <ATen/ATen.h>
#include <atomic>
#include <cstring>
#include <vector>

struct ct_tensor {
  at::Tensor value;
};
struct ct_generator {
  at::Generator value;
};

namespace ct {

extern std::atomic<int64_t> live;

inline ct_error message(const char *text) {
  // what() of a c10::Error carries a C++ backtrace; the first line is what a user can act on.
  const char *end = std::strstr(text, "\nException raised from");
  size_t length = end ? static_cast<size_t>(end - text) : std::strlen(text);
  auto copy = static_cast<char *>(std::malloc(length + 1));
  if (copy == nullptr) std::abort();
  std::memcpy(copy, text, length);
  copy[length] = '\0';
  return copy;
}

template <typename Body> ct_error guarded(Body &&body) noexcept {
  try {
    body();
    return nullptr;
  } catch (const std::exception &error) {
    return message(error.what());
  } catch (...) {
    return message("an error of unknown kind inside libtorch");
  }
}

inline void give(ct_tensor **out, at::Tensor value) {
  *out = new ct_tensor{std::move(value)};
  live.fetch_add(1, std::memory_order_relaxed);
}

inline at::IntArrayRef list(const int64_t *values, int32_t count) {
  TORCH_CHECK(count >= 0, "a list of ", count, " numbers");
  return {values, static_cast<size_t>(count)};
}

inline std::vector<at::Tensor> tensors(ct_tensor *const *handles, int32_t count) {
  std::vector<at::Tensor> result;
  result.reserve(static_cast<size_t>(count));
  for (int32_t i = 0; i < count; i++) result.push_back(handles[i]->value);
  return result;
}

inline std::optional<at::Tensor> optional(const ct_tensor *tensor) {
  return tensor ? std::optional<at::Tensor>(tensor->value) : std::nullopt;
}

at::ScalarType type(ct_dtype dtype);
at::Device device(int32_t index);

}  // namespace ct

// A function that hands out the one tensor that an expression makes.
#define CT_GIVES(expression) return guarded([&] { give(out, expression); })
