#pragma once
#include <ft2build.h>
#include FT_FREETYPE_H
#include <fontconfig/fontconfig.h>
#include <raqm.h>

// What Swift cannot import: macros that are expressions.

static const int facet_load_flags = FT_LOAD_TARGET_LIGHT;
static const int facet_render_flags = FT_LOAD_RENDER | FT_LOAD_TARGET_LIGHT;
