/*
 * Finds the camera's frames (stamp.h) in a stream of bytes that may begin anywhere and arrive in
 * any pieces. Once in step it skips from frame to frame by their sizes and checks each one's
 * beginning and end, so that it costs little next to the receiving itself.
 */
#ifndef FRAME_READER_H
#define FRAME_READER_H

#include <stddef.h>

#include "stamp.h"

struct frame_reader {
  uint32_t head_length; /* bytes in `head`: looking for a stamp */
  uint32_t left;        /* bytes of the current frame still to come; 0 = looking for a stamp */
  int in_step;          /* the next byte must be the first of a frame */
  int is_whole;         /* the current frame was seen from its first byte */
  struct stamp stamp;
  uint32_t damaged;     /* frames that did not begin or end where they had to */
  uint8_t tail[TRAILER_BYTES];
  uint8_t head[2 * (STAMP_OFFSET_MAX + STAMP_BYTES)];
};

/* Called when the last byte of a frame is there; `is_whole` is 0 for one joined in its middle. */
typedef void on_frame(void *owner, const struct stamp *stamp, int is_whole);

void read_frames(struct frame_reader *reader, const uint8_t *bytes, size_t length, on_frame *found, void *owner);

#endif
