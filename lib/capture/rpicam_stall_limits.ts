import type { CameraSettings } from "./camera_settings.ts";
import type { StallLimits } from "./stall_watchdog.ts";

/**
 * From spawn to the first picture: usually 0.5 to 2 s; a Pi Zero that reads the program from a slow card, or a
 * sensor that libcamera sets up twice (IMX708 and its HDR), was given the benefit of the doubt.
 */
const startMs = 10_000;
/** With `--framerate 0` the camera is free to be as slow as the light asks for. */
const slowestFrameMs = 1000;

/**
 * How long a camera may be silent. libcamera has a watchdog of its own: after max(1 s, 5 × the longest frame)
 * without a frame it restarts the sensor, and a sensor that can recover delivers again about half a second
 * later. To end the program before that would only lose time: a new one takes 1 to 2 s to its first picture.
 * So: one and a half times libcamera's limit, and 1 s; 2.5 s at 5 frames/s and more. A program that
 * hangs without libcamera's notice is not found later than that either.
 */
export function rpicamStallLimits(settings: CameraSettings): StallLimits {
  const frameMs = settings.framerate > 0 ? 1000 / settings.framerate : slowestFrameMs;
  const exposureMs = (settings.shutterUs ?? 0) / 1000;
  const longestFrameMs = Math.max(frameMs, exposureMs);
  const libcameraMs = Math.max(1000, 5 * longestFrameMs);
  const stallMs = Math.ceil(1.5 * libcameraMs + 1000);
  return {
    startMs: Math.ceil(startMs + 5 * longestFrameMs),
    silenceMs: stallMs,
    frameMs: stallMs,
  };
}
