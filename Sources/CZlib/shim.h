#pragma once
#include <zlib.h>

// inflateInit is a macro that passes the header's version and the size of its structure.
static inline int facet_inflate_init(z_stream *stream) { return inflateInit(stream); }
