import { assertEquals, assertThrows } from "@std/assert";
import type { From, Policy } from "../../../lib/frame/mod.ts";
import { Numbering } from "../../../lib/receive/numbering.ts";
import { WireError } from "../../../lib/wire/mod.ts";

const live: From = { kind: "live" };
const oldest: From = { kind: "oldest" };
const one = { epoch: "one", head: 100 };

/** A numbering that has frames 10 to 19 of epoch `one`. */
function begun(): Numbering {
  const numbering = new Numbering();
  numbering.enter({ epoch: "one", head: 12 }, live);
  for (let sequence = 10; sequence < 20; sequence++) numbering.frame(sequence);
  return numbering;
}

function placeOf(numbering: Numbering, policy: Policy = "gapless"): From {
  return numbering.place({ first: oldest, policy });
}

Deno.test("without any frame the first place is asked for again", () => {
  const numbering = new Numbering();
  assertEquals(placeOf(numbering), oldest);
  assertEquals(numbering.enter(one, oldest), undefined);
  assertEquals(placeOf(numbering), oldest);
});

Deno.test("after a cut it goes on at the frame that is lacked", () => {
  const numbering = begun();
  assertEquals(placeOf(numbering), { kind: "sequence", epoch: "one", sequence: 20 });
  assertEquals(numbering.enter(one, placeOf(numbering)), undefined);
  assertEquals(numbering.frame(20), { take: true });
});

Deno.test("frames that have left the ring meanwhile are told by GAP and lost", () => {
  const numbering = begun();
  numbering.enter(one, placeOf(numbering));
  const gap = { first: 20, last: 29, reason: "overrun" } as const;
  assertEquals(numbering.gap(gap), gap);
  assertEquals(numbering.frame(30), { take: true });
});

Deno.test("a live place begins at the newest key frame: what came before is dropped, nothing is lost", () => {
  const numbering = begun();
  assertEquals(placeOf(numbering, "live"), live);
  numbering.enter(one, live);
  for (const sequence of [15, 16, 17, 18, 19]) {
    assertEquals(numbering.frame(sequence), { take: false });
  }
  assertEquals(numbering.frame(20), { take: true });
});

Deno.test("a live place beyond the frame that is lacked is a skip", () => {
  const numbering = begun();
  numbering.enter(one, live);
  assertEquals(numbering.frame(45), {
    take: true,
    hole: { first: 20, last: 44, reason: "skipped" },
  });
  assertEquals(numbering.frame(46), { take: true });
});

Deno.test("another epoch is told once, whether or not the server tells it as well", () => {
  for (const tells of [true, false]) {
    const numbering = begun();
    const from = placeOf(numbering);
    assertEquals(numbering.enter({ epoch: "two", head: 3 }, from), { reason: "epoch" });
    if (tells) assertEquals(numbering.gap({ reason: "epoch" }), undefined);
    assertEquals(numbering.frame(0), { take: true });
    assertEquals(placeOf(numbering), { kind: "sequence", epoch: "two", sequence: 1 });
  }
});

Deno.test("an epoch that begins within a connection ends it, because its name is not known", () => {
  const numbering = begun();
  assertThrows(() => numbering.gap({ reason: "epoch" }), WireError, "begins anew");
  assertEquals(
    numbering.enter({ epoch: "two", head: 3 }, placeOf(numbering)),
    { reason: "epoch" },
  );
  assertEquals(numbering.gap({ reason: "epoch" }), undefined);
  assertEquals(numbering.frame(0), { take: true });
});

Deno.test("a second epoch in one connection is not taken for the first", () => {
  const numbering = begun();
  numbering.enter({ epoch: "two", head: 3 }, placeOf(numbering));
  numbering.frame(0);
  assertThrows(() => numbering.gap({ reason: "epoch" }), WireError);
});

Deno.test("a hole that nobody told is asked for once, then told", () => {
  const numbering = begun();
  assertThrows(() => numbering.frame(25), WireError, "Frame 25 came when 20 was next");
  assertEquals(placeOf(numbering), { kind: "sequence", epoch: "one", sequence: 20 });
  numbering.enter(one, placeOf(numbering));
  assertEquals(numbering.frame(25), {
    take: true,
    hole: { first: 20, last: 24, reason: "overrun" },
  });
  assertThrows(() => numbering.frame(30), WireError);
});

Deno.test("a gap that begins too late is asked for once, then told from the frame that is lacked", () => {
  const numbering = begun();
  const gap = { first: 22, last: 29, reason: "overrun" } as const;
  assertThrows(() => numbering.gap(gap), WireError, "A gap begins at 22 when frame 20 was next");
  numbering.enter(one, placeOf(numbering));
  assertEquals(numbering.gap(gap), { ...gap, first: 20 });
});

Deno.test("a number that goes back ends the connection", () => {
  const numbering = begun();
  numbering.enter(one, placeOf(numbering));
  assertThrows(() => numbering.frame(19), WireError, "Frame 19 came when 20 was next");
  assertEquals(numbering.next, 20);
});

Deno.test("a gap of frames that have come is no news", () => {
  assertEquals(begun().gap({ first: 12, last: 19, reason: "overrun" }), undefined);
  assertEquals(begun().gap({ first: 12, last: 22, reason: "skipped" }), {
    first: 20,
    last: 22,
    reason: "skipped",
  });
});

Deno.test("a gap before the first frame is told as it is", () => {
  const numbering = new Numbering();
  numbering.enter(one, oldest);
  const gap = { first: 3, last: 7, reason: "overrun" } as const;
  assertEquals(numbering.gap(gap), gap);
  assertEquals(numbering.next, 8);
});

Deno.test("a numbering that fell back goes on at its head, and that is told as a new one", () => {
  const numbering = begun();
  numbering.fallBack();
  assertEquals(placeOf(numbering), live);
  assertEquals(numbering.enter({ epoch: "one", head: 17 }, live), { reason: "epoch" });
  assertEquals(numbering.frame(15), { take: false });
  assertEquals(numbering.frame(16), { take: false });
  assertEquals(numbering.frame(17), { take: true });
  assertEquals(placeOf(numbering), { kind: "sequence", epoch: "one", sequence: 18 });
});

Deno.test("a numbering that fell back and has overtaken begins where the server begins", () => {
  const numbering = begun();
  numbering.fallBack();
  assertEquals(numbering.enter({ epoch: "one", head: 40 }, live), { reason: "epoch" });
  assertEquals(numbering.frame(18), { take: true });
});
