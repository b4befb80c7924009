/* Times counted in steps of 10 µs up to 20 s: bounded memory, and no sorting at the end. */
#ifndef HISTOGRAM_H
#define HISTOGRAM_H

#include <stdint.h>

#define HISTOGRAM_STEP_US 10
#define HISTOGRAM_STEPS 2000000

struct histogram {
  uint64_t count, max_us;
  uint32_t steps[HISTOGRAM_STEPS];
};

static inline void count_time(struct histogram *histogram, uint64_t time_us) {
  uint64_t step = time_us / HISTOGRAM_STEP_US;
  histogram->steps[step < HISTOGRAM_STEPS ? step : HISTOGRAM_STEPS - 1]++;
  histogram->count++;
  if (time_us > histogram->max_us) histogram->max_us = time_us;
}

/* The time in ms that `share` (0 to 1) of all times do not exceed; 0 when there are none. */
static inline double percentile_ms(const struct histogram *histogram, double share) {
  uint64_t wanted = (uint64_t)(share * (double)histogram->count + 0.5), seen = 0;
  for (uint32_t step = 0; step < HISTOGRAM_STEPS && wanted > 0; step++)
    if ((seen += histogram->steps[step]) >= wanted) return (step + 0.5) * HISTOGRAM_STEP_US / 1000.0;
  return 0;
}

#endif
