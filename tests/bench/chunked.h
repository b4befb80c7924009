/* The body of one HTTP/1.1 answer in chunked coding, taken apart in place. Spec: RFC 9112 7.1 */
#ifndef CHUNKED_H
#define CHUNKED_H

#include <stddef.h>
#include <stdint.h>

enum chunked_state { IN_HEADER, IN_SIZE, IN_DATA, AFTER_DATA, AT_END, IN_ERROR };

struct chunked {
  enum chunked_state state;
  uint64_t left;         /* bytes of the chunk still to come */
  uint32_t line_length;  /* of the line being read */
  uint32_t digits;       /* of the chunk size so far */
  int is_ok, is_chunked; /* the answer's status is 200; it announced chunked coding */
  char line[128];        /* the beginning of the header line being read */
};

/*
 * Finds the next piece of body at or after `*bytes`. Returns its length, with `*bytes` at its
 * first byte and `*length` what is left from there, or 0 when all bytes are used up. The caller
 * goes on behind the piece. `state` is IN_ERROR after anything but a chunked 200.
 */
size_t next_piece(struct chunked *chunked, const uint8_t **bytes, size_t *length);

#endif
