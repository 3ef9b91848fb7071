// The nearest rows of a matrix, exactly. Matrix products in float32 say which rows may be nearest, a
// few more than wanted; these are measured from their differences in double precision. A bound on
// the products' rounding proves that no other row is as near; if it does not, all rows within the
// bound are measured. A block of products is looked through while it is in the processor's cache.
#include "boundary.hpp"
#include "threads.hpp"
#include <cmath>
#include <exception>
#include <limits>
#include <mutex>

using namespace ct;

namespace {

// A row and its squared distance, times its weight; in the first pass less the query's own square.
struct Candidate {
  double value;
  int64_t row;
};

constexpr double infinity = std::numeric_limits<double>::infinity();

// NaN lies behind all numbers; of equal ones the first row comes first.
bool nearer(const Candidate &a, const Candidate &b) {
  const double x = std::isnan(a.value) ? infinity : a.value;
  const double y = std::isnan(b.value) ? infinity : b.value;
  return x != y ? x < y : a.row < b.row;
}

// The `count` smallest of `width` values, in no order, but for the one at `skipped`.
//
// Returns a value that none of the others is below.
float smallest(const float *values, int64_t width, int64_t skipped, size_t count,
               std::vector<Candidate> &kept) {
  kept.clear();
  float limit = std::numeric_limits<float>::infinity();
  const auto shrink = [&] {
    std::nth_element(kept.begin(), kept.begin() + count - 1, kept.end(), nearer);
    kept.resize(count);
    limit = static_cast<float>(kept.back().value);
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
  if (kept.size() == count) return limit;
  // If values are infinite or NaN, any rows will do.
  std::vector<int64_t> taken;
  for (const auto &one : kept) taken.push_back(one.row);
  for (int64_t i = 0; kept.size() < count && i < width; i++) {
    if (i == skipped || std::find(taken.begin(), taken.end(), i) != taken.end()) continue;
    kept.push_back({infinity, i});
  }
  return limit;
}

// ‖a − b‖².
double square(const float *a, const float *b, int64_t width) {
  double sums[8] = {};
  int64_t i = 0;
  for (; i + 8 <= width; i += 8) {
    for (int j = 0; j < 8; j++) {
      const double difference = static_cast<double>(a[i + j]) - static_cast<double>(b[i + j]);
      sums[j] += difference * difference;
    }
  }
  for (; i < width; i++) {
    const double difference = static_cast<double>(a[i]) - static_cast<double>(b[i]);
    sums[0] += difference * difference;
  }
  double sum = 0;
  for (const double part : sums) sum += part;
  return sum;
}

}  // namespace

ct_error ct_nearest(const ct_tensor *queries, const ct_tensor *references, const ct_tensor *centre,
                    const ct_tensor *turned, const ct_tensor *squares, const ct_tensor *weights,
                    int64_t count, int64_t own, ct_tensor **distances, ct_tensor **rows) {
  return guarded([&] {
    const at::Tensor q = queries->value.contiguous(), r = references->value.contiguous();
    const auto floats = [](const at::Tensor &t) {
      return t.is_cpu() && t.scalar_type() == at::kFloat;
    };
    TORCH_CHECK(floats(q) && floats(r) && q.dim() == 2 && r.dim() == 2,
                "nearest rows are looked for among float32 matrices on the CPU");
    const int64_t total = q.size(0), width = q.size(1), many = r.size(0);
    const int64_t most = many - (own < 0 ? 0 : 1);
    TORCH_CHECK(r.size(1) == width && count > 0 && count <= most, count, " nearest of ", most,
                " rows of width ", r.size(1), " for queries of width ", width);
    const at::Tensor middle = centre->value.contiguous(), lengths = squares->value.contiguous();
    TORCH_CHECK(floats(middle) && middle.numel() == width && floats(lengths) &&
                    lengths.numel() == many && floats(turned->value) &&
                    turned->value.sizes() == at::IntArrayRef({width, many}),
                "a centre of shape ", middle.sizes(), ", products by ", turned->value.sizes(),
                " and squares of shape ", lengths.sizes(), " for references of shape ", r.sizes());
    const at::Tensor factors = weights ? weights->value.contiguous() : at::Tensor();
    TORCH_CHECK(!weights || (floats(factors) && factors.numel() == many), "weights of shape ",
                factors.sizes(), " for ", many, " rows");
    const size_t candidates = static_cast<size_t>(std::min(count + 8, most));
    at::Tensor found = at::empty({total, count}, q.options());
    at::Tensor places = at::empty({total, count}, q.options().dtype(at::kLong));
    const float *points = r.const_data_ptr<float>(), *asked = q.const_data_ptr<float>();
    const float *origin = middle.const_data_ptr<float>();
    const float *weight = weights ? factors.const_data_ptr<float>() : nullptr;
    float *nearest = found.mutable_data_ptr<float>();
    int64_t *where = places.mutable_data_ptr<int64_t>();
    // The longest reference from the centre, of those at a finite distance.
    double longest = 0, heaviest = weight ? 0 : 1;
    for (int64_t i = 0; i < many; i++) {
      const double length = std::sqrt(square(points + i * width, origin, width));
      if (std::isfinite(length)) longest = std::max(longest, length);
      if (weight) heaviest = std::max(heaviest, static_cast<double>(weight[i]));
    }
    // Sums of k products in float32, in any order, are off by at most k·u of the sum of magnitudes
    // (Higham, "Accuracy and stability of numerical algorithms", 2002, section 3.1); the rest is for
    // the differences from the centre, the squares and the weights.
    const double rounding = static_cast<double>(width + 16) * 0x1p-24;
    // Each thread multiplies and looks through blocks of its own, of 1 MiB: none waits for another.
    const int64_t block = std::max<int64_t>(16, (1 << 18) / many);
    std::exception_ptr failure;
    std::mutex failing;
    parallel((total + block - 1) / block, [&](int64_t index) {
      try {
        c10::InferenceMode inference;
        const int64_t start = index * block, size = std::min(block, total - start);
        // ‖x‖² − 2q·x; ‖q‖² is the same for all rows and changes no order.
        const at::Tensor products = at::addmm(lengths, q.narrow(0, start, size) - middle.view({-1}),
                                              turned->value);
        float *const values = products.mutable_data_ptr<float>();
        std::vector<Candidate> kept;
        kept.reserve(2 * candidates);
        for (int64_t i = 0; i < size; i++) {
          const int64_t query = start + i, skipped = own < 0 ? -1 : own + query;
          const float *const point = asked + query * width;
          float *const row = values + i * many;
          const auto measure = [&](int64_t j) {
            return square(point, points + j * width, width) * (weight ? weight[j] : 1);
          };
          const double length = std::sqrt(square(point, origin, width));
          double left = length * length;
          if (weight) {
            for (int64_t j = 0; j < many; j++)
              row[j] = (row[j] + static_cast<float>(left)) * weight[j];
            left = 0;
          }
          const double limit = smallest(row, many, skipped, candidates, kept);
          for (auto &one : kept) one.value = measure(one.row);
          std::partial_sort(kept.begin(), kept.begin() + count, kept.end(), nearer);
          // A query that is no number has no nearest, and nothing is farther than infinity.
          const double farthest = kept[static_cast<size_t>(count - 1)].value;
          if (std::isfinite(length) && farthest < infinity &&
              candidates < static_cast<size_t>(most)) {
            const double error = rounding * (length + longest) * (length + longest) + width * 1e-37;
            // In float32 the products may have overflowed.
            const bool overflows = !((length + longest) * (length + longest) * heaviest < 1e37);
            if (overflows || !(farthest < limit + left - error * heaviest)) {
              kept.clear();
              for (int64_t j = 0; j < many; j++) {
                const double bound = error * (weight ? weight[j] : 1);
                if (j != skipped && (overflows || !(row[j] + left - bound > farthest)))
                  kept.push_back({measure(j), j});
              }
              std::partial_sort(kept.begin(), kept.begin() + count, kept.end(), nearer);
            }
          }
          for (int64_t j = 0; j < count; j++) {
            const auto &one = kept[static_cast<size_t>(j)];
            nearest[query * count + j] = static_cast<float>(std::sqrt(one.value));
            where[query * count + j] = one.row;
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
