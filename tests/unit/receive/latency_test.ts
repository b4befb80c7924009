import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { FrameFlag } from "../../../lib/frame/mod.ts";
import { LatencyWindow } from "../../../lib/receive/latency_window.ts";
import { RateWindow } from "../../../lib/receive/rate_window.ts";
import { SenderClock } from "../../../lib/receive/sender_clock.ts";
import { LinkRig } from "./link_rig.ts";

/** Receives 30 frames over a path with these delays, from a server whose clock is 1000 s ahead. */
async function receiveOver(delayMs: { up: number; down: number }): Promise<LinkRig> {
  const rig = new LinkRig();
  rig.server.answersPings = true;
  rig.server.offsetUs = 1e9;
  rig.server.fates.push({ delayMs });
  await rig.start();
  await rig.timing.turn(1000);
  for (let count = 0; count < 30; count++) {
    rig.server.add(1);
    await rig.timing.turn(33);
  }
  await rig.timing.turn(delayMs.down);
  return rig;
}

Deno.test("over a symmetric link the latency is right, whatever the clocks show", async () => {
  await using rig = await receiveOver({ up: 25, down: 25 });
  const { latencyUs, lagMs, clockOffsetUs, roundTripUs } = rig.receiver.status().cameras[0]!;
  assertEquals(latencyUs, { p50: 25_000, p95: 25_000, p99: 25_000 });
  assertEquals([lagMs, clockOffsetUs, roundTripUs], [25, 1e9, 50_000]);
});

Deno.test("over an asymmetric link the latency is wrong by half of what the ways differ by", async () => {
  await using rig = await receiveOver({ up: 10, down: 40 });
  assertEquals(rig.receiver.status().cameras[0]?.latencyUs?.p50, 25_000);
});

Deno.test("the server's clock may be set: latency goes on as it was, before and after PONG tells it", async () => {
  for (const stepUs of [7200e6, -7200e6]) {
    await using rig = await receiveOver({ up: 25, down: 25 });
    rig.server.offsetUs += stepUs;
    rig.server.isDiscontinuous = true;
    rig.server.add(1);
    rig.server.isDiscontinuous = false;
    for (let count = 0; count < 150; count++) {
      rig.server.add(1);
      await rig.timing.turn(330);
    }
    const { latencyUs, clockOffsetUs } = rig.receiver.status().cameras[0]!;
    assert(latencyUs !== undefined && latencyUs.p99 < 60_000, `${latencyUs?.p99} us at ${stepUs}`);
    assertEquals(latencyUs.p50, 25_000);
    assertEquals(clockOffsetUs, 1e9 + stepUs);
  }
});

Deno.test("before the other clock is known there is no latency", async () => {
  await using rig = new LinkRig();
  rig.server.head = 5;
  await rig.start();
  const [camera] = rig.receiver.status().cameras;
  assertEquals([camera?.frames, camera?.latencyUs, camera?.lagMs], [5, undefined, undefined]);
});

Deno.test("a frame is never younger than nothing", () => {
  const clock = new SenderClock();
  const stream = { id: 1, name: "door", codec: "h264" } as const;
  const frame = { sequence: 0, captureUs: 1000, flags: 0, streamId: 1, payload: new Uint8Array() };
  const at = { nowUs: 900, clock: { offsetUs: 0, roundTripUs: 0 }, stream };
  assertEquals(clock.ageUs(frame, at), 0);
  // A restart of the camera that took 5 s is no step of the clock.
  const later = { ...frame, captureUs: 5e6, flags: FrameFlag.discontinuity };
  assertEquals(clock.ageUs(later, { ...at, nowUs: 5e6 + 20_000 }), 20_000);
});

Deno.test("quantiles are those of the frames of the last ten seconds", () => {
  const window = new LatencyWindow();
  assertEquals(window.quantiles(0), undefined);
  for (let ms = 1; ms <= 100; ms++) window.add(ms * 1000, ms * 1000);
  assertEquals(window.quantiles(100_000), { p50: 50_000, p95: 95_000, p99: 99_000 });
  window.add(7, 10.2e6);
  assertEquals(window.quantiles(10.2e6), { p50: 7, p95: 7, p99: 7 });
  for (let count = 0; count < 5000; count++) window.add(9, 10.2e6);
  assertEquals(window.quantiles(10.2e6)?.p50, 9);
  assertEquals(window.quantiles(30e6), undefined);
});

Deno.test("rates are those of the last two seconds", () => {
  const window = new RateWindow();
  assertEquals(window.rates(5e6), { framesPerSecond: 0, bitrateBps: 0 });
  for (let frame = 0; frame < 300; frame++) window.add(1000, 5e6 + frame * 33_333);
  const { framesPerSecond, bitrateBps } = window.rates(15e6);
  assertAlmostEquals(framesPerSecond, 30, 3);
  assertAlmostEquals(bitrateBps, 240_000, 24_000);
  assertEquals(window.rates(18e6), { framesPerSecond: 0, bitrateBps: 0 });
  window.add(1000, 1000e6);
  assert(window.rates(1000e6).framesPerSecond < 2);
});

Deno.test("the rate of a stream that has just begun is not that of two whole seconds", () => {
  const window = new RateWindow();
  for (let frame = 0; frame <= 30; frame++) window.add(1000, 7.1e6 + frame * 33_333);
  assertAlmostEquals(window.rates(8.1e6).framesPerSecond, 31, 1);
});
