/** What the camera of `camera.c` is asked for. @module */

/** What the camera writes; see `camera.c` for the defaults (720p30, 2 Mbit/s, key frame each 30). */
export interface CameraPlan {
  /** Frames a second. */
  readonly fps?: number;
  /** Bits a second. */
  readonly bitrate?: number;
  /** Frames from one key frame to the next. */
  readonly gop?: number;
  /** Each frame in one write, or as stdio writes: multiples of 4096 bytes, then the remainder. */
  readonly write?: "one" | "stdio";
}

/** Returns the command-line arguments of `camera.c` for a plan. */
export function cameraArguments(plan: CameraPlan): string[] {
  return Object.entries(plan).flatMap(([flag, value]) => [`--${flag}`, `${value}`]);
}
