import { assert, assertEquals, assertExists, assertMatch, assertThrows } from "@std/assert";
import { FrameFlag, type StreamInfo } from "../../../lib/frame/mod.ts";
import { minRingBytes, Ring, type RingOptions } from "../../../lib/ring/mod.ts";
import { assertIs, isGap, payloadOf, put, putMany, sequences, stream, takeAll } from "./frames.ts";

const kib = 1024;

function open(options: Partial<RingOptions> = {}): Ring {
  return new Ring({ path: undefined, sizeBytes: 256 * kib, codec: "h264", ...options });
}

Deno.test("a frame comes out as it went in, with its time, flags, metadata and description", () => {
  using ring = open();
  const payload = payloadOf({ id: 7, sizeBytes: 3000 });
  ring.append(payload.subarray(0, 1000));
  ring.append(payload.subarray(1000));
  const metadata = { exposureUs: 9999, focus: { state: "locked" } };
  ring.commit({ flags: FrameFlag.key, captureUs: 1_234_567.4, stream, metadata });
  const cursor = ring.cursor();
  const expected = { sequence: 0, captureUs: 1_234_567, flags: 1, streamId: 1, payload, metadata };
  assertEquals(cursor.takeFrame(), expected);
  assertEquals(cursor.takeFrame(), undefined);
  assertEquals(cursor.stream, stream);
  assertEquals(ring.stream, stream);
});

Deno.test("numbers run from 0 without a hole, also over abandoned frames", () => {
  using ring = open();
  put(ring, { id: 0, sizeBytes: 100, isKey: true });
  ring.append(payloadOf({ id: 99, sizeBytes: 50 }));
  ring.abandon();
  ring.abandon();
  ring.commit({ flags: FrameFlag.key, captureUs: 1 });
  put(ring, { id: 1, sizeBytes: 100 });
  assertEquals(sequences(takeAll(ring.cursor())), [0, 1]);
  assertEquals([ring.oldest, ring.head, ring.newestKey], [0, 2, 0]);
});

Deno.test("a ring smaller than the smallest is refused", () => {
  assertThrows(() => open({ sizeBytes: minRingBytes - 1 }), RangeError, "65536");
  assertThrows(() => open({ sizeBytes: NaN }), RangeError);
});

Deno.test("a frame over a quarter is refused without a number and named with the size it needs", () => {
  const faults: string[] = [];
  using ring = open({ onFault: (message) => faults.push(message) });
  put(ring, { id: 0, sizeBytes: 100, isKey: true });
  put(ring, { id: 1, sizeBytes: 64 * kib });
  put(ring, { id: 2, sizeBytes: 100 });
  put(ring, { id: 3, sizeBytes: 100 });
  put(ring, { id: 4, sizeBytes: 100, isKey: true });
  const [, second, ...rest] = takeAll(ring.cursor({ from: { kind: "oldest" } }));
  assert(second !== undefined && !isGap(second) && rest.length === 0);
  assertEquals(second.sequence, 1);
  assertIs(second, { id: 4, sizeBytes: 100, isKey: true });
  assertEquals(second.flags, FrameFlag.key | FrameFlag.discontinuity);
  const { refusedFrames, droppedFrames } = ring.status();
  assertEquals({ refusedFrames, droppedFrames }, { refusedFrames: 1, droppedFrames: 2 });
  assertEquals(faults.length, 1);
  assertMatch(faults[0] ?? "", /65536 bytes .* --ring-size 2M/);
});

Deno.test("a frame that is just small enough goes in, and the size named for a larger one holds it", () => {
  for (const sizeBytes of [70_000, 262_144, 1_000_000, 5_000_000]) {
    const faults: string[] = [];
    using small = open({ onFault: (message) => faults.push(message) });
    put(small, { id: 0, sizeBytes, isKey: true });
    const needed = Number(/--ring-size (\d+)M/.exec(faults[0] ?? "")?.[1]);
    using large = open({ sizeBytes: needed * 2 ** 20 });
    put(large, { id: 0, sizeBytes, isKey: true });
    assertEquals(large.head, 1, `${sizeBytes} bytes, ${needed}M`);
  }
});

Deno.test("metadata counts as well: a frame with too much of it is refused, not written over others", () => {
  using ring = open();
  put(ring, { id: 0, sizeBytes: 100, isKey: true });
  ring.append(payloadOf({ id: 1, sizeBytes: 100 }));
  ring.commit({ flags: 0, captureUs: 1, metadata: { novel: "x".repeat(70 * kib) } });
  assertEquals([ring.head, ring.status().refusedFrames], [1, 1]);
});

Deno.test("bytes of a frame that waits for a key frame are hidden until it is known to be one", () => {
  using ring = open();
  put(ring, { id: 0, sizeBytes: 100, isKey: true });
  const cursor = ring.cursor();
  cursor.takeBytes();
  put(ring, { id: 1, sizeBytes: 65 * kib });
  while (cursor.takeBytes() !== undefined);
  const key = payloadOf({ id: 2, sizeBytes: 100 });
  ring.append(key);
  assertEquals(cursor.takeBytes(), undefined);
  ring.commit({ flags: FrameFlag.key, captureUs: 5 });
  assertEquals(cursor.takeBytes(), key);
});

Deno.test("bare bytes are there before the frame ends, and those of an abandoned one just stop", () => {
  using ring = open();
  put(ring, { id: 0, sizeBytes: 100, isKey: true });
  const cursor = ring.cursor();
  assertEquals(cursor.takeBytes(), payloadOf({ id: 0, sizeBytes: 100 }));
  ring.append(new Uint8Array([1, 2]));
  assertEquals(cursor.takeBytes(), new Uint8Array([1, 2]));
  assertEquals(cursor.takeBytes(), undefined);
  ring.append(new Uint8Array([3]));
  ring.abandon();
  ring.append(new Uint8Array([4]));
  assertEquals(cursor.takeBytes(), new Uint8Array([4]));
  ring.append(new Uint8Array([5]));
  ring.commit({ flags: 0, captureUs: 2 });
  assertEquals(cursor.takeBytes(), new Uint8Array([5]));
  assertEquals(cursor.takeBytes(), undefined);
  assertEquals(cursor.counters.frames, 2);
});

Deno.test("readers in step get one view, and no view ever changes", () => {
  using ring = open();
  const cursors = [0, 1].map(() => ring.cursor({ from: { kind: "sequence", sequence: 0 } }));
  const taken: { view: Uint8Array; copy: Uint8Array }[] = [];
  for (let id = 0; id < 200; id++) {
    put(ring, { id, sizeBytes: 1000 + id * 37, isKey: id % 10 === 0 });
    const [view, same] = cursors.map((cursor) => cursor.takeBytes());
    assertExists(view);
    assert(view === same);
    taken.push({ view, copy: view.slice() });
  }
  for (const { view, copy } of taken) assertEquals(view, copy);
});

Deno.test("the description is kept though the frame that told it was not a key frame", () => {
  using ring = open();
  ring.append(new Uint8Array(10));
  ring.commit({ flags: 0, captureUs: 1, stream });
  assertEquals(ring.stream, undefined);
  ring.append(new Uint8Array(10));
  ring.commit({ flags: FrameFlag.key, captureUs: 2 });
  assertEquals(ring.stream, stream);
});

Deno.test("another codec or RAW geometry starts a new epoch, another size of H.264 does not", () => {
  const raw: StreamInfo = { id: 1, name: "camera", codec: "raw12", width: 64, height: 48 };
  const steps: { from: StreamInfo; to: StreamInfo; isNew: boolean }[] = [
    { from: stream, to: { ...stream, width: 1920 }, isNew: false },
    { from: stream, to: { ...stream, codec: "mjpeg" }, isNew: true },
    { from: raw, to: { ...raw, framerate: 5 }, isNew: false },
    { from: raw, to: { ...raw, width: 128 }, isNew: true },
    { from: raw, to: { ...raw, bayer: "BGGR" }, isNew: true },
  ];
  for (const { from, to, isNew } of steps) {
    using ring = open({ codec: from.codec });
    const { epoch } = ring;
    const cursor = ring.cursor({ policy: "gapless" });
    for (const stream of [from, to]) {
      ring.append(payloadOf({ id: ring.head, sizeBytes: 50 }));
      ring.commit({ flags: FrameFlag.key, captureUs: 1, stream });
    }
    assertEquals(ring.epoch !== epoch, isNew);
    assertEquals(ring.stream, to);
    assertEquals(sequences(takeAll(cursor)), isNew ? ["epoch -", 0] : [0, 1]);
    assertEquals(cursor.epoch, ring.epoch);
    assertEquals(cursor.stream, to);
  }
});

Deno.test("one turn of the event loop wakes each reader once, and one that throws stops no other", async () => {
  using ring = open();
  const woken: string[] = [];
  const caught = Promise.withResolvers<unknown>();
  const listener = (event: ErrorEvent): void => {
    event.preventDefault();
    caught.resolve(event.error);
  };
  globalThis.addEventListener("error", listener);
  const leave = [
    ring.subscribe(() => {
      throw new Error("a reader's own fault");
    }),
    ring.subscribe(() => void woken.push("a")),
    ring.subscribe(() => void woken.push("b")),
  ];
  putMany(ring, { first: 0, last: 3, sizeBytes: 10, gop: 2 });
  assertEquals(woken, []);
  assertMatch(String(await caught.promise), /own fault/);
  globalThis.removeEventListener("error", listener);
  assertEquals(woken, ["a", "b"]);
  for (const each of leave) each();
  put(ring, { id: 4, sizeBytes: 10 });
  await Promise.resolve();
  assertEquals(woken, ["a", "b"]);
});

Deno.test("a closed ring takes nothing more, and its readers find nothing more", () => {
  const ring = open();
  putMany(ring, { first: 0, last: 9, sizeBytes: 1000, gop: 5 });
  const cursors = [ring.cursor(), ring.cursor({ from: { kind: "oldest" } })];
  ring[Symbol.dispose]();
  put(ring, { id: 10, sizeBytes: 10, isKey: true });
  for (const cursor of cursors) {
    assertEquals(cursor.takeFrame(), undefined);
    assertEquals(cursor.takeBytes(), undefined);
    assert(cursor.lagUs >= 0);
  }
  assertEquals(ring.head, 10);
  ring[Symbol.dispose]();
});

Deno.test("the status tells what is held", () => {
  using ring = open();
  putMany(ring, { first: 0, last: 59, sizeBytes: 1000, gop: 30 });
  const { epoch, memoryBytes, ...rest } = ring.status();
  assertEquals(epoch, ring.epoch);
  assert(memoryBytes >= 30_000 && memoryBytes <= 60_000);
  assertEquals(rest, {
    path: undefined,
    sizeBytes: 256 * kib,
    oldest: 0,
    head: 60,
    newestKey: 30,
    windowSeconds: 59 * 33_333 / 1e6,
    refusedFrames: 0,
    droppedFrames: 0,
    writeErrors: 0,
  });
});
