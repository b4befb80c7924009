/**
 * Settings: one table of them, read from flags, environment, configuration file and defaults.
 * @module
 */
export { type Call, readCall } from "./arguments.ts";
export { type CameraMembers, cameraMembers, changeCamera, inMembers } from "./camera_change.ts";
export { type Invocation, readCommandLine } from "./command_line.ts";
export type { Environment } from "./environment.ts";
export type { Inputs } from "./gather.ts";
export {
  controlMethods,
  type JsonParams,
  methodNames,
  type ReadTextFile,
} from "./control_words.ts";
export type { FileValue } from "./kind.ts";
export type { RingSetting, SourceSetting } from "./place.ts";
export type { ReceiveSettings } from "./receive_settings.ts";
export type { KeepSetting, SegmentSetting } from "./recording_kind.ts";
export type { RemoteSettings } from "./remote_settings.ts";
export type { ServeSettings } from "./serve_settings.ts";
export type { ControlSettings, DoctorSettings, Mode, Origin } from "./settings.ts";
export { type SettingInForce, withCameraMembers } from "./settings_in_force.ts";
export type { TlsSetting } from "./tls_kind.ts";
export { GivenSecret, type TokenSetting } from "./token_kind.ts";
export type { PicamUrl } from "./url_kind.ts";
export { UsageError } from "./usage_error.ts";
