import { assertEquals, assertLessOrEqual } from "@std/assert";
import fc from "fast-check";
import { NalScanner } from "../../../lib/h264/nal_scanner.ts";
import { concat } from "./streams.ts";

/** Scans pieces; a NAL unit is shown as its header and first byte, bytes as hexadecimal. */
function scan(pieces: readonly Uint8Array[]) {
  const events: string[] = [];
  const bytes: Uint8Array[] = [];
  const scanner = new NalScanner({
    nalUnit: (header, first) => events.push(`[${header.toString(16)} ${first.toString(16)}]`),
    bytes: (view) => {
      bytes.push(view.slice());
      // Bytes of one NAL unit may come in several views: put them together.
      if (!events.at(-1)?.startsWith("[") && events.length > 0) {
        events[events.length - 1] += view.toHex();
      } else events.push(view.toHex());
    },
  });
  for (const piece of pieces) scanner.push(piece);
  return { events, scanner, bytes: concat(...bytes) };
}

const CASES = [
  { hex: "", events: [], held: "nothing" },
  { hex: "aabb", events: ["aabb"], held: "nothing" },
  { hex: "0000016588aa", events: ["[65 88]", "0000016588aa"], held: "nothing" },
  { hex: "000000000168cc00", events: ["[68 0]", "000000000168cc"], held: "zeros" },
  { hex: "00000168cc000001", events: ["[68 0]", "00000168cc"], held: "start code" },
  { hex: "00000168cc00000141", events: ["[68 0]", "00000168cc"], held: "start code" },
  {
    hex: "00000168cc00000109",
    events: ["[68 0]", "00000168cc", "[9 0]", "00000109"],
    held: "nothing",
  },
  {
    hex: "aa00000165000001418000ff",
    events: ["aa", "[65 0]", "00000165", "[41 80]", "000001418000ff"],
    held: "nothing",
  },
] as const;

for (const { hex, events, held } of CASES) {
  Deno.test(`Scanning ${hex || "nothing"}, in whatever pieces`, () => {
    const whole = Uint8Array.fromHex(hex);
    for (let first = 0; first <= whole.length; first++) {
      for (let second = first; second <= whole.length; second++) {
        const pieces = [
          whole.subarray(0, first),
          whole.subarray(first, second),
          whole.subarray(second),
        ];
        const scanned = scan(pieces);
        assertEquals(scanned.events, [...events], `cut at ${first} and ${second}`);
        assertEquals(scanned.scanner.held, held);
      }
    }
  });
}

Deno.test("What the scanner passes on and what it holds is the stream, in whatever pieces", () => {
  const byte = fc.constantFrom(0, 0, 0, 0, 1, 1, 0x65, 0x41, 0x67, 0x80, 3);
  const piece = fc.array(byte, { maxLength: 12 }).map((list) => Uint8Array.from(list));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const whole = concat(...pieces);
      const inPieces = scan(pieces);
      const atOnce = scan([whole]);
      assertEquals(inPieces.events, atOnce.events);
      assertEquals(inPieces.bytes, whole.subarray(0, whole.length - inPieces.scanner.heldBytes));
      assertEquals(inPieces.scanner.heldBytes, atOnce.scanner.heldBytes);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("However many zero bytes come, few are held", () => {
  const { scanner, bytes } = scan([new Uint8Array(100_000), new Uint8Array(70_000)]);
  assertLessOrEqual(scanner.heldBytes, 65536);
  assertEquals(bytes.length + scanner.heldBytes, 170_000);
});
