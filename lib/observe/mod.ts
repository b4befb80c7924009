/**
 * What is told about the program and the machine: clock, log, events, metrics, health, and systemd.
 * @module
 */
export { type Clock, type ClockSources, createClock } from "./clock.ts";
export { EventLog, type EventsSince, type NumberedEvent } from "./events.ts";
export { Histogram, type HistogramSnapshot, latencyBoundsSeconds } from "./histogram.ts";
export {
  encodeMetrics,
  type HistogramSample,
  type MetricFamily,
  type MetricLabels,
  type MetricSample,
  metricsContentType,
} from "./metrics.ts";
export { type ProcessHealth, readProcessHealth } from "./process_health.ts";
