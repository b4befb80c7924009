/*
 * camera: writes what a camera program writes to its stdout, an H.264 elementary stream (Annex B)
 * at a steady rate, with a stamp in every frame (stamp.h).
 *
 * The structure is a camera's: key frame = SPS, PPS, IDR slice; any other = one P slice. Parameter
 * sets and slice headers are valid (1280x720, Baseline, level 3.1, 30 frames/s, made by x264); the slice data is
 * filler, so the stream can be cut, carried and counted, but not decoded.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "stamp.h"

static const uint8_t SPS[] = {0, 0, 0, 1, 0x67, 0x42, 0xc0, 0x1f, 0xda, 0x01, 0x40, 0x16, 0xec, 0x04,
                              0x40, 0, 0, 0x03, 0, 0x40, 0, 0, 0x0f, 0x03, 0xc6, 0x0c, 0xa8};
static const uint8_t PPS[] = {0, 0, 0, 1, 0x68, 0xce, 0x0f, 0x2c, 0x80};
/* Slice header, Spec: ITU-T H.264 (08/2021) 7.3.3: first_mb_in_slice 0, slice_type 7 (I),
 * pps id 0, frame_num 0, idr_pic_id 0 or 1: two key frames in a row must differ in it. */
static const uint8_t IDR[2][7] = {{0, 0, 0, 1, 0x65, 0x88, 0x84}, {0, 0, 0, 1, 0x65, 0x88, 0x82}};

struct camera {
  uint8_t *frame;
  uint32_t key_size, other_size;
  uint32_t gop, number, idr_count;
  int in_pages; /* write as stdio does: whole multiples of 4096 bytes, then the remainder */
};

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static uint32_t append(uint8_t *to, uint32_t at, const void *bytes, size_t length) {
  memcpy(to + at, bytes, length);
  return at + (uint32_t)length;
}

/* Writes what precedes the slice data and returns its length. */
static uint32_t put_headers(struct camera *camera, int is_key, uint32_t since_key) {
  uint8_t *frame = camera->frame;
  if (is_key) {
    uint32_t at = append(frame, 0, SPS, sizeof SPS);
    at = append(frame, at, PPS, sizeof PPS);
    return append(frame, at, IDR[camera->idr_count++ & 1], sizeof IDR[0]);
  }
  /* first_mb_in_slice 0, slice_type 5 (P), pps id 0, frame_num of 4 bits, then flags */
  uint8_t number = since_key & 15;
  const uint8_t slice[] = {0, 0, 0, 1, 0x41, (uint8_t)(0x9a | number >> 3), (uint8_t)((number & 7) << 5 | 0x03)};
  return append(frame, 0, slice, sizeof slice);
}

static void write_all(const uint8_t *bytes, size_t length) {
  while (length > 0) {
    ssize_t written = write(STDOUT_FILENO, bytes, length);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno == EPIPE) exit(0); /* the reader has gone: done */
    if (written < 0) fail("camera: write");
    bytes += written;
    length -= (size_t)written;
  }
}

static void write_frame(struct camera *camera) {
  uint32_t since_key = camera->number % camera->gop;
  int is_key = since_key == 0;
  /* Sizes vary by an eighth around their mean, the same way in every run. */
  uint32_t size = is_key ? camera->key_size : camera->other_size;
  size += size / 8 * (camera->number * 7 % 17) / 8 - size / 8;
  if (size < FRAME_BYTES_MIN) size = FRAME_BYTES_MIN;
  struct stamp stamp = {.number = camera->number, .size = size, .kind = is_key ? 'K' : 'P'};
  stamp.offset = put_headers(camera, is_key, since_key);
  put_trailer(camera->frame + size - TRAILER_BYTES, stamp.number);
  stamp.written_us = now_us();
  put_stamp(camera->frame + stamp.offset, &stamp);
  uint32_t first = camera->in_pages ? size / 4096 * 4096 : size;
  if (first > 0) write_all(camera->frame, first);
  if (size > first) write_all(camera->frame + first, size - first);
  memset(camera->frame, 0xa5, STAMP_OFFSET_MAX + STAMP_BYTES);
  memset(camera->frame + size - TRAILER_BYTES, 0xa5, TRAILER_BYTES);
  camera->number++;
}

static void wait_until(uint64_t at_us) {
  struct timespec at = {.tv_sec = (time_t)(at_us / 1000000), .tv_nsec = (long)(at_us % 1000000 * 1000)};
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) == EINTR) continue;
}

static long number_of(const char *text, long min, long max) {
  char *end;
  long value = strtol(text, &end, 10);
  if (*text && !*end && value >= min && value <= max) return value;
  fprintf(stderr, "camera: %s is not a number from %ld to %ld\n", text, min, max);
  exit(2);
}

static const char USAGE[] =
    "usage: camera [--fps 30] [--bitrate 2000000] [--gop 30] [--key-ratio 4] [--write one|stdio]\n"
    "              [--frames 0 = without end] [--unpaced]\n";

int main(int argc, char **argv) {
  static const struct option options[] = {
      {"fps", 1, NULL, 'f'},    {"bitrate", 1, NULL, 'b'}, {"gop", 1, NULL, 'g'}, {"key-ratio", 1, NULL, 'k'},
      {"write", 1, NULL, 'w'}, {"frames", 1, NULL, 'n'},  {"unpaced", 0, NULL, 'u'}, {NULL, 0, NULL, 0}};
  long fps = 30, bitrate_bps = 2000000, gop = 30, key_ratio = 4, frames = 0, unpaced = 0;
  struct camera camera = {0};
  for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
    if (option == 'f') fps = number_of(optarg, 1, 1000);
    else if (option == 'b') bitrate_bps = number_of(optarg, 1, 1000000000);
    else if (option == 'g') gop = number_of(optarg, 1, 1000000);
    else if (option == 'k') key_ratio = number_of(optarg, 1, 100);
    else if (option == 'n') frames = number_of(optarg, 0, 1000000000);
    else if (option == 'w') camera.in_pages = strcmp(optarg, "stdio") == 0;
    else if (option == 'u') unpaced = 1;
    else return fputs(USAGE, stderr), 2;
  }
  /* A key frame is key_ratio times the size of another; together they make the bit rate. */
  camera.gop = (uint32_t)gop;
  camera.other_size = (uint32_t)(bitrate_bps / 8 * gop / (fps * (gop - 1 + key_ratio)));
  camera.key_size = camera.other_size * (uint32_t)key_ratio;
  size_t room = (size_t)camera.key_size * 2 + FRAME_BYTES_MIN;
  camera.frame = malloc(room);
  if (!camera.frame) fail("camera: malloc");
  memset(camera.frame, 0xa5, room);
  signal(SIGPIPE, SIG_IGN);

  uint64_t started_us = now_us();
  for (long i = 0; frames == 0 || i < frames; i++) {
    if (!unpaced) wait_until(started_us + (uint64_t)i * 1000000u / (uint64_t)fps);
    write_frame(&camera);
  }
  free(camera.frame);
  return 0;
}
