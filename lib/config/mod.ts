/**
 * Settings: one table of them, read from flags, environment, configuration file and defaults.
 * @module
 */
export { type CameraMembers, cameraMembers, changeCamera, inMembers } from "./camera_change.ts";
export { type Invocation, readCommandLine } from "./command_line.ts";
export type { Environment } from "./environment.ts";
export type { Inputs } from "./gather.ts";
export type { FileValue } from "./kind.ts";
export type { RingSetting, SourceSetting } from "./place.ts";
export type { DoctorSettings, Mode, Origin, ServeSettings } from "./settings.ts";
export { UsageError } from "./usage_error.ts";
