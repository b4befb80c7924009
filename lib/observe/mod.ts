/**
 * What is told about the program and the machine: clock, log, events, metrics, health, and systemd.
 * @module
 */
export { BackOff, type BackOffOptions } from "./back_off.ts";
export { type Clock, type ClockSources, createClock } from "./clock.ts";
export { EventLog, type EventsSince, type NumberedEvent } from "./events.ts";
export { lockHolder } from "./file_locks.ts";
export { Histogram, type HistogramSnapshot, latencyBoundsSeconds } from "./histogram.ts";
export { writesToJournal } from "./journal.ts";
export { createLogger, type Fault, type Logger, type LogOptions } from "./log.ts";
export type { LineStyle, LogFields, LogLevel } from "./log_line.ts";
export {
  type Concern,
  machineConcerns,
  type MachineHealth,
  type MachineSources,
  readMachineHealth,
  type Space,
} from "./machine_health.ts";
export { MachineMonitor, type MonitorOptions } from "./machine_monitor.ts";
export {
  encodeMetrics,
  type HistogramSample,
  type MetricFamily,
  type MetricLabels,
  type MetricSample,
  metricsContentType,
} from "./metrics.ts";
export { describeProcess, findHolders, type RunningProgram } from "./open_files.ts";
export { type ProcessHealth, readProcessHealth } from "./process_health.ts";
export { type ProgramOptions, type ProgramResult, type RunProgram, runProgram } from "./program.ts";
export { SystemdNotifier, type SystemdOptions, type WatchdogOptions } from "./systemd.ts";
export { parseThrottled, type Throttling, throttlingReasons } from "./throttling.ts";
export { systemTiming, type Timing, wait } from "./timing.ts";
export type { WifiSignal } from "./wifi_signal.ts";
export { type TextEnd, writeText } from "./write_text.ts";
