#pragma once
#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Writing row by row needs libpng's classic interface, whose errors arrive through setjmp, which
// Swift cannot call: the four functions below keep each jump inside one C frame. They are not
// inlined, for a Swift frame must not be jumped across.

typedef struct facet_png {
  FILE *stream;
  png_structp png;
  png_infop info;
  char message[128];
  char software[32];
} facet_png;

static void facet_png_error(png_structp png, png_const_charp message) {
  facet_png *writer = (facet_png *)png_get_error_ptr(png);
  snprintf(writer->message, sizeof writer->message, "%s", message);
  longjmp(png_jmpbuf(png), 1);
}

static void facet_png_warning(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

// Begins a file of 8 bits a channel. `colour_type` is 0 for grey, 2 for red-green-blue, 3 for a
// palette of `colours` triples; `software` says what made it. Zero if all is well; otherwise `message` says what is not. Ended by
// facet_png_close in both cases.
__attribute__((noinline, unused)) static int facet_png_begin(
    facet_png *writer, FILE *stream, png_uint_32 width, png_uint_32 height, int colour_type,
    const unsigned char *palette, int colours, int transparent, const char *software) {
  memset(writer, 0, sizeof *writer);
  snprintf(writer->software, sizeof writer->software, "%s", software);
  writer->stream = stream;
  writer->png = png_create_write_struct(
      PNG_LIBPNG_VER_STRING, writer, facet_png_error, facet_png_warning);
  if (writer->png == NULL) {
    snprintf(writer->message, sizeof writer->message, "libpng cannot be started");
    return -1;
  }
  if (setjmp(png_jmpbuf(writer->png))) return -1;
  writer->info = png_create_info_struct(writer->png);
  // libpng refuses a width or height above a million by itself; a mosaic may be larger.
  png_set_user_limits(writer->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_init_io(writer->png, stream);
  png_set_IHDR(
      writer->png, writer->info, width, height, 8, colour_type, PNG_INTERLACE_NONE,
      PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (palette != NULL) {
    png_color entries[256];
    for (int i = 0; i < colours && i < 256; i++) {
      entries[i].red = palette[3 * i];
      entries[i].green = palette[3 * i + 1];
      entries[i].blue = palette[3 * i + 2];
    }
    png_set_PLTE(writer->png, writer->info, entries, colours);
    if (transparent >= 0 && transparent < 256) {
      png_byte alpha[256];
      memset(alpha, 255, sizeof alpha);
      alpha[transparent] = 0;
      png_set_tRNS(writer->png, writer->info, alpha, transparent + 1, NULL);
    }
  }
  png_text text;
  memset(&text, 0, sizeof text);
  text.compression = PNG_TEXT_COMPRESSION_NONE;
  text.key = "Software";
  text.text = writer->software;
  png_set_text(writer->png, writer->info, &text, 1);
  png_write_info(writer->png, writer->info);
  return 0;
}

// Writes the next row from the top.
__attribute__((noinline, unused)) static int facet_png_row(
    facet_png *writer, const unsigned char *row) {
  if (setjmp(png_jmpbuf(writer->png))) return -1;
  png_write_row(writer->png, row);
  return 0;
}

// Writes what follows the last row.
__attribute__((noinline, unused)) static int facet_png_end(facet_png *writer) {
  if (setjmp(png_jmpbuf(writer->png))) return -1;
  png_write_end(writer->png, NULL);
  return 0;
}

// Releases libpng's memory; the stream stays open.
__attribute__((noinline, unused)) static void facet_png_close(facet_png *writer) {
  png_destroy_write_struct(&writer->png, &writer->info);
}
