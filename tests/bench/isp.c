/*
 * What developing a RAW frame costs when it is written down plainly: black level, bilinear demosaic, gray world, gamma,
 * joint bilateral filter of 9 x 9 guided by luma, sharpening; floating point, one thread.
 *
 *   isp WIDTH HEIGHT FRAMES < mosaic
 *
 * The mosaic is RGGB, little-endian uint16, 12 bits. Prints the milliseconds of each frame, one a line, and the mean of
 * the last picture, so that nothing is left out as unused.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { radius = 4 };

static const float black = 256, white = 4095;

static double now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static int mirror(int at, int size) {
  return at < 0 ? -at : at >= size ? 2 * (size - 1) - at : at;
}

/* 0 red, 1 green, 2 blue. */
static int colour_at(int x, int y) {
  return (x & 1) + (y & 1);
}

static void demosaic(const float *mosaic, float *rgb, int width, int height) {
  for (int y = 0; y < height; y++) {
    for (int x = 0; x < width; x++) {
      float sum[3] = {0, 0, 0};
      int count[3] = {0, 0, 0};
      for (int dy = -1; dy <= 1; dy++) {
        for (int dx = -1; dx <= 1; dx++) {
          int colour = colour_at(x + dx + 2, y + dy + 2);
          sum[colour] += mosaic[mirror(y + dy, height) * width + mirror(x + dx, width)];
          count[colour]++;
        }
      }
      float *pixel = rgb + 3 * (y * width + x);
      for (int colour = 0; colour < 3; colour++) pixel[colour] = sum[colour] / count[colour];
      pixel[colour_at(x, y)] = mosaic[y * width + x];
    }
  }
}

static void gray_world(float *rgb, int pixels) {
  double sum[3] = {0, 0, 0};
  for (int i = 0; i < 3 * pixels; i++) sum[i % 3] += rgb[i];
  for (int i = 0; i < 3 * pixels; i++) {
    float value = rgb[i] * (float)(sum[1] / sum[i % 3]);
    rgb[i] = value > 1 ? 1 : value;
  }
}

static void gamma_curve(float *rgb, int pixels) {
  for (int i = 0; i < 3 * pixels; i++) {
    rgb[i] = rgb[i] <= 0.0031308f ? 12.92f * rgb[i] : 1.055f * powf(rgb[i], 1 / 2.4f) - 0.055f;
  }
}

static void luma_of(const float *rgb, float *luma, int pixels) {
  for (int i = 0; i < pixels; i++) {
    luma[i] = 0.25f * rgb[3 * i] + 0.5f * rgb[3 * i + 1] + 0.25f * rgb[3 * i + 2];
  }
}

static void bilateral(const float *from, const float *luma, float *to, int width, int height) {
  float nearness[2 * radius + 1][2 * radius + 1];
  for (int dy = -radius; dy <= radius; dy++) {
    for (int dx = -radius; dx <= radius; dx++) {
      nearness[dy + radius][dx + radius] = expf(-(dx * dx + dy * dy) / (2 * 2.5f * 2.5f));
    }
  }
  for (int y = 0; y < height; y++) {
    for (int x = 0; x < width; x++) {
      float own = luma[y * width + x], weights = 0, sum[3] = {0, 0, 0};
      for (int dy = -radius; dy <= radius; dy++) {
        for (int dx = -radius; dx <= radius; dx++) {
          int at = mirror(y + dy, height) * width + mirror(x + dx, width);
          float difference = luma[at] - own;
          float weight = nearness[dy + radius][dx + radius] * expf(-difference * difference / (2 * 0.03f * 0.03f));
          weights += weight;
          for (int colour = 0; colour < 3; colour++) sum[colour] += weight * from[3 * at + colour];
        }
      }
      for (int colour = 0; colour < 3; colour++) to[3 * (y * width + x) + colour] = sum[colour] / weights;
    }
  }
}

static void sharpen(const float *rgb, const float *luma, uint8_t *picture, int width, int height) {
  for (int y = 0; y < height; y++) {
    for (int x = 0; x < width; x++) {
      float around = luma[mirror(y - 1, height) * width + x] + luma[mirror(y + 1, height) * width + x] +
                     luma[y * width + mirror(x - 1, width)] + luma[y * width + mirror(x + 1, width)];
      float added = 0.5f * (luma[y * width + x] - around / 4);
      for (int colour = 0; colour < 3; colour++) {
        float value = 255 * (rgb[3 * (y * width + x) + colour] + added) + 0.5f;
        picture[3 * (y * width + x) + colour] = value < 0 ? 0 : value > 255 ? 255 : (uint8_t)value;
      }
    }
  }
}

int main(int count, char **arguments) {
  if (count != 4) return fprintf(stderr, "isp WIDTH HEIGHT FRAMES < mosaic\n"), 2;
  int width = atoi(arguments[1]), height = atoi(arguments[2]), frames = atoi(arguments[3]);
  int pixels = width * height;
  uint16_t *raw = malloc(pixels * sizeof *raw);
  float *mosaic = malloc(pixels * sizeof(float)), *luma = malloc(pixels * sizeof(float));
  float *rgb = malloc(3 * pixels * sizeof(float)), *calm = malloc(3 * pixels * sizeof(float));
  uint8_t *picture = malloc(3 * pixels);
  if (!raw || !mosaic || !luma || !rgb || !calm || !picture) return fprintf(stderr, "no memory\n"), 1;
  if (fread(raw, sizeof *raw, pixels, stdin) != (size_t)pixels) return fprintf(stderr, "no frame\n"), 1;
  for (int frame = 0; frame < frames; frame++) {
    double start = now_ms();
    for (int i = 0; i < pixels; i++) {
      mosaic[i] = raw[i] <= black ? 0 : (raw[i] - black) / (white - black);
    }
    demosaic(mosaic, rgb, width, height);
    gray_world(rgb, pixels);
    gamma_curve(rgb, pixels);
    luma_of(rgb, luma, pixels);
    bilateral(rgb, luma, calm, width, height);
    luma_of(calm, luma, pixels);
    sharpen(calm, luma, picture, width, height);
    printf("%.3f\n", now_ms() - start);
  }
  double sum = 0;
  for (int i = 0; i < 3 * pixels; i++) sum += picture[i];
  printf("mean %.2f\n", sum / (3.0 * pixels));
  return 0;
}
