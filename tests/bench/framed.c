#include "framed.h"

#include <string.h>

#define MAGIC "PCAM"
enum { HELLO = 1, FRAME = 3, PING = 7 };

/* CRC-32 as zlib's, eight bytes a step. */
static uint32_t tables[8][256];

static void make_tables(void) {
  for (uint32_t byte = 0; byte < 256; byte++) {
    uint32_t value = byte;
    for (int bit = 0; bit < 8; bit++) value = value >> 1 ^ (value & 1 ? 0xedb88320u : 0);
    tables[0][byte] = value;
  }
  for (int table = 1; table < 8; table++)
    for (uint32_t byte = 0; byte < 256; byte++)
      tables[table][byte] = tables[table - 1][byte] >> 8 ^ tables[0][tables[table - 1][byte] & 255];
}

static uint32_t sum_up(uint32_t sum, const uint8_t *bytes, size_t length) {
  if (tables[0][1] == 0) make_tables();
  sum = ~sum;
  for (; length >= 8; bytes += 8, length -= 8) {
    sum ^= (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
    sum = tables[7][sum & 255] ^ tables[6][sum >> 8 & 255] ^ tables[5][sum >> 16 & 255] ^ tables[4][sum >> 24] ^
          tables[3][bytes[4]] ^ tables[2][bytes[5]] ^ tables[1][bytes[6]] ^ tables[0][bytes[7]];
  }
  for (; length > 0; bytes++, length--) sum = sum >> 8 ^ tables[0][(sum ^ *bytes) & 255];
  return ~sum;
}

static void put_u32(uint8_t *to, uint32_t value) {
  for (int i = 0; i < 4; i++) to[i] = (uint8_t)(value >> (24 - 8 * i));
}

static uint32_t get_u32(const uint8_t *from) {
  return (uint32_t)from[0] << 24 | (uint32_t)from[1] << 16 | (uint32_t)from[2] << 8 | from[3];
}

size_t make_hello(uint8_t *to, const char *json) {
  size_t length = strlen(json);
  if (length > HELLO_BYTES_MAX - MESSAGE_HEADER_BYTES) return 0;
  memset(to, 0, MESSAGE_HEADER_BYTES);
  memcpy(to, MAGIC, 4);
  to[4] = 1;
  to[5] = HELLO;
  put_u32(to + 8, (uint32_t)length);
  memcpy(to + MESSAGE_HEADER_BYTES, json, length);
  put_u32(to + 32, sum_up(0, to + MESSAGE_HEADER_BYTES, length));
  put_u32(to + 36, sum_up(0, to, 36));
  return MESSAGE_HEADER_BYTES + length;
}

void make_ping(uint8_t to[MESSAGE_HEADER_BYTES]) {
  memset(to, 0, MESSAGE_HEADER_BYTES);
  memcpy(to, MAGIC, 4);
  to[4] = 1;
  to[5] = PING;
  put_u32(to + 36, sum_up(0, to, 36));
}

/* Takes bytes into the header; returns how many. */
static size_t take_header(struct framed *framed, const uint8_t *bytes, size_t length) {
  size_t room = MESSAGE_HEADER_BYTES - framed->header_length;
  size_t taken = length < room ? length : room;
  memcpy(framed->header + framed->header_length, bytes, taken);
  framed->header_length += (uint32_t)taken;
  if (framed->header_length < MESSAGE_HEADER_BYTES) return taken;
  const uint8_t *header = framed->header;
  if (memcmp(header, MAGIC, 4) || sum_up(0, header, 36) != get_u32(header + 36)) framed->is_broken = 1;
  framed->is_frame = header[5] == FRAME;
  framed->messages += (uint32_t)framed->is_frame;
  framed->left = get_u32(header + 8);
  framed->sum = 0;
  if (framed->left == 0) framed->header_length = 0;
  return taken;
}

size_t next_payload(struct framed *framed, const uint8_t **bytes, size_t *length) {
  while (*length > 0 && !framed->is_broken) {
    if (framed->header_length < MESSAGE_HEADER_BYTES) {
      size_t taken = take_header(framed, *bytes, *length);
      *bytes += taken;
      *length -= taken;
      continue;
    }
    size_t piece = *length < framed->left ? *length : framed->left;
    if (!framed->is_unchecked) framed->sum = sum_up(framed->sum, *bytes, piece);
    framed->left -= (uint32_t)piece;
    if (framed->left == 0) {
      framed->header_length = 0;
      framed->is_broken = !framed->is_unchecked && framed->sum != get_u32(framed->header + 32);
    }
    if (framed->is_frame) return piece;
    *bytes += piece;
    *length -= piece;
  }
  return 0;
}
