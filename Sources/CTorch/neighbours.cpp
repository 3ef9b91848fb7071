// The nearest rows of a matrix, exactly: matrix products say which may be nearest, a few more than
// wanted, and these are measured again from their differences. A block of products is looked
// through while it is still in the processor's cache.
#include "boundary.hpp"
#include "threads.hpp"
#include <cmath>
#include <exception>
#include <limits>
#include <mutex>

using namespace ct;

namespace {

struct Candidate {
  float value;
  int64_t row;
};

constexpr float infinity = std::numeric_limits<float>::infinity();

// NaN lies behind all numbers; of equal ones the first row comes first.
bool nearer(const Candidate &a, const Candidate &b) {
  const float x = std::isnan(a.value) ? infinity : a.value;
  const float y = std::isnan(b.value) ? infinity : b.value;
  return x != y ? x < y : a.row < b.row;
}

// The `count` smallest of `width` values, in no order, but for the one at `skipped`.
void smallest(const float *values, int64_t width, int64_t skipped, size_t count,
              std::vector<Candidate> &kept) {
  kept.clear();
  float limit = infinity;
  const auto shrink = [&] {
    std::nth_element(kept.begin(), kept.begin() + count - 1, kept.end(), nearer);
    kept.resize(count);
    limit = kept.back().value;
  };
  constexpr int64_t step = 32;
  for (int64_t start = 0; start < width; start += step) {
    const int64_t end = std::min(start + step, width);
    // Most steps hold nothing near, which is seen in a few wide comparisons.
    int any = 0;
    for (int64_t i = start; i < end; i++) any |= values[i] < limit;
    if (!any) continue;
    for (int64_t i = start; i < end; i++) {
      if (!(values[i] < limit) || i == skipped) continue;
      kept.push_back({values[i], i});
      if (kept.size() == 2 * count) shrink();
    }
  }
  if (kept.size() > count) shrink();
  // Where values are infinite or NaN, any rows will do.
  std::vector<int64_t> taken;
  for (const auto &one : kept) taken.push_back(one.row);
  for (int64_t i = 0; kept.size() < count && i < width; i++) {
    if (i == skipped || std::find(taken.begin(), taken.end(), i) != taken.end()) continue;
    kept.push_back({infinity, i});
  }
}

float distance(const float *a, const float *b, int64_t width) {
  float sums[8] = {};
  int64_t i = 0;
  for (; i + 8 <= width; i += 8) {
    for (int j = 0; j < 8; j++) sums[j] += (a[i + j] - b[i + j]) * (a[i + j] - b[i + j]);
  }
  for (; i < width; i++) sums[0] += (a[i] - b[i]) * (a[i] - b[i]);
  float sum = 0;
  for (float part : sums) sum += part;
  return std::sqrt(sum);
}

}  // namespace

ct_error ct_nearest(const ct_tensor *queries, const ct_tensor *references, const ct_tensor *centre,
                    const ct_tensor *turned, const ct_tensor *squares, int64_t count, int64_t own,
                    ct_tensor **distances, ct_tensor **rows) {
  return guarded([&] {
    const at::Tensor q = queries->value.contiguous(), r = references->value.contiguous();
    TORCH_CHECK(q.is_cpu() && r.is_cpu() && q.scalar_type() == at::kFloat &&
                    r.scalar_type() == at::kFloat,
                "nearest rows are looked for among float32 on the CPU");
    const int64_t total = q.size(0), width = q.size(1), many = r.size(0);
    const int64_t most = many - (own < 0 ? 0 : 1);
    TORCH_CHECK(r.size(1) == width && count > 0 && count <= most, count, " nearest of ", most,
                " rows of width ", r.size(1), " for queries of width ", width);
    // Products round, and may put rows in the wrong order.
    const size_t candidates = static_cast<size_t>(std::min(count + 8, most));
    at::Tensor found = at::empty({total, count}, q.options());
    at::Tensor places = at::empty({total, count}, q.options().dtype(at::kLong));
    const float *points = r.data_ptr<float>(), *asked = q.data_ptr<float>();
    float *nearest = found.data_ptr<float>();
    int64_t *where = places.data_ptr<int64_t>();
    // Each thread multiplies and looks through blocks of its own, of 1 MiB: none waits for another.
    const int64_t block = std::max<int64_t>(16, (1 << 18) / many);
    std::exception_ptr failure;
    std::mutex failing;
    parallel((total + block - 1) / block, [&](int64_t index, int64_t) {
      try {
        c10::InferenceMode inference;
        const int64_t start = index * block, size = std::min(block, total - start);
        // ‖x‖² − 2q·x; ‖q‖² is the same for all rows and changes no order.
        const at::Tensor products =
            at::addmm(squares->value, q.narrow(0, start, size) - centre->value, turned->value);
        const float *values = products.data_ptr<float>();
        std::vector<Candidate> kept;
        kept.reserve(2 * candidates);
        for (int64_t i = 0; i < size; i++) {
          const int64_t query = start + i;
          smallest(values + i * many, many, own < 0 ? -1 : own + query, candidates, kept);
          for (auto &one : kept) {
            one.value = distance(asked + query * width, points + one.row * width, width);
          }
          std::partial_sort(kept.begin(), kept.begin() + count, kept.end(), nearer);
          for (int64_t j = 0; j < count; j++) {
            nearest[query * count + j] = kept[static_cast<size_t>(j)].value;
            where[query * count + j] = kept[static_cast<size_t>(j)].row;
          }
        }
      } catch (...) {
        const std::lock_guard<std::mutex> lock(failing);
        if (!failure) failure = std::current_exception();
      }
    });
    if (failure) std::rethrow_exception(failure);
    give(distances, found);
    give(rows, places);
  });
}
