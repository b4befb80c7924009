/*
 * The payloads of FRAME messages in a stream of picam's framed protocol, taken apart in place, and
 * what a client must say: HELLO and PING. Spec: wire-protocol v1, Message
 */
#ifndef FRAMED_H
#define FRAMED_H

#include <stddef.h>
#include <stdint.h>

#define MESSAGE_HEADER_BYTES 40
#define HELLO_BYTES_MAX 1024
/* Whoever is not heard for three heartbeats of 5 s is closed. */
#define PING_EVERY_US 4000000

struct framed {
  uint32_t header_length;
  uint32_t left;     /* bytes of the message's payload still to come */
  uint32_t sum;      /* of the payload so far */
  uint32_t messages; /* FRAME messages so far */
  int is_unchecked;  /* set by the owner: leave out the sums of payloads */
  int is_frame;
  int is_broken;     /* what came is no message, or one whose sum is wrong */
  uint8_t header[MESSAGE_HEADER_BYTES];
};

/* Writes HELLO with this JSON into `to`, which has room for HELLO_BYTES_MAX. Returns its length, 0 if it has none. */
size_t make_hello(uint8_t *to, const char *json);

/* Writes PING without a report. */
void make_ping(uint8_t to[MESSAGE_HEADER_BYTES]);

/*
 * Finds the next piece of a FRAME's payload at or after `*bytes`. Returns its length, with `*bytes`
 * at its first byte and `*length` what is left from there, or 0 when all bytes are used up. The caller
 * goes on behind the piece. Checks the sum of every header, and of every payload unless told otherwise.
 */
size_t next_payload(struct framed *framed, const uint8_t **bytes, size_t *length);

#endif
