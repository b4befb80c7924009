import { assert, assertEquals, assertLess } from "@std/assert";
import v8 from "node:v8";
import vm from "node:vm";
import { FrameFlag } from "../../lib/frame/mod.ts";
import { type Cursor, Ring } from "../../lib/ring/mod.ts";

const mebi = 2 ** 20;
const sizeBytes = 4 * mebi;
const frameBytes = 8000;

v8.setFlagsFromString("--expose-gc");
const collect: (() => void) | undefined = vm.runInNewContext("globalThis.gc");
/** Options for a test that needs the collector: Deno 2.4 does not hand it out. */
const collected = { ignore: collect === undefined };

/** What the program holds once everything that can be collected was. */
function heldBytes(): number {
  collect?.();
  collect?.();
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external;
}

/** Writes frames in two pieces, and calls back between them. */
function write(ring: Ring, frames: number, each: (id: number) => void): void {
  const bytes = new Uint8Array(frameBytes / 2);
  for (let id = 0; id < frames; id++) {
    ring.append(bytes);
    each(id);
    ring.append(bytes);
    ring.commit({ flags: id % 30 === 0 ? FrameFlag.key : 0, captureUs: ring.head * 33_333 });
    each(id);
  }
}

function drain(cursor: Cursor): void {
  while (cursor.takeBytes() !== undefined);
}

Deno.test(
  "hundreds of laps, two hundred readers in step: no more held than after a few",
  collected,
  () => {
    using ring = new Ring({ path: undefined, sizeBytes, codec: "h264" });
    const cursors = Array.from({ length: 200 }, () => ring.cursor());
    const lap = Math.ceil(sizeBytes / frameBytes);
    const step = (): void => cursors.forEach(drain);
    write(ring, 2 * lap, step);
    const before = heldBytes();
    write(ring, 20 * lap, step);
    write(ring, 200 * lap, () => {});
    const grown = heldBytes() - before;
    assertLess(grown, mebi, `${grown} bytes more after ${ring.head} frames`);
    assertEquals(cursors[0]?.counters.lostFrames, 0);
  },
);

Deno.test(
  "readers that come, stop in the middle of a frame and never go on: 64 KiB each at most",
  collected,
  () => {
    using ring = new Ring({ path: undefined, sizeBytes, codec: "h264" });
    write(ring, 1000, () => {});
    const before = heldBytes();
    const stalled: Cursor[] = [];
    write(ring, 10_000, (id) => {
      if (id % 50 !== 0) return;
      const cursor = ring.cursor();
      drain(cursor);
      stalled.push(cursor);
    });
    const perReader = (heldBytes() - before) / stalled.length;
    assertLess(perReader, 70_000);
    assert(stalled.length >= 400);
  },
);

Deno.test("readers that go away leave nothing behind", collected, () => {
  using ring = new Ring({ path: undefined, sizeBytes, codec: "h264" });
  const visit = (): void => {
    const leave = ring.subscribe(() => {});
    drain(ring.cursor());
    leave();
  };
  write(ring, 1000, visit);
  const before = heldBytes();
  write(ring, 5000, visit);
  assertLess(heldBytes() - before, mebi);
});
