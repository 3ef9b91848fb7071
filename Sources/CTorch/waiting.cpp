// How long threads that wait for each other spin before they sleep.
//
// libgomp, which libtorch brings with it, spins for some 300 000 turns (20 ms). On a quiet machine
// that is the fastest way to wait. If another process wants the same core, every parallel loop then
// costs a time slice, and there are a hundred loops in a training step: two threads took 15 times as
// long as one. libgomp spins a thousand turns only (60 µs) while it manages more threads than there
// are processors. So a watcher measures how long our threads wait for a processor; while that is
// long, it keeps a few more threads asleep in libgomp's care. Benchmarks/contention measures both
// ends.
#include "CTorch.h"
#include <ATen/Parallel.h>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <dirent.h>
#include <dlfcn.h>
#include <mutex>
#include <thread>

namespace {

using Fork = void (*)(void (*)(void *), void *, unsigned threads, unsigned flags);

constexpr auto period = std::chrono::milliseconds(20);
// Of the time of one processor, in one period.
constexpr double longWait = 0.1;
// Calm periods until libgomp may spin for long again: half a second.
constexpr int calmPeriods = 25;

// Nanoseconds that this process's threads have been ready to run without a processor; negative if the
// kernel does not tell.
int64_t waited() {
  DIR *const tasks = opendir("/proc/self/task");
  if (tasks == nullptr) return -1;
  int64_t sum = 0;
  bool told = false;
  while (const dirent *const task = readdir(tasks)) {
    if (task->d_name[0] == '.') continue;
    char path[300];
    std::snprintf(path, sizeof path, "/proc/self/task/%s/schedstat", task->d_name);
    std::FILE *const file = std::fopen(path, "re");
    if (file == nullptr) continue;  // A thread that has ended.
    unsigned long long ran, ready;
    if (std::fscanf(file, "%llu %llu", &ran, &ready) == 2) {
      sum += static_cast<int64_t>(ready);
      told = true;
    }
    std::fclose(file);
  }
  closedir(tasks);
  return told ? sum : -1;
}

// Threads that do nothing but be counted. They belong to a thread of their own, so that they end
// with it.
class Crowd {
  std::mutex mutex;
  std::condition_variable changed;
  bool wanted = false;
  std::thread owner;

public:
  void gather(Fork fork, unsigned threads) {
    wanted = true;
    owner = std::thread([this, fork, threads] {
      fork([](void *) {}, nullptr, threads, 0);
      std::unique_lock lock(mutex);
      changed.wait(lock, [this] { return !wanted; });
    });
  }
  void leave() {
    {
      std::lock_guard lock(mutex);
      wanted = false;
    }
    changed.notify_all();
    owner.join();
  }
};

std::atomic<bool> brief{false};

[[noreturn]] void watch(Fork fork, int processors) {
  // Never destroyed: the program may end while there is a crowd.
  Crowd &crowd = *new Crowd;
  int64_t last = waited();
  auto then = std::chrono::steady_clock::now();
  for (int calm = 0;;) {
    std::this_thread::sleep_for(period);
    const int64_t next = waited();
    const auto now = std::chrono::steady_clock::now();
    // Without figures the short wait is the safe one.
    const bool contended =
        next < 0 ||
        static_cast<double>(next - last) >
            longWait * std::chrono::duration<double, std::nano>(now - then).count();
    last = next;
    then = now;
    calm = contended ? 0 : calm + 1;
    if (contended && !brief) {
      // One thread more than there are processors, beside those that libtorch works with.
      crowd.gather(fork, static_cast<unsigned>(std::max(2, processors - at::get_num_threads() + 2)));
      brief = true;
    } else if (brief && calm > calmPeriods) {
      crowd.leave();
      brief = false;
    }
  }
}

}  // namespace

extern "C" {

bool ct_share_processors(void) {
  // The user's own setting wins.
  if (std::getenv("OMP_WAIT_POLICY") != nullptr || std::getenv("GOMP_SPINCOUNT") != nullptr)
    return false;
  static const bool watched = [] {
    const auto fork = reinterpret_cast<Fork>(dlsym(RTLD_DEFAULT, "GOMP_parallel"));
    const auto processors = reinterpret_cast<int (*)(void)>(dlsym(RTLD_DEFAULT, "omp_get_num_procs"));
    if (fork == nullptr || processors == nullptr) return false;  // Another runtime than libgomp.
    try {
      std::thread(watch, fork, processors()).detach();
      return true;
    } catch (const std::exception &) {
      return false;  // No thread to be had: libgomp waits as it likes.
    }
  }();
  return watched;
}

bool ct_waits_briefly(void) { return brief; }

}
