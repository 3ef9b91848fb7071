#pragma once
// Loops of our own on the threads that libtorch works with. at::parallel_for runs on one thread
// where it is compiled without GNU's OpenMP, which Swift's clang does not have; so the runtime that
// libtorch has loaded is asked for by the name that every OpenMP runtime on Linux answers to.
#include <ATen/Parallel.h>
#include <algorithm>
#include <atomic>
#include <dlfcn.h>

namespace ct {

// Calls body(index, thread) for each index below `count`, each once, in any order, on up to the
// number of threads that libtorch was set to; `thread` is below that. The body must not throw.
template <typename Body> void parallel(int64_t count, const Body &body) {
  using Fork = void (*)(void (*)(void *), void *, unsigned threads, unsigned flags);
  static const auto fork = reinterpret_cast<Fork>(dlsym(RTLD_DEFAULT, "GOMP_parallel"));
  const auto threads = std::min<int64_t>(at::get_num_threads(), count);
  if (threads <= 1 || fork == nullptr || at::in_parallel_region()) {
    for (int64_t index = 0; index < count; index++) body(index, 0);
    return;
  }
  struct Work {
    const Body &body;
    int64_t count;
    std::atomic<int64_t> next{0};
    std::atomic<int> thread{0};
  } work{body, count};
  fork(
      [](void *context) {
        auto &work = *static_cast<Work *>(context);
        const int thread = work.thread.fetch_add(1);
        for (int64_t index; (index = work.next.fetch_add(1)) < work.count;)
          work.body(index, thread);
      },
      &work, static_cast<unsigned>(threads), 0);
}

}  // namespace ct
