#pragma once
// Loads a library when one of its functions is first called: some take longer to load than the work
// that needs none of them.
//
// A target that calls a library late has three files. functions.h lists the functions, one
// FUNCTION(name) a line. stubs.S defines each as a jump through a table; see late_stubs.h. load.c
// defines the table and what fills it, by `late_load`.

// Opens the first of `libraries`, whose last is NULL, that there is, and fills a table with the places
// of `count` functions. Ends the program with status 1 and a sentence if the library is not there or
// has not all of them.
//
//  name: what a user knows the library as.
//  remedy: what the user may do.
void late_load(const char *name, const char *const *libraries, const char *const *functions,
               int count, void **table, const char *remedy);
