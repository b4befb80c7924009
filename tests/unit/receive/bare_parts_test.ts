import { assert, assertEquals } from "@std/assert";
import { ArrivalTimes } from "../../../lib/receive/arrival_times.ts";
import { FrameCollector } from "../../../lib/receive/frame_collector.ts";
import { SeenFrames } from "../../../lib/receive/seen_frames.ts";

/** Meets frames that are called so; capitals are key frames. */
function meet(seen: SeenFrames, frames: string): string[] {
  return [...frames].map((name) =>
    seen.meet(new TextEncoder().encode(name), name === name.toUpperCase())
  );
}

/** A stream of which these frames came over the first connection. */
function met(frames: string): SeenFrames {
  const seen = new SeenFrames();
  seen.reconnect();
  meet(seen, frames);
  seen.reconnect();
  return seen;
}

const cases: readonly { what: string; first: string; then: string; expected: string[] }[] = [
  { what: "the first connection", first: "", then: "Aab", expected: ["next", "next", "next"] },
  {
    what: "the same key frame again, then what is new",
    first: "AabBc",
    then: "Bcde",
    expected: ["seen", "seen", "next", "next"],
  },
  {
    what: "an earlier key frame again",
    first: "AaBbCc",
    then: "BbCcd",
    expected: ["seen", "seen", "seen", "seen", "next"],
  },
  { what: "a key frame that is new", first: "Aab", then: "Bc", expected: ["cut", "next"] },
  {
    what: "a key frame that came before, and then others than before",
    first: "Aabc",
    then: "AaxyZz",
    expected: ["seen", "seen", "lost", "lost", "cut", "next"],
  },
  {
    what: "a new stream from its second frame on",
    first: "Aa",
    then: "xB",
    expected: ["lost", "cut"],
  },
];

for (const { what, first, then, expected } of cases) {
  Deno.test(`frames of a bare stream are known by their contents: ${what}`, () => {
    const seen = new SeenFrames();
    seen.reconnect();
    meet(seen, first);
    seen.reconnect();
    assertEquals(meet(seen, then), expected);
  });
}

Deno.test("a connection that brought nothing new leaves the place as it was", () => {
  const seen = met("AabB");
  assertEquals(meet(seen, "A"), ["seen"]);
  seen.reconnect();
  assertEquals(meet(seen, "Bc"), ["seen", "next"]);
});

Deno.test("of very many frames only the newest are known", () => {
  const seen = new SeenFrames();
  const frame = (number: number): Uint8Array => new TextEncoder().encode(`frame ${number}`);
  seen.reconnect();
  for (let number = 0; number < 20_000; number++) seen.meet(frame(number), true);
  seen.reconnect();
  assertEquals(seen.meet(frame(19_000), true), "seen");
  seen.reconnect();
  assertEquals(seen.meet(frame(1), true), "cut");
});

/** Capture times of frames that arrive at these times, in ms, of a stream of 50 frames/s. */
function times(arrivalsMs: readonly number[], framerate: number | undefined = 50): number[] {
  const made = new ArrivalTimes();
  return arrivalsMs.map((ms) => made.captureUs(ms * 1000, framerate) / 1000);
}

Deno.test("frames that arrive at their pace have the time of their arrival", () => {
  const arrivals = [1000, 1019, 1042, 1061, 1080];
  assertEquals(times(arrivals), arrivals);
});

Deno.test("frames that arrive in a burst are laid out, and what follows stays behind them", () => {
  assertEquals(times([1000, 1000, 1001, 1001, 1020, 1040]), [1000, 1020, 1040, 1060, 1079, 1099]);
});

Deno.test("two that come together do not shift what follows", () => {
  assertEquals(times([1000, 1020, 1060, 1060, 1100, 1120]), [1000, 1020, 1060, 1080, 1100, 1120]);
});

Deno.test("a pause is one", () => {
  assertEquals(times([1000, 1020, 6020, 6040]), [1000, 1020, 6020, 6040]);
});

Deno.test("without a rate there is nothing to lay out by", () => {
  const made = new ArrivalTimes();
  assertEquals([1, 1, 2].map((us) => made.captureUs(us, undefined)), [1, 1, 2]);
});

Deno.test("times never go back, whatever the arrivals", () => {
  let state = 12345;
  const random = (): number => (state = state * 16807 % 2147483647) / 2147483647;
  let arrival = 0;
  const made = times(Array.from({ length: 5000 }, () => arrival += random() ** 6 * 200));
  for (const [index, time] of made.entries()) assert(index === 0 || time > made[index - 1]! - 1e-6);
});

Deno.test("pieces of a frame are put together, and their memory may be used again", () => {
  const frames: string[] = [];
  const collector = new FrameCollector((bytes) => frames.push(new TextDecoder().decode(bytes)));
  const end = { flags: 0, captureUs: 0 };
  const buffer = new Uint8Array(2);
  for (const piece of ["ab", "cd"]) {
    buffer.set(new TextEncoder().encode(piece));
    collector.append(buffer);
  }
  collector.commit(end);
  collector.append(buffer);
  collector.abandon();
  collector.commit(end);
  collector.append(buffer);
  collector.commit(end);
  assertEquals(frames, ["abcd", "cd"]);
});
