import { assertEquals } from "@std/assert";
import { bitrateWords, sizeWords, timeWords } from "../../../lib/cli/receive/figures.ts";
import { policyOf } from "../../../lib/cli/receive/feed.ts";
import { datedName, datedPicture, targetsOf } from "../../../lib/cli/receive/outputs.ts";
import {
  developLines,
  fileWords,
  holeWords,
  summaryLines,
} from "../../../lib/cli/receive/summary.ts";
import { readCommandLine, type ReceiveSettings } from "../../../lib/config/mod.ts";
import type { CameraSummary } from "../../../lib/receive/mod.ts";

const summary: CameraSummary = {
  camera: "camera",
  frames: 1800,
  seconds: 60.04,
  bytes: 15_000_000,
  holes: [],
  holeCount: 0,
  lostFrames: 0,
  reconnects: 2,
  damaged: 0,
};

async function settings(...args: string[]): Promise<ReceiveSettings> {
  const invocation = await readCommandLine({
    args: ["--mode=receive", ...args],
    env: {},
    readTextFile: () => Promise.resolve(""),
  });
  if (invocation.kind !== "receive") throw new Error(invocation.kind);
  return invocation.settings;
}

Deno.test("figures are written as people read them", () => {
  assertEquals([0, 999, 999_400, 999_600, 12_345_678, 5e12].map(sizeWords), [
    "0 B",
    "999 B",
    "999 kB",
    "1.00 MB",
    "12.3 MB",
    "5.00 TB",
  ]);
  assertEquals([0, 2_031_000, 99_940_000].map(bitrateWords), [
    "0 bit/s",
    "2.03 Mbit/s",
    "99.9 Mbit/s",
  ]);
  assertEquals([0, 9.94, 9.96, 998, 1400, -3, 720_000].map(timeWords), [
    "0.0 ms",
    "9.9 ms",
    "10 ms",
    "998 ms",
    "1.4 s",
    "-3.0 ms",
    "12 min",
  ]);
});

Deno.test("the summary says what was kept, and that there are no holes", () => {
  const lines = summaryLines({ end: { kind: "done", why: "stopped" }, cameras: [summary] });
  assertEquals(lines, [
    "Received 1800 frames, 60.0 s, 15.0 MB, no holes, 2 reconnects, 0 CRC errors.",
  ]);
});

Deno.test("the summary names the holes, and counts those beyond the first twenty", () => {
  const holes = Array.from({ length: 25 }, (_, i) => ({
    first: i * 10,
    last: i * 10 + 4,
    reason: "skipped",
  } as const));
  const lines = summaryLines({
    end: { kind: "holes" },
    cameras: [{ ...summary, holes, holeCount: 25, lostFrames: 125, damaged: 1 }],
  });
  assertEquals(lines.slice(0, 2), [
    "Received of camera 1800 frames, 60.0 s, 15.0 MB, 25 holes (125 frames), 2 reconnects, " +
    "1 CRC error.",
    "  missing: frames 0–4 (5), skipped to stay live",
  ]);
  assertEquals([lines.length, lines.at(-1)], [22, "  and 5 holes more"]);
});

Deno.test("nothing received is told as such", () => {
  const cameras = [{ ...summary, frames: 0 }];
  const end = { kind: "done", why: "stopped" } as const;
  assertEquals(summaryLines({ end, cameras }), ["Received nothing."]);
});

Deno.test("holes are told in words", () => {
  assertEquals(
    holeWords({ first: 7, last: 7, reason: "overrun" }),
    "frame 7, left the server's ring",
  );
  assertEquals(
    holeWords({ reason: "epoch" }),
    "an unknown number of frames, the server's numbers began anew",
  );
});

Deno.test("what was developed is told, and what was not", () => {
  const output = {
    ...{
      target: "o_%03d.png",
      state: "closed",
      files: 5,
      frames: 5,
      bytes: 1,
      seconds: 1,
    } as const,
    ...{ droppedFrames: 0, lostFrames: 0, bridgedSteps: 0 },
  };
  const developed = { frames: 5, medianMs: 8.24, refusedFrames: 0, skippedFrames: 0 };
  assertEquals(developLines([output]), []);
  assertEquals(developLines([output, { ...output, developed }]), [
    "Developed for o_%03d.png: 5 frames, 8.2 ms each.",
  ]);
  const bad = { ...developed, refusedFrames: 2, skippedFrames: 3 };
  assertEquals(developLines([{ ...output, developed: bad }]), [
    "Developed for o_%03d.png: 5 frames, 8.2 ms each, 2 that were none, 3 left out to stay live.",
  ]);
});

Deno.test("a finished file is told in a line", () => {
  const file = { path: "a.mp4", frames: 30, sizeBytes: 250_000, seconds: 1, firstUs: 0 };
  assertEquals(
    fileWords({ ...file, gaps: 0, lostFrames: 0 }),
    "a.mp4: 30 frames, 1.0 s, 250 kB",
  );
  assertEquals(
    fileWords({ ...file, gaps: 2, lostFrames: 9 }),
    "a.mp4: 30 frames, 1.0 s, 250 kB, 2 holes",
  );
});

Deno.test("frames go where asked, else into a pipe or a dated file", async () => {
  assertEquals(targetsOf(await settings("pi"), true), [datedName]);
  assertEquals(targetsOf(await settings("pi"), false), ["-"]);
  assertEquals(targetsOf(await settings("pi", "--isp"), true), [datedPicture]);
  assertEquals(targetsOf(await settings("pi", "--isp"), false), ["-"]);
  assertEquals(targetsOf(await settings("pi", "--output=a.mp4"), false), ["a.mp4"]);
});

const policies: [args: string[], targets: string[], policy: "live" | "gapless"][] = [
  [["pi"], ["a.mp4"], "gapless"],
  [["pi"], ["-"], "live"],
  [["pi"], ["-", "a.mp4"], "gapless"],
  [["pi", "--policy=live"], ["a.mp4"], "live"],
  [["pi", "--policy=gapless"], ["-"], "gapless"],
  [["tcp+raw://pi"], ["a.mp4"], "live"],
  [["http://pi/stream.h264"], ["a.mp4"], "gapless"],
  [["--listen=5000"], ["a.mp4"], "gapless"],
];

Deno.test("a file is gapless, a pipe and the bare stream are live, unless told otherwise", async () => {
  for (const [args, targets, policy] of policies) {
    assertEquals(policyOf(await settings(...args), targets), policy, args.join(" "));
  }
});
