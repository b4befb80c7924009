import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { cut, pieceLengths, units } from "../unit/h264/stream_arbitraries.ts";
import { setUp } from "../unit/h264/set_up.ts";
import { annexB, concat, makePps, makeSlice, makeSps } from "../unit/h264/streams.ts";

const KEY = annexB(makeSps(), makePps(), makeSlice({ idr: true, sizeBytes: 300 }));
const P = annexB(makeSlice({ sizeBytes: 100 }));

/** Bytes with many start codes among them, and of what follows one. */
const garbage = fc.array(
  fc.oneof(
    fc.constantFrom<number[]>([0, 0, 1], [0, 0, 0, 1], [0, 0, 1, 0x67], [0, 0, 1, 0x68]),
    fc.constantFrom<number[]>([0, 0, 1, 0x65, 0x88], [0, 0, 1, 0x41, 0x9a], [0], [1]),
    fc.constantFrom<number[]>([...makeSps()], [...makePps()], [0x0c, 0xff], [0x80]),
    fc.array(fc.nat(255), { maxLength: 30 }),
  ),
  { maxLength: 60 },
).map((parts) => Uint8Array.from(parts.flat()));

/** Runs a stream through an assembler, with a silence after every third read. */
function run(bytes: Uint8Array, lengths: readonly number[]) {
  const s = setUp();
  cut(bytes, lengths).forEach((piece, index) => {
    s.assembler.push(piece);
    if (index % 3 === 0) s.fireTimers();
  });
  return s;
}

function endsWith(bytes: Uint8Array, tail: Uint8Array): boolean {
  return bytes.length >= tail.length && bytes.subarray(-tail.length).toHex() === tail.toHex();
}

Deno.test("Whatever bytes come, nothing is thrown, and every byte is in a frame or counted", () => {
  fc.assert(
    fc.property(garbage, pieceLengths, (bytes, lengths) => {
      const s = run(bytes, lengths);
      s.assembler.end("cut");
      const { counters } = s.assembler;
      const committed = s.sink.frames.reduce((sum, frame) => sum + frame.bytes.length, 0);
      assertEquals(counters.bytes, bytes.length);
      assert(committed + counters.discardedBytes >= bytes.length, "a byte vanished");
      assert(counters.discardedBytes <= bytes.length);
      const first = s.sink.frames[0];
      if (first) assert(first.flags.startsWith("key") && first.stream?.width !== undefined);
      assertEquals(s.sink.open.length, 0);
    }),
    { numRuns: 3000 },
  );
});

Deno.test("After whatever damage, the next good key frame and what follows it come out", () => {
  const damage = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    put: garbage,
    take: fc.nat(400),
  });
  fc.assert(
    fc.property(units, damage, pieceLengths, (stream, { at, put, take }, lengths) => {
      const whole = concat(...stream.map(({ bytes }) => bytes));
      const cutAt = Math.floor(at * whole.length);
      const damaged = concat(whole.subarray(0, cutAt), put, whole.subarray(cutAt + take));
      const s = run(damaged, lengths);
      for (const unit of [KEY, P, P]) {
        s.assembler.push(unit);
        s.fireTimers();
      }
      s.assembler.end("clean");
      const last = s.sink.frames.slice(-3);
      assertEquals(last.length, 3);
      assert(last[0]!.flags.startsWith("key"), last[0]!.flags);
      assert(endsWith(last[0]!.bytes, makeSlice({ idr: true, sizeBytes: 300 })));
      assertEquals(last[1]!.bytes, P);
      assertEquals(last[2]!.bytes, P);
    }),
    { numRuns: 1500 },
  );
});
