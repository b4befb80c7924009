import { assert, assertEquals, assertThrows } from "@std/assert";
import { FrameFlag, type From, type Policy } from "../../../lib/frame/mod.ts";
import { Ring } from "../../../lib/ring/mod.ts";
import { payloadOf, put, putMany, runs, takeAll } from "./frames.ts";

/** 64 KiB hold 61 records of 1000 bytes. */
function open(): Ring {
  return new Ring({ path: undefined, sizeBytes: 64 * 1024, codec: "h264" });
}

const otherEpoch = "11111111-2222-4333-8444-555555555555";

/** Twenty frames, every fifth a key frame. */
function openWithTwenty(): Ring {
  const ring = open();
  putMany(ring, { first: 0, last: 19, sizeBytes: 100, gop: 5 });
  return ring;
}

const starts: { from: From; policy?: Policy; gives: string }[] = [
  { from: { kind: "live" }, gives: "15-19" },
  { from: { kind: "oldest" }, gives: "0-19" },
  { from: { kind: "ago", seconds: 0 }, gives: "15-19" },
  { from: { kind: "ago", seconds: 0.13 }, gives: "15-19" },
  { from: { kind: "ago", seconds: 5 / 30 }, gives: "10-19" },
  { from: { kind: "ago", seconds: 0.5 }, gives: "0-19" },
  { from: { kind: "ago", seconds: 1e9 }, gives: "0-19" },
  { from: { kind: "ago", seconds: Infinity }, gives: "0-19" },
  { from: { kind: "sequence", sequence: 7 }, gives: "7-19" },
  { from: { kind: "sequence", sequence: 20 }, gives: "" },
  { from: { kind: "sequence", epoch: otherEpoch, sequence: 999 }, gives: "epoch -, 0-19" },
  {
    from: { kind: "sequence", epoch: otherEpoch, sequence: 3 },
    policy: "live",
    gives: "epoch -, 15-19",
  },
];

for (const { from, policy, gives } of starts) {
  Deno.test(`from ${JSON.stringify(from)} ${policy ?? ""} gives ${gives || "the next frame"}`, () => {
    using ring = openWithTwenty();
    const cursor = ring.cursor({ from, ...(policy && { policy }) });
    assertEquals(runs(takeAll(cursor)), gives);
    assertEquals([cursor.sequence, cursor.epoch], [20, ring.epoch]);
    putMany(ring, { first: 20, last: 21, sizeBytes: 100, gop: 5 });
    assertEquals(runs(takeAll(cursor)), "20-21");
  });
}

Deno.test("a sequence past the head, or none at all, is refused", () => {
  using ring = openWithTwenty();
  for (const sequence of [21, -1, 0.5, NaN, Infinity]) {
    const from: From = { kind: "sequence", sequence };
    assertThrows(() => ring.cursor({ from }), RangeError, String(sequence));
    assertThrows(() => ring.cursor({ from: { ...from, epoch: ring.epoch } }), RangeError);
  }
});

Deno.test("without a key frame in the ring every start but a sequence waits for one", () => {
  const froms: From[] = [{ kind: "live" }, { kind: "oldest" }, { kind: "ago", seconds: 5 }];
  for (const from of froms) {
    using ring = open();
    for (const id of [0, 1]) put(ring, { id, sizeBytes: 100 });
    const frames = ring.cursor({ from });
    const bytes = ring.cursor({ from });
    assertEquals([frames.takeFrame(), bytes.takeBytes()], [undefined, undefined]);
    put(ring, { id: 2, sizeBytes: 100 });
    ring.append(new Uint8Array(5));
    assertEquals([frames.takeFrame(), bytes.takeBytes()], [undefined, undefined]);
    ring.abandon();
    put(ring, { id: 3, sizeBytes: 100, isKey: true });
    put(ring, { id: 4, sizeBytes: 100 });
    assertEquals(runs(takeAll(frames)), "3-4");
    assertEquals(bytes.takeBytes(), payloadOf({ id: 3, sizeBytes: 100 }));
    assertEquals([frames.counters.lostFrames, bytes.counters.lostFrames], [0, 0]);
  }
});

Deno.test("a sequence that is gone: a gap up to the next key frame, then that", () => {
  using ring = open();
  putMany(ring, { first: 0, last: 99, sizeBytes: 1000, gop: 10 });
  const nextKey = Math.ceil(ring.oldest / 10) * 10;
  const cursor = ring.cursor({ from: { kind: "sequence", sequence: 3 } });
  assertEquals(runs(takeAll(cursor)), `overrun 3-${nextKey - 1}, ${nextKey}-99`);
  assertEquals(cursor.counters.lostFrames, nextKey - 3);
});

Deno.test("gone, and the ring has no key frame any more: the gap comes with the next one", () => {
  using ring = open();
  putMany(ring, { first: 0, last: 99, sizeBytes: 1000, gop: 1000 });
  assertEquals(ring.newestKey, -1);
  const cursors = [0, 1].map((sequence) => ring.cursor({ from: { kind: "sequence", sequence } }));
  assertEquals(cursors.map((cursor) => cursor.takeFrame()), [undefined, undefined]);
  assertEquals(cursors.map((cursor) => cursor.sequence), [0, 1], "not told yet");
  put(ring, { id: 100, sizeBytes: 10, isKey: true });
  const seen = cursors.map((cursor) => runs(takeAll(cursor)));
  assertEquals(seen, ["overrun 0-99, 100-100", "overrun 1-99, 100-100"]);
});

Deno.test("a reader that was lapped in the middle of an open frame gets its end, then goes on at a key frame", () => {
  using ring = open();
  put(ring, { id: 0, sizeBytes: 1000, isKey: true });
  const cursor = ring.cursor({ policy: "gapless" });
  cursor.takeBytes();
  const cut = payloadOf({ id: 1, sizeBytes: 1000 });
  ring.append(cut.subarray(0, 300));
  assertEquals(cursor.takeBytes(), cut.subarray(0, 300));
  ring.append(cut.subarray(300));
  ring.commit({ flags: 0, captureUs: 1 });
  putMany(ring, { first: 2, last: 149, sizeBytes: 1000, gop: 10 });
  const nextKey = Math.ceil(ring.oldest / 10) * 10;
  assertEquals(cursor.takeBytes(), cut.subarray(300));
  assertEquals(cursor.takeBytes(), payloadOf({ id: nextKey, sizeBytes: 1000 }));
  assertEquals(cursor.counters.lostFrames, nextKey - 2);
});

Deno.test("a live reader skips to the newest key frame once it is too far behind, and is told", () => {
  using ring = open();
  putMany(ring, { first: 0, last: 9, sizeBytes: 100, gop: 5 });
  const cursor = ring.cursor({ lagLimitUs: 500_000 });
  assertEquals(runs(takeAll(cursor)), "5-9");
  putMany(ring, { first: 10, last: 24, sizeBytes: 100, gop: 5 });
  assertEquals(cursor.lagUs, 14 * 33_333);
  assertEquals(runs(takeAll(cursor)), "10-24", "fourteen frames are less than half a second");
  putMany(ring, { first: 25, last: 44, sizeBytes: 100, gop: 5 });
  assertEquals(runs(takeAll(cursor)), "skipped 25-39, 40-44");
  assertEquals(cursor.counters, { frames: 40 - 15, skips: 1, skippedFrames: 15, lostFrames: 0 });
});

Deno.test("the lag limit does not apply before the newest frame was reached, nor to gapless", () => {
  using ring = open();
  putMany(ring, { first: 0, last: 99, sizeBytes: 100, gop: 5 });
  const late = ring.cursor({ from: { kind: "oldest" }, policy: "live", lagLimitUs: 100_000 });
  assertEquals(runs(takeAll(late)), "0-99");
  const gapless = ring.cursor({ policy: "gapless", lagLimitUs: 100_000 });
  takeAll(gapless);
  putMany(ring, { first: 100, last: 199, sizeBytes: 100, gop: 5 });
  assertEquals(runs(takeAll(gapless)), "100-199");
  assertEquals(runs(takeAll(late)), "skipped 100-194, 195-199");
});

Deno.test("nothing is skipped while no newer key frame is there to skip to", () => {
  using ring = open();
  putMany(ring, { first: 0, last: 49, sizeBytes: 100, gop: 50 });
  const cursor = ring.cursor({ lagLimitUs: 1 });
  takeAll(cursor);
  putMany(ring, { first: 51, last: 90, sizeBytes: 100, gop: 1000 });
  assertEquals(runs(takeAll(cursor)), "50-89");
});

Deno.test("bare bytes skip at the same frames", () => {
  using ring = open();
  putMany(ring, { first: 0, last: 4, sizeBytes: 100, gop: 5 });
  const cursor = ring.cursor({ lagLimitUs: 500_000 });
  while (cursor.takeBytes() !== undefined);
  putMany(ring, { first: 5, last: 39, sizeBytes: 100, gop: 5 });
  assertEquals(cursor.takeBytes(), payloadOf({ id: 35, sizeBytes: 100 }));
  assertEquals(cursor.counters.skippedFrames, 30);
});

/** Frames at 30 a second whose clock steps by `stepUs` at frame 50, a key frame. */
function openWithStep(stepUs: number, last: number): Ring {
  const ring = open();
  for (let id = 0; id <= last; id++) {
    const captureUs = 1e15 + id * 33_333 + (id < 50 ? 0 : stepUs);
    put(ring, { id, sizeBytes: 100, isKey: id % 10 === 0, captureUs });
  }
  return ring;
}

Deno.test("where the clock was set back `ago` still finds what came before", () => {
  using ring = openWithStep(-3600e6, 69);
  const ago = (seconds: number): string =>
    runs(takeAll(ring.cursor({ from: { kind: "ago", seconds } })));
  assertEquals(ago(0.1), "60-69");
  assertEquals(ago(0.6), "50-69");
  assertEquals(ago(0.9), "30-69");
  assertEquals(ago(9), "0-69");
});

Deno.test("where the clock was set forward `ago` begins at the last key frame before", () => {
  using ring = openWithStep(3600e6, 69);
  const ago = (seconds: number): string =>
    runs(takeAll(ring.cursor({ from: { kind: "ago", seconds } })));
  assertEquals(ago(0.1), "60-69");
  assertEquals(ago(1), "40-69");
});

Deno.test("a reader behind a step of the clock counts as too far behind, whichever way it went", () => {
  for (const stepUs of [3600e6, -3600e6]) {
    using ring = openWithStep(stepUs, 47);
    const cursor = ring.cursor();
    takeAll(cursor);
    for (let id = 48; id <= 51; id++) {
      const captureUs = 1e15 + id * 33_333 + (id < 50 ? 0 : stepUs);
      put(ring, { id, sizeBytes: 100, isKey: id === 50, captureUs });
    }
    assert(cursor.lagUs >= 0);
    assertEquals(runs(takeAll(cursor)), "skipped 48-49, 50-51");
  }
});

Deno.test("capture times that jitter backwards make nobody skip", () => {
  using ring = open();
  const cursor = ring.cursor({ from: { kind: "sequence", sequence: 0 }, policy: "live" });
  for (let id = 0; id < 40; id += 2) {
    put(ring, { id, sizeBytes: 100, isKey: true, captureUs: 1e15 + (id + 1) * 1000 });
    put(ring, { id: id + 1, sizeBytes: 100, isKey: true, captureUs: 1e15 + id * 1000 });
    assertEquals(runs(takeAll(cursor)), `${id}-${id + 1}`);
  }
});

Deno.test("a frame without bytes cannot be, and flags of one are handed on as they are", () => {
  using ring = open();
  ring.append(new Uint8Array(0));
  ring.commit({ flags: FrameFlag.key, captureUs: 0 });
  assertEquals(ring.head, 0);
  ring.append(new Uint8Array(1));
  ring.commit({ flags: FrameFlag.continuation, captureUs: 0 });
  const frame = ring.cursor({ from: { kind: "sequence", sequence: 0 } }).takeFrame();
  assert(frame !== undefined && "flags" in frame);
  assertEquals(frame.flags, FrameFlag.continuation);
});
