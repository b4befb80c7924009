import type { CaptureStatus } from "../capture/mod.ts";
import type { NowUs } from "../frame/mod.ts";

/** The supervisor acts on a silent camera within seconds; if it did not for so long, it is stuck. */
const stuckAfterUs = 60e6;

/**
 * Why no frames are flowing, in words; nothing while they are, or would if anybody watched.
 * @param isOnDemand whether the camera is off because nobody watches.
 */
export function notReady(camera: CaptureStatus, isOnDemand: boolean): string | undefined {
  if (camera.state === "streaming" && camera.fault === undefined) return undefined;
  if (camera.state === "idle" && isOnDemand) return undefined;
  if (camera.fault !== undefined) return `${camera.fault.message}: ${camera.fault.remedy}`;
  if (camera.state === "ended") return `The source ${camera.source} has ended`;
  return `The camera is ${camera.state}`;
}

/**
 * Why the program itself makes no progress, in words; nothing while it does. A camera that is
 * absent or faulted is no reason: restarting picam would not help it.
 */
export function stuck(camera: CaptureStatus | undefined, nowUs: NowUs): string | undefined {
  if (camera?.state !== "streaming") return undefined;
  const silentUs = nowUs() - (camera.lastFrameAtUs ?? camera.startedAtUs ?? nowUs());
  if (silentUs < stuckAfterUs) return undefined;
  return `No frame came for ${Math.round(silentUs / 1e6)} s and nothing was done about it`;
}
