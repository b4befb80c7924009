#define _GNU_SOURCE
#include "chunked.h"

#include <string.h>

static void end_header_line(struct chunked *chunked) {
  uint32_t length = chunked->line_length < sizeof chunked->line - 1 ? chunked->line_length : sizeof chunked->line - 1;
  chunked->line[length] = 0;
  if (length == 0) {
    chunked->state = chunked->is_ok && chunked->is_chunked ? IN_SIZE : IN_ERROR;
  } else if (strncmp(chunked->line, "HTTP/1.1 200", 12) == 0) {
    chunked->is_ok = 1;
  } else if (strncasecmp(chunked->line, "transfer-encoding:", 18) == 0) {
    chunked->is_chunked = strcasestr(chunked->line, "chunked") != NULL;
  }
  chunked->line_length = 0;
}

static void take_header_byte(struct chunked *chunked, uint8_t byte) {
  if (byte == '\n') {
    end_header_line(chunked);
  } else if (byte != '\r') {
    if (chunked->line_length < sizeof chunked->line - 1) chunked->line[chunked->line_length] = (char)byte;
    chunked->line_length++;
  }
}

static void take_size_byte(struct chunked *chunked, uint8_t byte) {
  uint8_t lower = byte | 0x20;
  unsigned digit = byte >= '0' && byte <= '9' ? byte - 48u : lower >= 'a' && lower <= 'f' ? lower - 87u : 16u;
  if (digit < 16 && chunked->digits < 8) {
    chunked->left = chunked->left << 4 | digit;
    chunked->digits++;
  } else if (byte == '\n' && chunked->digits > 0) {
    chunked->state = chunked->left > 0 ? IN_DATA : AT_END;
    chunked->digits = 0;
  } else if (byte != '\r') {
    chunked->state = IN_ERROR; /* no extension is expected here */
  }
}

static void take_byte(struct chunked *chunked, uint8_t byte) {
  switch (chunked->state) {
    case IN_HEADER: take_header_byte(chunked, byte); break;
    case IN_SIZE: take_size_byte(chunked, byte); break;
    case AFTER_DATA:
      if (byte == '\n') chunked->state = IN_SIZE;
      else if (byte != '\r') chunked->state = IN_ERROR;
      break;
    default: break; /* what follows the end or an error is nobody's */
  }
}

size_t next_piece(struct chunked *chunked, const uint8_t **bytes, size_t *length) {
  while (*length > 0) {
    if (chunked->state == IN_DATA) {
      size_t piece = *length < chunked->left ? *length : (size_t)chunked->left;
      chunked->left -= piece;
      if (chunked->left == 0) chunked->state = AFTER_DATA;
      return piece;
    }
    take_byte(chunked, **bytes);
    ++*bytes;
    --*length;
  }
  return 0;
}
