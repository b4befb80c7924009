/* The binary messages of a WebSocket, taken apart in place, and what a client sends. Spec: RFC 6455 */
#ifndef WEBSOCKET_H
#define WEBSOCKET_H

#include <stddef.h>
#include <stdint.h>

/* What a message of a client may have in front of it. */
#define WEBSOCKET_HEADER_BYTES 8

enum websocket_state { IN_ANSWER, IN_MESSAGES, IN_FAULT };

struct websocket {
  enum websocket_state state;
  uint64_t left;          /* bytes of the frame still to come */
  uint32_t line_length;   /* of the answer's line being read */
  uint32_t header_length; /* of the frame's header so far */
  int is_switched;        /* the answer's status is 101 */
  uint8_t header[10];
  char line[16]; /* the beginning of the line */
};

/* Writes the request for `path` into `to`; returns its length, 0 where there is no room. */
size_t make_upgrade(char *to, size_t room, const char *path);

/*
 * Puts the header of one binary message in front of what is there: `to` has WEBSOCKET_HEADER_BYTES of room,
 * then the payload. Returns where the message begins in `to`; it ends where the payload does.
 */
size_t put_message_header(uint8_t *to, size_t length);

/*
 * Finds the next piece of a message at or after `*bytes`, as next_payload of framed.h does. `state` is
 * IN_MESSAGES once the server has switched, IN_FAULT after anything but 101 or a binary message.
 */
size_t next_message_piece(struct websocket *websocket, const uint8_t **bytes, size_t *length);

#endif
