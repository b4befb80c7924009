import { assert, assertEquals } from "@std/assert";
import { FrameFlag } from "../../../lib/frame/mod.ts";
import { type RecentFrame, RecentFrames } from "../../../lib/ring/recent_frames.ts";
import { payloadOf } from "./frames.ts";

const mebi = 2 ** 20;

function keep(recent: RecentFrames, sequence: number, options: { size: number; isKey: boolean }) {
  const frame = recent.open(sequence);
  recent.append(frame, payloadOf({ id: sequence, sizeBytes: options.size }));
  Object.assign(frame, { state: "committed", flags: options.isKey ? FrameFlag.key : 0 });
  recent.keep(frame);
}

function held(recent: RecentFrames, last: number): number[] {
  return Array.from({ length: last + 1 }, (_, sequence) => sequence)
    .filter((sequence) => recent.get(sequence) !== undefined);
}

Deno.test("the newest group of pictures is kept, and at least sixteen frames", () => {
  const recent = new RecentFrames();
  for (let id = 0; id < 30; id++) keep(recent, id, { size: 100, isKey: id === 0 });
  assertEquals(held(recent, 29).length, 30);
  keep(recent, 30, { size: 100, isKey: true });
  assertEquals(held(recent, 30), Array.from({ length: 16 }, (_, index) => 15 + index));
  for (let id = 31; id < 60; id++) keep(recent, id, { size: 100, isKey: id === 55 });
  assertEquals(held(recent, 59)[0], 40);
  assertEquals(recent.sizeBytes, 20 * 100);
});

Deno.test("never more than 8 MiB, but the newest frame whatever its size", () => {
  const recent = new RecentFrames();
  for (let id = 0; id < 50; id++) {
    keep(recent, id, { size: mebi / 2, isKey: id === 0 });
    assert(recent.sizeBytes <= 8 * mebi);
  }
  assertEquals(held(recent, 49)[0], 34);
  keep(recent, 50, { size: 10 * mebi, isKey: false });
  assertEquals(held(recent, 50), [50]);
  assertEquals(recent.get(50)?.length, 10 * mebi);
});

Deno.test("a frame that does not follow the newest one begins anew", () => {
  const recent = new RecentFrames();
  for (let id = 0; id < 5; id++) keep(recent, id, { size: 10, isKey: false });
  keep(recent, 9, { size: 10, isKey: true });
  assertEquals(held(recent, 20), [9]);
  recent.clear();
  assertEquals([held(recent, 20), recent.sizeBytes], [[], 0]);
});

Deno.test("bytes in any pieces, over the ends of slabs: right, and earlier views never change", () => {
  const recent = new RecentFrames();
  const views: { view: Uint8Array; from: number; whole: Uint8Array }[] = [];
  for (let sequence = 0; sequence < 60; sequence++) {
    const whole = payloadOf({ id: sequence, sizeBytes: 1 + sequence * 4099 });
    let frame: RecentFrame | undefined;
    for (let at = 0, step = 1; at < whole.length; at += step, step = step * 3 + sequence) {
      frame ??= recent.open(sequence);
      recent.append(frame, whole.subarray(at, at + step));
      views.push({ view: frame.bytesFrom(at), from: at, whole });
    }
    if (frame !== undefined && sequence % 3 > 0) recent.keep(frame);
  }
  for (const { view, from, whole } of views) {
    assertEquals(view, whole.subarray(from, from + view.length));
  }
});

Deno.test("small frames share memory: a reader that holds one view holds 64 KiB, not more", () => {
  const recent = new RecentFrames();
  for (let sequence = 0; sequence < 100; sequence++) {
    keep(recent, sequence, { size: 5000, isKey: false });
    assertEquals(recent.get(sequence)?.bytesFrom(0).buffer.byteLength, 64 * 1024);
  }
  keep(recent, 100, { size: 100_000, isKey: true });
  assert((recent.get(100)?.bytesFrom(0).buffer.byteLength ?? 0) <= 200_000);
});
