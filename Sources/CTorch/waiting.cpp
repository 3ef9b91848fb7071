// How long threads that wait for each other spin before they sleep.
//
// libgomp, which libtorch brings with it, spins for some 300 000 turns (20 ms) by default. If
// another process has a core, every parallel loop then costs a time slice, and there are a hundred
// loops in a training step: 2 threads took 25 times as long as 1. If they never spin, waking a
// thread costs a fifth of a training step. 1000 turns (60 µs) keep both losses to a few percent
// (Benchmarks/contention).
//
// libgomp reads the setting when it is loaded, before main, and setenv before that is undone when
// glibc sets up its environment. So the program starts itself again, once, before any library has
// begun its work. That costs 10 ms.
#include "CTorch.h"
#include <cstring>

static char setting[] = "GOMP_SPINCOUNT=1000";

const char *ct_waiting(void) { return setting; }

#if defined(__linux__)
#include <alloca.h>
#include <sys/auxv.h>
#include <unistd.h>

static bool names(const char *entry, const char *variable) {
  const size_t length = std::strlen(variable);
  return std::strncmp(entry, variable, length) == 0 && entry[length] == '=';
}

static void startAgain(int, char **arguments, char **environment) {
  size_t entries = 0;
  for (char **entry = environment; *entry != nullptr; entry++, entries++)
    if (names(*entry, "OMP_WAIT_POLICY") || names(*entry, "GOMP_SPINCOUNT")) return;
  // Started by the dynamic linker as its argument, or with rights that the environment must not touch.
  if (getauxval(AT_BASE) == 0 || getauxval(AT_SECURE) != 0) return;
  // By its own path, so that tools show the program's name.
  char path[4096];
  const ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
  if (length <= 0) return;
  path[length] = '\0';
  auto **extended = static_cast<char **>(alloca((entries + 2) * sizeof(char *)));
  std::memcpy(extended, environment, entries * sizeof(char *));
  extended[entries] = setting;
  extended[entries + 1] = nullptr;
  // If this fails, libgomp keeps its own setting.
  execve(path, arguments, extended);
}

// Runs before the constructors of all libraries.
__attribute__((section(".preinit_array"), used, retain)) static void (*const early)(
    int, char **, char **) = startAgain;
#endif
