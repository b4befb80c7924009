import { assertEquals } from "@std/assert";
import {
  judgeClock,
  judgeFrames,
  judgeReach,
  judgeThroughput,
} from "../../../lib/cli/doctor/remote_findings.ts";
import type { CameraStatus } from "../../../lib/receive/mod.ts";

const url = {
  protocol: "wire",
  host: "pi",
  port: 5000,
  tls: false,
  href: "tcp://pi:5000",
} as const;

const camera: CameraStatus = {
  camera: "camera",
  state: "receiving",
  stream: {
    id: 1,
    name: "camera",
    codec: "h264",
    codecString: "avc1.42C01F",
    width: 64,
    height: 48,
  },
  frames: 75,
  bytes: 600_000,
  framesPerSecond: 29.97,
  bitrateBps: 2_000_000,
  holes: 0,
  lostFrames: 0,
  reconnects: 0,
  damaged: 0,
};

const burst = { bytes: 0, ms: 0 };

Deno.test("a server that answers is told with the time that it took", () => {
  const { finding } = judgeReach(url, { connectMs: 42, agent: "picam/0.1.0", burst });
  assertEquals(finding, { level: "ok", found: "tcp://pi:5000 answers in 42 ms, picam/0.1.0" });
});

Deno.test("a server that does not is a failure, and the last sentence the remedy", () => {
  const trouble = "Cannot connect to pi port 5000: nothing listens there. Is picam running?";
  assertEquals(judgeReach(url, { agent: "", trouble, burst }).finding, {
    level: "fail",
    found: "Cannot connect to pi port 5000",
    remedy: "nothing listens there. Is picam running?",
  });
  assertEquals(judgeReach(url, { agent: "", burst }).finding.level, "fail");
});

Deno.test("a connection that breaks is warned of", () => {
  const { level, found } =
    judgeReach(url, { connectMs: 1, agent: "", trouble: "reset", burst }).finding;
  assertEquals([level, found], ["warn", "tcp://pi:5000 answers in 1.0 ms, but: reset"]);
});

Deno.test("frames are told with what they are, and their absence is a failure", () => {
  const { level, found } = judgeFrames({ agent: "", burst, camera }).finding;
  assertEquals([level, found], ["ok", "avc1.42C01F 64x48, 30.0 frames/s, 2.00 Mbit/s"]);
  assertEquals(judgeFrames({ agent: "", burst }).finding.level, "fail");
  assertEquals(
    judgeFrames({ agent: "", burst, camera: { ...camera, frames: 0 } }).finding.level,
    "fail",
  );
});

Deno.test("round trip, clock and latency are told; slow or odd ones are warned of", () => {
  const fine = judgeClock({ roundTripUs: 4200, offsetUs: -800, latenciesUs: [1000, 2000, 9000] });
  assertEquals(fine.map(({ name, finding: { level, found } }) => [name, level, found]), [
    ["round trip", "ok", "4.2 ms"],
    ["clock offset", "ok", "the server's clock is 0.8 ms behind this"],
    ["latency", "ok", "half of the frames within 2.0 ms, the slowest of 3 9.0 ms"],
  ]);
  const odd = judgeClock({ roundTripUs: 300_000, offsetUs: 5e6, latenciesUs: [] });
  assertEquals(odd.map(({ finding }) => finding.level), ["warn", "warn"]);
});

const throughputs: [bytes: number, ms: number, level: string, found: RegExp][] = [
  [10e6, 200, "ok", /^at least 400 Mbit\/s \(10\.0 MB in 200 ms\)$/],
  [10e6, 2000, "ok", /^40\.0 Mbit\/s/],
  [500_000, 2000, "warn", /^2\.00 Mbit\/s .*the stream has 2\.00 Mbit\/s: it falls behind$/],
  [1000, 5, "ok", /too little to measure/],
  [0, 0, "ok", /too little to measure/],
];

Deno.test("throughput is held against what the stream needs", () => {
  for (const [bytes, ms, level, found] of throughputs) {
    const { finding } = judgeThroughput({ bytes, ms }, camera);
    assertEquals([finding.level, found.test(finding.found)], [level, true], finding.found);
  }
});
