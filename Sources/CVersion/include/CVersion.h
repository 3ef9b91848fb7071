#pragma once
// The commit that this was built from, which only the package description knows.
const char *facet_commit(void);
// What the file VERSION says.
const char *facet_version(void);
