#include "CVersion.h"

const char *facet_commit(void) { return FACET_COMMIT; }
const char *facet_version(void) { return FACET_VERSION; }
