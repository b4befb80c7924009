#include "websocket.h"

#include <stdio.h>
#include <string.h>

/* FIN and the opcode of a binary message; the bit that says that a payload is masked. */
enum { BINARY = 0x82, MASKED = 0x80 };

size_t make_upgrade(char *to, size_t room, const char *path) {
  int length = snprintf(to, room,
                        "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
                        path);
  return length > 0 && (size_t)length < room ? (size_t)length : 0;
}

size_t put_message_header(uint8_t *to, size_t length) {
  /* A key of zeros: the payload stays as it is. */
  memset(to, 0, WEBSOCKET_HEADER_BYTES);
  if (length > 125) {
    to[0] = BINARY;
    to[1] = MASKED | 126;
    to[2] = (uint8_t)(length >> 8);
    to[3] = (uint8_t)length;
    return 0;
  }
  to[2] = BINARY;
  to[3] = (uint8_t)(MASKED | length);
  return 2;
}

static void take_answer_byte(struct websocket *websocket, uint8_t byte) {
  if (byte != '\n') {
    if (byte != '\r' && websocket->line_length < sizeof websocket->line)
      websocket->line[websocket->line_length++] = (char)byte;
    return;
  }
  if (websocket->line_length == 0) websocket->state = websocket->is_switched ? IN_MESSAGES : IN_FAULT;
  if (websocket->line_length >= 12 && memcmp(websocket->line, "HTTP/1.1 101", 12) == 0) websocket->is_switched = 1;
  websocket->line_length = 0;
}

static void take_header_byte(struct websocket *websocket, uint8_t byte) {
  uint8_t *header = websocket->header;
  header[websocket->header_length++] = byte;
  if (websocket->header_length < 2) return;
  if (header[0] != BINARY || header[1] & MASKED) {
    websocket->state = IN_FAULT;
    return;
  }
  uint32_t more = header[1] == 126 ? 2 : header[1] == 127 ? 8 : 0;
  if (websocket->header_length < 2 + more) return;
  websocket->left = more == 0 ? header[1] : 0;
  for (uint32_t at = 2; at < 2 + more; at++) websocket->left = websocket->left << 8 | header[at];
  websocket->header_length = 0;
}

size_t next_message_piece(struct websocket *websocket, const uint8_t **bytes, size_t *length) {
  while (*length > 0 && websocket->state != IN_FAULT) {
    if (websocket->left > 0) {
      size_t piece = *length < websocket->left ? *length : (size_t)websocket->left;
      websocket->left -= piece;
      return piece;
    }
    if (websocket->state == IN_ANSWER) take_answer_byte(websocket, **bytes);
    else take_header_byte(websocket, **bytes);
    ++*bytes;
    --*length;
  }
  return 0;
}
