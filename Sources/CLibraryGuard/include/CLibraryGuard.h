#pragma once

// What a fault inside a library that reads damaged files comes to: a message that names the file,
// and the program's end with status 1. Outside of the libraries a fault stays what it is.
//
// A signal handler may call next to nothing, so that this is C.

/// Takes the signals of faults; without it nothing below has an effect.
void facet_guard_install(void);

/// Begins and ends work inside the libraries, of this thread; pairs may be nested.
void facet_guard_enter(void);
void facet_guard_leave(void);

/// Names the file that the libraries work on. Only between `enter` and `leave`, by whoever holds
/// the lock of the libraries.
void facet_guard_name(const char *file);

/// Ends the program in the same way when this thread has computed for so many seconds from now;
/// 0 takes that back.
void facet_guard_limit(int seconds);
