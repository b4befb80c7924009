import { assertEquals, assertMatch } from "@std/assert";
import { setUp } from "./set_up.ts";
import { annexB, concat, makePps, makeSlice, makeSps } from "./streams.ts";

const KEY = annexB(makeSps(), makePps(), makeSlice({ idr: true, sizeBytes: 300 }));
const P = annexB(makeSlice({ sizeBytes: 100 }));

Deno.test("The lengths of a writer's blocks are counted from the unit's beginning", () => {
  const long = annexB(makeSlice({ sizeBytes: 5000 - 4 }));
  const { assembler, frames } = setUp();
  // The end of one unit and the first block of the next in one read.
  assembler.push(concat(KEY, long.subarray(0, 4096)));
  assertEquals(frames(), [`${KEY.length} key`]);
  assembler.push(long.subarray(4096));
  assertEquals(frames(), [`${KEY.length} key`, "5000"]);
  assertEquals(assembler.counters.wrongEnds, 0);
});

Deno.test("A read that fills the reader's buffer tells nothing of the writer", () => {
  const long = annexB(makeSlice({ sizeBytes: 3000 }));
  const { assembler, frames, armed } = setUp({ fullReadBytes: 1000 });
  assembler.push(KEY);
  for (let at = 0; at < long.length; at += 1000) {
    assembler.push(long.subarray(at, at + 1000));
    assertEquals([frames().length, armed()], at < 3000 ? [1, 1] : [2, 0]);
  }
  assertEquals(assembler.counters.wrongEnds, 0);
});

Deno.test("A unit that ends in zero bytes is confirmed by silence; they go to the next", () => {
  const padding = new Uint8Array(3);
  const { assembler, sink, fireTimers, frames } = setUp();
  assembler.push(concat(KEY, padding));
  assertEquals(frames(), []);
  assertEquals(fireTimers(), 1);
  assembler.push(concat(P, padding));
  fireTimers();
  assembler.push(P);
  assertEquals(frames(), [`${KEY.length} key`, "107", "107"]);
  const whole = concat(...sink.frames.map(({ bytes }) => bytes));
  assertEquals(whole, concat(KEY, padding, P, padding, P));
  assertEquals(assembler.counters.wrongEnds, 0);
});

Deno.test("Zero bytes written with one unit do not shift the blocks of the next", () => {
  const long = annexB(makeSlice({ sizeBytes: 5000 - 4 }));
  const { assembler, frames, fireTimers, armed } = setUp();
  assembler.push(concat(KEY, new Uint8Array(3)));
  fireTimers();
  assembler.push(long.subarray(0, 4096));
  assertEquals([frames().length, armed()], [1, 1]);
  assembler.push(long.subarray(4096));
  assertEquals(frames(), [`${KEY.length} key`, "5003"]);
});

Deno.test("A start code at the end of a read waits, however long, for what it begins", () => {
  const { assembler, frames, armed } = setUp();
  assembler.push(concat(KEY, P.subarray(0, 5)));
  assertEquals([frames().length, armed()], [0, 0]);
  assembler.push(P.subarray(5));
  assertEquals(frames(), [`${KEY.length} key`, "104"]);
});

Deno.test("A silence that was none is a wrong end as well", () => {
  const long = annexB(makeSlice({ sizeBytes: 8192 - 4 }));
  const { assembler, frames, fireTimers, clock, sink } = setUp();
  assembler.push(KEY);
  clock.nowUs = 2000;
  assembler.push(long.subarray(0, 4096));
  clock.nowUs = 7000;
  fireTimers();
  clock.nowUs = 8000;
  assembler.push(long.subarray(4096));
  fireTimers();
  assertEquals(frames(), [`${KEY.length} key`, "4096", "4096 continuation"]);
  assertEquals(sink.frames.map(({ captureUs }) => captureUs), [1000, 2000, 8000]);
  const { wrongEnds, doubtfulEnds } = assembler.counters;
  assertEquals([wrongEnds, doubtfulEnds], [1, 2]);
});

Deno.test("A likely end needs a short silence, one after whole blocks or a full buffer a long one", () => {
  const padded = concat(KEY, new Uint8Array(2));
  const blocks = annexB(makeSlice({ sizeBytes: 4096 - 4 }));
  const full = annexB(makeSlice({ sizeBytes: 5000 - 4 }));
  const { assembler, delaysMs, fireTimers } = setUp({ fullReadBytes: 5000 });
  for (const unit of [padded, blocks, full]) {
    assembler.push(unit);
    fireTimers();
  }
  assertEquals(delaysMs, [5, 12, 12]);
});

Deno.test("Without timers a doubtful end waits for the next bytes", () => {
  const long = annexB(makeSlice({ sizeBytes: 4096 - 4 }));
  const { assembler, frames } = setUp({ setTimer: undefined!, clearTimer: undefined! });
  assembler.push(KEY);
  assembler.push(long);
  assertEquals(frames().length, 1);
  assembler.push(P);
  assertEquals(frames(), [`${KEY.length} key`, "4096", "104"]);
});

Deno.test("Of a file, units end where the next begins, and no timer runs", () => {
  const { assembler, frames, armed } = setUp({ unitEnd: "next-start" });
  for (const byte of concat(KEY, P, P)) assembler.push(Uint8Array.of(byte));
  assertEquals([frames().length, armed()], [2, 0]);
  assembler.end("clean");
  assertEquals(frames(), [`${KEY.length} key`, "104", "104"]);
});

/** Writes one unit in two pieces, with a silence between them where one is wanted. */
function writeTorn({ assembler, fireTimers }: ReturnType<typeof setUp>, silence = false): void {
  assembler.push(P.subarray(0, 60));
  if (silence) fireTimers();
  assembler.push(P.subarray(60));
  fireTimers();
}

Deno.test("A source that tears its units apart is no longer believed, until it stops", () => {
  const s = setUp();
  s.assembler.push(KEY);
  for (let i = 0; i < 3; i++) writeTorn(s);
  assertEquals(s.assembler.counters.wrongEnds, 3);
  assertEquals(s.kinds(), ["ragged-writes"]);
  for (let i = 0; i < 20; i++) writeTorn(s);
  assertEquals(s.assembler.counters.wrongEnds, 3);
  assertEquals(s.frames().slice(-20), Array(20).fill("104"));
  // Whole units again: after a while no silence is needed.
  let units = 0;
  for (; s.frames().length < 400; units++) {
    s.assembler.push(P);
    if (s.armed() === 0) break;
    s.fireTimers();
  }
  assertEquals(units, 63);
  assertEquals(s.assembler.counters.wrongEnds, 3);
});

Deno.test("A source that holds back the end of each unit is waited for until the next", () => {
  const s = setUp();
  s.assembler.push(KEY);
  for (let i = 0; i < 6; i++) writeTorn(s, true);
  assertEquals(s.assembler.counters.wrongEnds, 6);
  assertEquals(s.kinds(), ["ragged-writes", "late-writes"]);
  assertMatch(s.faults[1]!.message, /--flush/);
  for (let i = 0; i < 20; i++) writeTorn(s, true);
  assertEquals(s.assembler.counters.wrongEnds, 6);
  s.assembler.end("clean");
  assertEquals(s.frames().slice(-20), Array(20).fill("104"));
});

Deno.test("What may wait for the readers waits no longer than until the next bytes or the end", () => {
  const later: (() => void)[] = [];
  const { assembler, frames, sink } = setUp({ afterBytes: (work) => later.push(work) });
  assembler.push(KEY);
  assertEquals([frames().length, sink.open.length], [0, KEY.length]);
  later.splice(0).forEach((work) => work());
  assertEquals(frames(), [`${KEY.length} key`]);
  assembler.push(P);
  assembler.push(P);
  assertEquals(frames(), [`${KEY.length} key`, "104"]);
  assembler.end("cut");
  assertEquals(frames(), [`${KEY.length} key`, "104", "104"]);
  later.splice(0).forEach((work) => work());
  assertEquals(frames().length, 3);
});
