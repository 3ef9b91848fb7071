#pragma once
// Loops of our own on the threads that libtorch works with. at::parallel_for runs on one thread
// if it is compiled without GNU's OpenMP, which Swift's clang does not have; so the runtime that
// libtorch has loaded is asked for by the name that every OpenMP runtime on Linux answers to.
#include <ATen/Parallel.h>
#include <algorithm>
#include <atomic>
#include <dlfcn.h>
#include <vector>

namespace ct {

// Calls body(index, scratch) for each index below `count`, each once, in any order, on up to the
// number of threads that libtorch was set to; `scratch` is `numbers` floats of the calling thread's
// own. The body must not throw.
template <typename Body> void parallel(int64_t count, int64_t numbers, const Body &body) {
  using Fork = void (*)(void (*)(void *), void *, unsigned threads, unsigned flags);
  static const auto fork = reinterpret_cast<Fork>(dlsym(RTLD_DEFAULT, "GOMP_parallel"));
  auto threads = std::min<int64_t>(at::get_num_threads(), count);
  if (fork == nullptr || at::in_parallel_region()) threads = std::min<int64_t>(threads, 1);
  std::vector<float> scratch(static_cast<size_t>(std::max<int64_t>(threads, 1) * numbers));
  if (threads <= 1) {
    for (int64_t index = 0; index < count; index++) body(index, scratch.data());
    return;
  }
  struct Work {
    const Body &body;
    int64_t count, numbers;
    float *scratch;
    std::atomic<int64_t> next{0}, thread{0};
  } work{body, count, numbers, scratch.data()};
  fork(
      [](void *context) {
        auto &work = *static_cast<Work *>(context);
        float *const own = work.scratch + work.thread.fetch_add(1) * work.numbers;
        for (int64_t index; (index = work.next.fetch_add(1)) < work.count;) work.body(index, own);
      },
      &work, static_cast<unsigned>(threads), 0);
}

// As above, without scratch memory: body(index).
template <typename Body> void parallel(int64_t count, const Body &body) {
  parallel(count, 0, [&](int64_t index, float *) { body(index); });
}

}  // namespace ct
