import { assertEquals } from "@std/assert";
import type { CameraSettings } from "../../../lib/capture/mod.ts";
import { rpicamStallLimits } from "../../../lib/capture/rpicam_stall_limits.ts";

const settings = { width: 1280, height: 720, framerate: 30, bitrateBps: 2e6, intra: 30 };

const cases: { change: Partial<CameraSettings>; silenceMs: number; startMs: number }[] = [
  { change: {}, silenceMs: 2500, startMs: 10_167 },
  { change: { framerate: 120 }, silenceMs: 2500, startMs: 10_042 },
  { change: { framerate: 5 }, silenceMs: 2500, startMs: 11_000 },
  { change: { framerate: 1 }, silenceMs: 8500, startMs: 15_000 },
  { change: { framerate: 0 }, silenceMs: 8500, startMs: 15_000 },
  { change: { shutterUs: 5_000_000 }, silenceMs: 38_500, startMs: 35_000 },
];

for (const { change, silenceMs, startMs } of cases) {
  Deno.test(`a camera with ${JSON.stringify(change)} may be silent for ${silenceMs} ms`, () => {
    const limits = rpicamStallLimits({ ...settings, ...change });
    assertEquals(limits, { startMs, silenceMs, frameMs: silenceMs });
  });
}
