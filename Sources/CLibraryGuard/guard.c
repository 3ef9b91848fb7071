#define _GNU_SOURCE
#include "CLibraryGuard.h"

#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

static volatile sig_atomic_t installed;
static char name[1024];
static _Thread_local volatile sig_atomic_t depth;
static _Thread_local int has_stack, has_timer;
static _Thread_local timer_t timer;
// A library that recurses without end leaves no room on its own stack.
static _Thread_local char stack[1 << 15];

static int is_too_long(int number) { return number == SIGRTMIN + 7; }

static void say(const char *text) {
  ssize_t written = write(STDERR_FILENO, text, strlen(text));
  (void)written;
}

static void end(int number) {
  if (depth == 0) {
    // Facet's own fault, or another library's: as if nobody had listened.
    signal(number, SIG_DFL);
    raise(number);
    return;
  }
  say("Error: ");
  say(name);
  say(is_too_long(number)
          ? ": is probably damaged: the library that reads it comes to no end"
          : ": is probably damaged: the library that reads it failed");
  say(number == SIGSEGV || number == SIGBUS ? " (access to memory that is not its own)"
      : number == SIGABRT                   ? " (it found its own memory damaged)"
      : number == SIGFPE                    ? " (division by zero)"
                                            : "");
  say(". Fetch the file again, or check it with the tools of its format\n");
  _exit(1);
}

void facet_guard_install(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = end;
  action.sa_flags = SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  const int numbers[] = {SIGSEGV, SIGBUS, SIGFPE, SIGABRT, SIGRTMIN + 7};
  // Whoever started the program may have blocked them: a process inherits the mask.
  sigset_t own;
  sigemptyset(&own);
  for (unsigned i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    sigaction(numbers[i], &action, NULL);
    sigaddset(&own, numbers[i]);
  }
  pthread_sigmask(SIG_UNBLOCK, &own, NULL);
  installed = 1;
}

void facet_guard_enter(void) {
  if (installed && !has_stack) {
    has_stack = 1;
    stack_t own = {.ss_sp = stack, .ss_size = sizeof stack};
    sigaltstack(&own, NULL);
  }
  depth++;
}

void facet_guard_leave(void) { depth--; }

void facet_guard_name(const char *file) {
  if (!installed) return;
  strncpy(name, file, sizeof name - 1);
}

void facet_guard_limit(int seconds) {
  if (!installed) return;
  if (!has_timer) {
    struct sigevent event;
    memset(&event, 0, sizeof event);
    event.sigev_notify = SIGEV_THREAD_ID;
    event.sigev_signo = SIGRTMIN + 7;
    event.sigev_notify_thread_id = gettid();
    if (timer_create(CLOCK_THREAD_CPUTIME_ID, &event, &timer) != 0) return;
    has_timer = 1;
  }
  struct itimerspec setting = {.it_value = {.tv_sec = seconds}};
  timer_settime(timer, 0, &setting, NULL);
}
