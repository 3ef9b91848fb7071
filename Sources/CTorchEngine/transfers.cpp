// Copies between host and device that run beside other work, on a GPU without the headers of CUDA:
// through the interfaces that libtorch has for every device.
#include "boundary.hpp"
#include <c10/core/Event.h>
#include <c10/core/StreamGuard.h>
#include <map>
#include <mutex>

using namespace ct;

struct ct_transfer {
  at::Tensor value;
  // Recorded behind the copy; none where nothing is copied.
  std::optional<c10::Event> arrival;
};

namespace {

c10::impl::VirtualGuardImpl gpu() { return c10::impl::VirtualGuardImpl(at::kCUDA); }

// The stream that copies to a device go by, always the same: memory that the device's allocator
// has given to a stream once is kept for that stream.
c10::Stream uploads(at::Device place) {
  static std::mutex mutex;
  static std::map<at::DeviceIndex, c10::Stream> known;
  const std::lock_guard<std::mutex> lock(mutex);
  const auto found = known.find(place.index());
  if (found != known.end()) return found->second;
  return known.emplace(place.index(), gpu().getStreamFromGlobalPool(place)).first->second;
}

}  // namespace

extern "C" {

ct_error ct_staging(ct_dtype dtype, const int64_t *shape, int32_t rank, int32_t index,
                    ct_tensor **out) {
  return guarded([&] {
    const bool isPinned = device(index).is_cuda();
    give(out, at::empty(list(shape, rank),
                        at::TensorOptions().dtype(type(dtype)).pinned_memory(isPinned)));
  });
}

ct_error ct_is_pinned(const ct_tensor *tensor, bool *out) {
  return guarded([&] { *out = tensor->value.is_pinned(); });
}

ct_error ct_transfer_begin(const ct_tensor *tensor, int32_t index, ct_transfer **out) {
  return guarded([&] {
    const auto target = device(index);
    const auto &from = tensor->value;
    auto transfer = std::make_unique<ct_transfer>();
    if (from.device() == target) {
      transfer->value = from;
    } else {
      const auto place = target.is_cuda() ? target : from.device();
      // What a device has made is copied behind the work that makes it.
      const auto stream = target.is_cuda() ? uploads(place) : gpu().getStream(place);
      const c10::StreamGuard guard(stream);
      // Page-locked memory that libtorch has allocated, as the host's is on both ways, is not given
      // to anyone else before the copy is over.
      transfer->value = from.contiguous().to(target, from.scalar_type(), /*non_blocking=*/true);
      transfer->arrival.emplace(at::kCUDA);
      transfer->arrival->record(stream);
    }
    *out = transfer.release();
  });
}

ct_error ct_transfer_end(ct_transfer *transfer, ct_tensor **out) {
  return guarded([&] {
    const auto &value = transfer->value;
    if (transfer->arrival) {
      if (value.is_cuda()) {
        const auto working = gpu().getStream(value.device());
        transfer->arrival->block(working);
        // Nor is the device's memory, before what uses it from here on is done.
        value.record_stream(working);
      } else {
        transfer->arrival->synchronize();
      }
    }
    give(out, value);
  });
}

void ct_transfer_free(ct_transfer *transfer) { delete transfer; }

}  // extern "C"
