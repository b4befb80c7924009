import type { Frame } from "../frame/mod.ts";

/** A frame's place in what was kept before it. */
export interface TimeStep {
  /** How long the frame before is shown, µs, at least 1. */
  readonly durationUs: number;
  /** Whether the capture times say otherwise, because the sender's clock was set in between. */
  readonly bridged: boolean;
}

/** What is known of the stream besides the two capture times. */
export interface StepContext {
  /** Nominal frames a second, where the stream tells. */
  readonly framerate?: number | undefined;
  /** Frames known to be lost between the two. */
  readonly lostFrames: number;
}

const defaultFramerate = 30;

/** A pause of the camera up to this long stays in a recording as long as it was. */
const longestPauseUs = 60e6;

/**
 * Tells how long a frame is shown: until the next was captured. The sender's clock may be set at any
 * time that a camera restarts: a step back, and one ahead by over a minute more than the lost frames
 * account for, is bridged with the nominal frame duration. A restart of the camera that took 5 s stays
 * 5 s; a clock that was set ahead by 5 s looks the same, and is not told from it. Spec: wire-protocol v1, *Message*, timestamps.
 *
 * @param before The frame before.
 * @param frame The frame that follows.
 */
export function stepBetween(
  before: Frame,
  frame: Frame,
  { framerate, lostFrames }: StepContext,
): TimeStep {
  const nominalUs = nominalDurationUs(framerate) * (lostFrames + 1);
  const passedUs = frame.captureUs - before.captureUs;
  const bridged = passedUs <= 0 || passedUs > longestPauseUs + 2 * nominalUs;
  return { durationUs: bridged ? nominalUs : passedUs, bridged };
}

/** How long a frame is shown when nothing follows it, µs. */
export function nominalDurationUs(framerate: number | undefined): number {
  return Math.round(1e6 / (framerate && framerate > 0 ? framerate : defaultFramerate));
}
