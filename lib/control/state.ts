import type { CaptureStatus } from "../capture/mod.ts";

/**
 * What the whole appliance is doing: `starting → idle | streaming`, `idle → streaming → stopping →
 * idle`, `faulted` (from any; leaves by recovery or `stream.start`), `shutting-down` (final).
 * Spec: wire-protocol v1, *Control methods*.
 */
export type ApplianceState =
  | "starting"
  | "idle"
  | "streaming"
  | "stopping"
  | "faulted"
  | "shutting-down";

/** What the state follows from. */
export type CameraReport = Pick<CaptureStatus, "state" | "fault">;

/**
 * The state that follows from another by what capture reports. Commands that change it besides are
 * `stream.start`, which takes a fault back to `starting`, and the shutdown.
 *
 * @param present The state now.
 * @param report What capture is doing.
 * @returns The next state; often the same.
 */
export function nextState(present: ApplianceState, report: CameraReport): ApplianceState {
  if (present === "shutting-down") return present;
  if (report.fault !== undefined) return "faulted";
  switch (report.state) {
    case "streaming":
      return "streaming";
    case "stopping":
      return present === "streaming" ? "stopping" : present;
    case "idle":
    case "ended":
      // A camera that is not tried any more has not recovered.
      return present === "faulted" ? present : "idle";
    case "starting":
    case "waiting":
      return present;
  }
}
