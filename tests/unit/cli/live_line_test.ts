import { assert, assertEquals } from "@std/assert";
import { liveLine } from "../../../lib/cli/receive/live_line.ts";
import type { CameraStatus, ReceiveStatus } from "../../../lib/receive/mod.ts";
import type { OutputStatus } from "../../../lib/record/mod.ts";

const camera: CameraStatus = {
  camera: "camera",
  state: "receiving",
  frames: 900,
  bytes: 7_500_000,
  framesPerSecond: 30.04,
  bitrateBps: 2_031_000,
  latencyUs: { p50: 4200, p95: 9000, p99: 87_300 },
  lagMs: 12.3,
  holes: 0,
  lostFrames: 0,
  reconnects: 1,
  damaged: 0,
};

function status(parts: Partial<ReceiveStatus> = {}): ReceiveStatus {
  return { state: "connected", target: "tcp://pi:5000", cameras: [camera], ...parts };
}

/** An output that has taken so much. */
function output(bytes: number, parts: Partial<OutputStatus> = {}): OutputStatus {
  return {
    ...{ target: "a.mp4", state: "writing", files: 1, frames: 1, bytes, seconds: 1 } as const,
    ...{ droppedFrames: 0, lostFrames: 0, bridgedSteps: 0 },
    ...parts,
  };
}

const cases: [name: string, status: ReceiveStatus, writtenBytes: number, line: string][] = [
  [
    "all figures",
    status(),
    12_345_678,
    "receiving  30.0 fps  2.03 Mbit/s  latency 4.2 ms / 87 ms  lag 12 ms  no gaps  1 reconnect  " +
    "12.3 MB written",
  ],
  [
    "gaps and damage",
    status({ cameras: [{ ...camera, holes: 2, lostFrames: 121, damaged: 3 }] }),
    0,
    "receiving  30.0 fps  2.03 Mbit/s  latency 4.2 ms / 87 ms  lag 12 ms  2 gaps (121 frames)  " +
    "1 reconnect  3 damaged",
  ],
  ["connecting", status({ state: "connecting", cameras: [] }), 0, "connecting to tcp://pi:5000"],
  [
    "waiting",
    status({ state: "waiting", problem: "nothing listens there", cameras: [] }),
    0,
    "waiting: nothing listens there",
  ],
  [
    "listening",
    status({ state: "listening", cameras: [] }),
    0,
    "waiting for a camera to dial",
  ],
  [
    "several cameras: sums, and the worst latency",
    status({
      state: "listening",
      cameras: [camera, { ...camera, latencyUs: { p50: 9900, p95: 1, p99: 20_000 } }],
    }),
    0,
    "receiving 2 cameras  60.1 fps  4.06 Mbit/s  latency 9.9 ms / 87 ms  lag 12 ms  no gaps  " +
    "2 reconnects",
  ],
];

for (const [name, status, writtenBytes, line] of cases) {
  Deno.test(`the live line tells: ${name}`, () => {
    assertEquals(liveLine({ status, outputs: [output(writtenBytes)] }, 200), line);
  });
}

Deno.test("what the camera tells of its frames, and their development, are told", () => {
  const metadata = { exposureUs: 9990, analogueGain: 2.46, lux: 7 };
  const developed = { frames: 12, medianMs: 8.24, refusedFrames: 1, skippedFrames: 0 };
  const outputs = [output(0), output(0, { developed })];
  const cameras = [{ ...camera, metadata }];
  assertEquals(
    liveLine({ status: status({ cameras }), outputs }, 200),
    "receiving  30.0 fps  2.03 Mbit/s  latency 4.2 ms / 87 ms  lag 12 ms  exposure 10 ms gain 2.5  " +
      "no gaps  1 reconnect  12 developed, 8.2 ms each",
  );
});

Deno.test("a stopped camera is told", () => {
  const line = liveLine(
    { status: status({ cameras: [{ ...camera, state: "ended" }] }), outputs: [] },
    200,
  );
  assert(line.startsWith("the camera is stopped  "), line);
});

const narrow: [name: string, parts: Partial<CameraStatus>, bytes: number, line: string][] = [
  [
    "short words",
    {},
    12_345_678,
    "receiving 30fps 2.03Mbit/s late 4.2/87ms lag 12ms 0 gaps 1 redial 12.3MB",
  ],
  [
    "long figures",
    {
      framesPerSecond: 120,
      bitrateBps: 12_300_000,
      latencyUs: { p50: 120_000, p95: 1, p99: 250_000 },
      ...{ lagMs: 160, holes: 12, lostFrames: 999, reconnects: 14 },
    },
    123e6,
    "receiving 120fps 12.3Mbit/s late 120/250ms lag 160ms 12 gaps 14 redials 123MB",
  ],
  [
    "different units, and a slow camera",
    { framesPerSecond: 2.5, latencyUs: { p50: 850_000, p95: 1, p99: 1_240_000 }, lagMs: 1240 },
    2e9,
    "receiving 2.5fps 2.03Mbit/s late 850ms/1.2s lag 1.2s 0 gaps 1 redial 2.00GB",
  ],
];

for (const [name, parts, bytes, line] of narrow) {
  Deno.test(`a terminal of 80 columns shows all figures: ${name}`, () => {
    const cameras = [{ ...camera, ...parts }];
    assertEquals(liveLine({ status: status({ cameras }), outputs: [output(bytes)] }, 79), line);
  });
}

Deno.test("the live line fits, what counts least leaves first, and the state last", () => {
  const figures = { status: status(), outputs: [output(2e6), output(3e6)] };
  let longest = liveLine(figures, 200);
  for (let columns = 200; columns >= 1; columns--) {
    const line = liveLine(figures, columns);
    assert(line.length <= columns, `${columns}: ${line}`);
    assert(line.length <= longest.length, `${columns}: ${line}`);
    longest = line;
  }
  assertEquals(
    liveLine(figures, 60),
    "receiving 30fps 2.03Mbit/s late 4.2/87ms 0 gaps 5.00MB",
  );
  assertEquals(liveLine(figures, 20), "receiving 30fps");
  assertEquals(liveLine(figures, 9), "receiving");
  assertEquals(liveLine(figures, 5), "rece…");
});
