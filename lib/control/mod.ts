/**
 * The appliance that clients command: its state, the camera on demand, Wi-Fi and power.
 * @module
 */
export {
  Appliance,
  type ApplianceCamera,
  type ApplianceEvent,
  type ApplianceOptions,
  type ApplianceStatus,
  type PauseTeller,
} from "./appliance.ts";
export type { KeptCamera } from "./camera_keeper.ts";
export { brokenLinkHoldMs, type Hold } from "./demand.ts";
export type { PowerAction, Scheduled } from "./power.ts";
export type { ApplianceState } from "./state.ts";
export type { PauseReason } from "./stream_end.ts";
