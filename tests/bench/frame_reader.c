#define _GNU_SOURCE
#include "frame_reader.h"

#define KEPT_BYTES (STAMP_OFFSET_MAX + STAMP_BYTES)

static void begin_frame(struct frame_reader *reader, const struct stamp *stamp, uint32_t stamp_at) {
  reader->stamp = *stamp;
  reader->is_whole = stamp_at >= stamp->offset;
  /* A frame that is in step begins at byte 0 of the head: nothing before it, nothing missing. */
  if (reader->in_step && stamp_at != stamp->offset) reader->damaged++;
  reader->left = stamp->size - stamp->offset - (reader->head_length - stamp_at);
  reader->head_length = 0;
  reader->in_step = 1;
}

/* Takes bytes into the head until a stamp is complete in it; returns how many it took. */
static size_t seek_stamp(struct frame_reader *reader, const uint8_t *bytes, size_t length) {
  size_t room = sizeof reader->head - reader->head_length;
  size_t taken = length < room ? length : room;
  memcpy(reader->head + reader->head_length, bytes, taken);
  reader->head_length += (uint32_t)taken;
  const uint8_t *at = memmem(reader->head, reader->head_length, STAMP_MAGIC, STAMP_MAGIC_BYTES);
  uint32_t stamp_at = at ? (uint32_t)(at - reader->head) : 0;
  struct stamp stamp;
  if (at && stamp_at + STAMP_BYTES <= reader->head_length && get_stamp(at, &stamp) == 0) {
    begin_frame(reader, &stamp, stamp_at);
  } else if (reader->head_length == sizeof reader->head) {
    if (reader->in_step) reader->damaged++;
    reader->in_step = 0;
    memmove(reader->head, reader->head + sizeof reader->head - KEPT_BYTES, KEPT_BYTES);
    reader->head_length = KEPT_BYTES;
  }
  return taken;
}

static size_t skip_frame(struct frame_reader *reader, const uint8_t *bytes, size_t length, on_frame *found,
                         void *owner) {
  size_t taken = length < reader->left ? length : reader->left;
  for (size_t i = reader->left > TRAILER_BYTES ? reader->left - TRAILER_BYTES : 0; i < taken; i++)
    reader->tail[TRAILER_BYTES - (reader->left - i)] = bytes[i];
  reader->left -= (uint32_t)taken;
  if (reader->left > 0) return taken;
  if (is_trailer(reader->tail, reader->stamp.number)) {
    found(owner, &reader->stamp, reader->is_whole);
  } else {
    reader->damaged++;
    reader->in_step = 0;
  }
  return taken;
}

void read_frames(struct frame_reader *reader, const uint8_t *bytes, size_t length, on_frame *found, void *owner) {
  while (length > 0) {
    size_t taken = reader->left > 0 ? skip_frame(reader, bytes, length, found, owner)
                                    : seek_stamp(reader, bytes, length);
    bytes += taken;
    length -= taken;
  }
}
