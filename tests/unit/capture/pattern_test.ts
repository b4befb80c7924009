import { assert, assertEquals, assertThrows } from "@std/assert";
import { PatternSource } from "../../../lib/capture/mod.ts";
import { FrameFlag } from "../../../lib/frame/mod.ts";
import { runSource } from "./run_source.ts";
import { TurnedTiming } from "../../support/turned_timing.ts";

const settings = { width: 320, height: 240, framerate: 30, bitrateBps: 500_000, intra: 15 };

Deno.test("the pattern camera sends whole frames at its rate, key frames as asked", async () => {
  const timing = new TurnedTiming();
  const nowUs = () => 1_700_000_000_000_000 + Math.round(timing.nowMs() * 1000);
  const run = runSource(new PatternSource(settings, timing), { nowUs });
  await timing.turn(2000);
  const { frames } = run.sink;
  assert(frames.length === 60 || frames.length === 61, `${frames.length} frames in 2 s`);
  assertEquals(
    frames.flatMap(({ flags }, n) => flags & FrameFlag.key ? [n] : []).slice(0, 4),
    [0, 15, 30, 45],
  );
  for (const [n, { captureUs }] of frames.entries()) {
    const lateUs = captureUs - 1_700_000_000_000_000 - n * 1e6 / 30;
    assert(Math.abs(lateUs) <= 1200, `frame ${n} is ${lateUs} µs off`);
  }
  assertEquals(await run.stop(), { kind: "stopped" });
  assertEquals(timing.waiting, 0);
});

Deno.test("the first frame of a run describes the stream, and says DISCONTINUITY when told", async () => {
  for (const discontinuity of [false, true]) {
    const timing = new TurnedTiming();
    const run = runSource(new PatternSource({ ...settings, name: "door" }, timing), {
      discontinuity,
    });
    await timing.turn(500);
    const [first, ...rest] = run.sink.frames;
    assertEquals(first?.flags, FrameFlag.key | (discontinuity ? FrameFlag.discontinuity : 0));
    const { codecString, ...stream } = first?.stream ?? {};
    assert(codecString?.startsWith("avc1.42"));
    assertEquals(stream, {
      id: 1,
      name: "door",
      codec: "h264",
      width: 320,
      height: 240,
      framerate: 30,
      bitrate: 500_000,
    });
    assert(rest.every(({ flags, stream }) => !(flags & FrameFlag.discontinuity) && !stream));
    await run.stop();
  }
});

Deno.test("what the pattern camera cannot do is told before it runs", () => {
  assertThrows(() => new PatternSource({ ...settings, width: 321 }), RangeError);
});

Deno.test("the pattern camera sends JPEG images, each of which can be shown alone", async () => {
  const timing = new TurnedTiming();
  const run = runSource(new PatternSource({ ...settings, codec: "mjpeg", quality: 50 }, timing));
  await timing.turn(300);
  await run.stop();
  assert(run.sink.frames.length >= 9);
  for (const [n, { bytes, flags, stream }] of run.sink.frames.entries()) {
    assertEquals([flags, stream !== undefined], [FrameFlag.key, n === 0]);
    assertEquals([...bytes.subarray(0, 3), ...bytes.subarray(-2)], [255, 216, 255, 255, 217]);
  }
  const expected = { codec: "mjpeg", width: 320, height: 240, framerate: 30 } as const;
  assertEquals(run.sink.frames[0]?.stream, { id: 1, name: "pattern", ...expected });
  assertThrows(() => new PatternSource({ ...settings, codec: "mjpeg", quality: 101 }), RangeError);
});

Deno.test("the pattern camera sends RAW frames, each different, in the order that is asked for", async () => {
  for (const pattern of ["chart", "sawtooth"] as const) {
    const timing = new TurnedTiming();
    const raw = { codec: "raw12", bayer: "GBRG", pattern } as const;
    const source = new PatternSource({ ...settings, ...raw }, timing);
    assertEquals(source.describe(), pattern === "chart" ? "pattern" : "pattern:sawtooth");
    const run = runSource(source);
    await timing.turn(300);
    await run.stop();
    const { frames } = run.sink;
    assert(frames.length >= 9);
    assertEquals(new Set(frames.map(({ bytes }) => bytes.join())).size, frames.length);
    assert(frames.every(({ flags, bytes }) => flags === FrameFlag.key && bytes.length === 153_600));
    const expected = { codec: "raw12", width: 320, height: 240, framerate: 30 } as const;
    assertEquals(frames[0]?.stream, {
      ...{ id: 1, name: "pattern", ...expected, bayer: "GBRG", bitDepth: 12 },
    });
  }
});
