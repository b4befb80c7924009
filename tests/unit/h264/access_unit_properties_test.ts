import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import fc from "fast-check";
import { setUp } from "./set_up.ts";
import { cut, type MadeUnit, pieceLengths, units } from "./stream_arbitraries.ts";
import { concat } from "./streams.ts";

const RUNS = { numRuns: 300 };

/** What the frames of a stream must be, whoever cuts it. */
function expected(stream: readonly MadeUnit[]): string[] {
  return stream.map(({ bytes, key }) => `${bytes.length}${key ? " key" : ""}`);
}

function bytesOf(stream: readonly MadeUnit[]): Uint8Array {
  return concat(...stream.map(({ bytes }) => bytes));
}

Deno.test("However a file is cut, its frames are the same", () => {
  fc.assert(
    fc.property(units, pieceLengths, (stream, lengths) => {
      const s = setUp({ unitEnd: "next-start" });
      for (const piece of cut(bytesOf(stream), lengths)) s.assembler.push(piece);
      s.assembler.end("clean");
      assertEquals(s.frames(), expected(stream));
      assertEquals(concat(...s.sink.frames.map(({ bytes }) => bytes)), bytesOf(stream));
    }),
    RUNS,
  );
});

/** The pieces in which stdio or libavformat write a unit: whole blocks, then the rest. */
function writesOf(unit: Uint8Array, blocksAtOnce: number): Uint8Array[] {
  const whole = unit.length - unit.length % 4096;
  const writes: Uint8Array[] = [];
  for (let at = 0; at < whole; at += 4096 * blocksAtOnce) {
    writes.push(unit.slice(at, Math.min(whole, at + 4096 * blocksAtOnce)));
  }
  if (unit.length > whole) writes.push(unit.slice(whole));
  return writes;
}

Deno.test("As cameras write, every unit is a frame at once, however many writes a read takes", () => {
  const reads = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(units, reads, fc.integer({ min: 1, max: 4 }), (stream, perRead, blocks) => {
      const s = setUp({ fullReadBytes: 1e9 });
      const writes = stream.flatMap(({ bytes }, index) =>
        writesOf(bytes, blocks).map((write, part, all) => ({
          write,
          unitsDone: part === all.length - 1 ? index + 1 : index,
          doubtful: bytes.length % 4096 === 0,
        }))
      );
      for (let at = 0, i = 0; at < writes.length; i++) {
        const read = writes.slice(at, at + perRead[i % perRead.length]!);
        at += read.length;
        s.assembler.push(concat(...read.map(({ write }) => write)));
        const { unitsDone, doubtful } = read.at(-1)!;
        if (doubtful && s.sink.frames.length < unitsDone) s.fireTimers();
        assertEquals(s.sink.frames.length, unitsDone);
      }
      assertEquals(s.frames(), expected(stream));
      assertEquals(s.assembler.counters.wrongEnds, 0);
    }),
    RUNS,
  );
});

Deno.test("However reads are cut and wherever silence falls, no byte is lost, moved or doubled", () => {
  const silences = fc.array(fc.boolean(), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(units, pieceLengths, silences, (stream, lengths, silent) => {
      const s = setUp();
      cut(bytesOf(stream), lengths).forEach((piece, index) => {
        s.assembler.push(piece);
        if (silent[index % silent.length]) s.fireTimers();
      });
      s.assembler.end("clean");
      // A continuation ends the frame before it: together they are the units again.
      const joined: string[] = [];
      let lengthSoFar = 0;
      for (const { bytes, flags } of s.sink.frames.toReversed()) {
        lengthSoFar += bytes.length;
        if (flags === "continuation") continue;
        joined.unshift(`${lengthSoFar} ${flags}`.trim());
        lengthSoFar = 0;
      }
      assertEquals(joined, expected(stream));
      assertEquals(concat(...s.sink.frames.map(({ bytes }) => bytes)), bytesOf(stream));
      const rests = s.sink.frames.filter(({ flags }) => flags === "continuation").length;
      assertEquals(s.assembler.counters.wrongEnds, rests);
    }),
    RUNS,
  );
});

Deno.test("The reader may reuse its buffer: nothing of a read is kept as a view", () => {
  fc.assert(
    fc.property(units, pieceLengths, (stream, lengths) => {
      const s = setUp({ unitEnd: "next-start" });
      for (const piece of cut(bytesOf(stream), lengths)) {
        s.assembler.push(piece);
        piece.fill(0xff);
      }
      s.assembler.end("clean");
      assertEquals(concat(...s.sink.frames.map(({ bytes }) => bytes)), bytesOf(stream));
    }),
    RUNS,
  );
});

Deno.test("The bytes of a picture are passed on in the read that brings them, but the last few", () => {
  fc.assert(
    fc.property(units, pieceLengths, (stream, lengths) => {
      const s = setUp({ unitEnd: "next-start" });
      let pushed = 0;
      for (const piece of cut(bytesOf(stream), lengths)) {
        s.assembler.push(piece);
        pushed += piece.length;
        const passedOn = s.sink.bytesTaken;
        // Held: zeros, start code and header, or what stands before a unit's first slice.
        assertLessOrEqual(pushed - passedOn, 200);
        assert(pushed >= passedOn);
      }
    }),
    RUNS,
  );
});
