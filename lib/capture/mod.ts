/**
 * Where pictures come from: sources, the run of a camera program, and the supervisor that keeps it
 * running.
 * @module
 */
export type { AskParts } from "./ask_program.ts";
export { type CameraAccess, cameraAccess } from "./camera_permission.ts";
export { cameraHolders } from "./camera_holders.ts";
export { type CameraList, listCameras, type ListedCamera } from "./camera_list.ts";
export { type CameraProgram, findCameraProgram } from "./camera_program.ts";
export type { CameraSettings, PictureSettings } from "./camera_settings.ts";
export { type ChildProcess, type Spawn, spawnProgram } from "./child.ts";
export { type DeviceKind, type DeviceParts, type DeviceSettings, DeviceSource } from "./device.ts";
export type { DeviceFile, OpenDevice } from "./device_file.ts";
export type { Fault, FaultKind, PresentFault } from "./fault.ts";
export { type FileSettings, FileSource } from "./file.ts";
export { findProgram } from "./find_program.ts";
export type { CameraCodec, VideoCodec } from "./camera_codec.ts";
export type { StreamNames } from "./intake.ts";
export type { RawStream } from "./raw_stream.ts";
export { PatternSource } from "./pattern.ts";
export type { PatternSettings } from "./pattern_encoder.ts";
export { detectPlatform, type Platform } from "./platform.ts";
export { type RpicamParts, type RpicamSettings, RpicamSource } from "./rpicam.ts";
export type { ProgramFacts, RunContext, RunEnd, Source, StopReason } from "./source.ts";
export type { StallLimits } from "./stall_watchdog.ts";
export type { CaptureState, CaptureStatus } from "./status.ts";
export { type StdinParts, StdinSource } from "./stdin.ts";
export { type V4l2Parts, type V4l2Settings, V4l2Source } from "./v4l2.ts";
export { Supervisor, type SupervisorOptions } from "./supervisor.ts";
