// How long threads that wait for each other spin before they sleep.
//
// libgomp, which libtorch brings with it, spins for some 300 000 turns (20 ms). On a quiet machine
// that is the fastest way to wait. If another process wants the same core, every parallel loop then
// costs a time slice, and there are a hundred loops in a training step: two threads took 15 times as
// long as one. libgomp spins a thousand turns only (60 µs) while it manages more threads than there
// are processors. So a watcher measures how long our threads wait for processors that others have;
// while that is long, it keeps a few more threads asleep in libgomp's care. Benchmarks/contention
// measures both ends.
#include "CTorch.h"
#include <ATen/Parallel.h>
#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <dirent.h>
#include <dlfcn.h>
#include <map>
#include <mutex>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

namespace {

using Fork = void (*)(void (*)(void *), void *, unsigned threads, unsigned flags);

constexpr auto period = std::chrono::milliseconds(20);
// Periods that are looked at together: the system counts time in hundredths of a second.
constexpr size_t periods = 5;
// Of the time of one processor.
constexpr double much = 0.1;
// Calm periods until libgomp may spin for long again: half a second.
constexpr int calmPeriods = 25;

// Nanoseconds so far.
struct Times {
  double clock = 0;
  double ran = 0;   // by our threads
  double busy = 0;  // by all processors, whoever ran there
  // By each of our threads, ready to run, for a processor.
  std::map<long, double> waited;
  bool told = false;  // whether the kernel tells
};

Times now() {
  Times times;
  times.clock = std::chrono::duration<double, std::nano>(
                    std::chrono::steady_clock::now().time_since_epoch())
                    .count();
  if (DIR *const tasks = opendir("/proc/self/task")) {
    while (const dirent *const task = readdir(tasks)) {
      if (task->d_name[0] == '.') continue;
      char path[300];
      std::snprintf(path, sizeof path, "/proc/self/task/%s/schedstat", task->d_name);
      std::FILE *const file = std::fopen(path, "re");
      if (file == nullptr) continue;  // A thread that has ended.
      double ran, waited;
      if (std::fscanf(file, "%lf %lf", &ran, &waited) == 2) {
        times.waited[std::atol(task->d_name)] = waited;
        times.told = true;
      }
      std::fclose(file);
    }
    closedir(tasks);
  }
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  for (const timeval &part : {used.ru_utime, used.ru_stime})
    times.ran += static_cast<double>(part.tv_sec) * 1e9 + static_cast<double>(part.tv_usec) * 1e3;
  std::FILE *const file = std::fopen("/proc/stat", "re");
  double user, nice, system, idle, io, interrupts, soft, stolen;
  if (file != nullptr && std::fscanf(file, "cpu %lf %lf %lf %lf %lf %lf %lf %lf", &user, &nice,
                                     &system, &idle, &io, &interrupts, &soft, &stolen) == 8)
    times.busy = (user + nice + system + interrupts + soft + stolen) * 1e9 /
                 static_cast<double>(sysconf(_SC_CLK_TCK));
  else
    times.told = false;
  if (file != nullptr) std::fclose(file);
  return times;
}

// Whether our threads waited for processors that others had. Threads of our own that wait for each
// other's processor are no reason to sleep: they are done sooner if they spin.
bool isContended(const Times &before, const Times &after) {
  if (!after.told) return true;  // Without figures the short wait is the safe one.
  const double most = much * (after.clock - before.clock);
  const double others = (after.busy - before.busy) - (after.ran - before.ran);
  // Threads come and go: of those that are there at both ends.
  double waited = 0;
  for (const auto &[thread, nanoseconds] : after.waited)
    if (const auto found = before.waited.find(thread); found != before.waited.end())
      waited += nanoseconds - found->second;
  return waited > most && others > most;
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
  std::array<Times, periods> past;
  past.fill(now());
  int calm = 0;
  for (size_t turn = 0;; turn++) {
    std::this_thread::sleep_for(period);
    Times &oldest = past[turn % periods];
    const Times next = now();
    const bool contended = isContended(oldest, next);
    oldest = next;
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
