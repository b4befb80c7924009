/**
 * The stand-in camera: programs named `rpicam-vid`, `libcamera-vid`, `rpicam-raw` and
 * `libcamera-raw` that behave as the real ones do, for whoever looks for them on `PATH`. @module
 */
export { readFrameNumber } from "./h264/frame_number.ts";
export type { Fault, FaultScope } from "./fault.ts";
export { installStandInCamera, type StandInCamera, type StandInOptions } from "./install.ts";
export { numbersPerStart } from "./numbering.ts";
export type { ProfileName } from "./profile.ts";
export type { Run } from "./run_log.ts";
