/*
 * The stamp that the bench's camera puts into every frame and its clients look for.
 *
 * It stands in the slice data, right after the slice header, as printable ASCII:
 *
 *   "~picam~" kind number[8] written[16] offset[8] size[8]      fields in hexadecimal
 *
 *   kind     'K' for a key frame, 'P' for any other
 *   number   of the frame, counted from 0 without a hole
 *   written  CLOCK_MONOTONIC in µs, taken right before the frame's first write(2)
 *   offset   of the stamp in its frame, bytes
 *   size     of the whole frame, bytes
 *
 * The frame ends with a trailer, "~end" number[8]. Everything between is filler of 0x80 and above,
 * so neither a start code nor a second stamp can turn up inside a frame.
 */
#ifndef STAMP_H
#define STAMP_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define STAMP_MAGIC "~picam~"
#define STAMP_MAGIC_BYTES 7
#define STAMP_BYTES 48
#define TRAILER_MAGIC "~end"
#define TRAILER_MAGIC_BYTES 4
#define TRAILER_BYTES 12
/* What may stand before the stamp: start codes, parameter sets, slice header. */
#define STAMP_OFFSET_MAX 64
/* No frame is smaller, so a reader may look at this many bytes without meeting the next frame. */
#define FRAME_BYTES_MIN 1024

struct stamp {
  uint64_t written_us;
  uint32_t number;
  uint32_t offset;
  uint32_t size;
  char kind;
};

static inline uint64_t now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u;
}

static inline void put_hex(uint8_t *to, int digits, uint64_t value) {
  for (int i = digits - 1; i >= 0; i--, value >>= 4) to[i] = (uint8_t) "0123456789abcdef"[value & 15];
}

/* Returns 0, or -1 if a byte is no hexadecimal digit. */
static inline int get_hex(const uint8_t *from, int digits, uint64_t *value) {
  *value = 0;
  for (int i = 0; i < digits; i++) {
    uint8_t c = from[i];
    unsigned digit = c >= '0' && c <= '9' ? c - 48u : c >= 'a' && c <= 'f' ? c - 87u : 16u;
    if (digit > 15) return -1;
    *value = *value << 4 | digit;
  }
  return 0;
}

static inline void put_stamp(uint8_t *to, const struct stamp *stamp) {
  memcpy(to, STAMP_MAGIC, STAMP_MAGIC_BYTES);
  to[7] = (uint8_t)stamp->kind;
  put_hex(to + 8, 8, stamp->number);
  put_hex(to + 16, 16, stamp->written_us);
  put_hex(to + 32, 8, stamp->offset);
  put_hex(to + 40, 8, stamp->size);
}

/* `from` points at the magic and holds STAMP_BYTES. Returns 0, or -1 if it is no stamp. */
static inline int get_stamp(const uint8_t *from, struct stamp *stamp) {
  uint64_t number, offset, size;
  if (get_hex(from + 8, 8, &number) || get_hex(from + 16, 16, &stamp->written_us) ||
      get_hex(from + 32, 8, &offset) || get_hex(from + 40, 8, &size))
    return -1;
  stamp->kind = (char)from[7];
  stamp->number = (uint32_t)number;
  stamp->offset = (uint32_t)offset;
  stamp->size = (uint32_t)size;
  if (offset > STAMP_OFFSET_MAX || size < FRAME_BYTES_MIN) return -1;
  return stamp->kind == 'K' || stamp->kind == 'P' ? 0 : -1;
}

static inline void put_trailer(uint8_t *to, uint32_t number) {
  memcpy(to, TRAILER_MAGIC, TRAILER_MAGIC_BYTES);
  put_hex(to + TRAILER_MAGIC_BYTES, 8, number);
}

static inline int is_trailer(const uint8_t *from, uint32_t number) {
  uint64_t found;
  return memcmp(from, TRAILER_MAGIC, TRAILER_MAGIC_BYTES) == 0 &&
         get_hex(from + TRAILER_MAGIC_BYTES, 8, &found) == 0 && found == number;
}

#endif
