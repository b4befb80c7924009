import fc from "fast-check";
import { annexB, concat, makePps, makeSlice, makeSps, pictureBytes } from "./streams.ts";

/** An access unit as an encoder may make one. */
export interface MadeUnit {
  readonly key: boolean;
  readonly bytes: Uint8Array;
}

const SETS = [makeSps(), makePps()];
const DELIMITER = Uint8Array.of(0x09, 0xf0);

const unit: fc.Arbitrary<MadeUnit> = fc.record({
  key: fc.boolean(),
  delimiter: fc.boolean(),
  seiBytes: fc.oneof(fc.constant(0), fc.nat(60)),
  slices: fc.array(fc.oneof(fc.nat(200), fc.nat(9000)), { minLength: 1, maxLength: 4 }),
  leadingZeros: fc.nat(3),
  seed: fc.nat(),
}).map(({ key, delimiter, seiBytes, slices, leadingZeros, seed }) => {
  const nals = [
    ...(delimiter ? [DELIMITER] : []),
    ...(key ? SETS : []),
    ...(seiBytes > 0 ? [sei(seiBytes)] : []),
    ...slices.map((sizeBytes, index) => slice({ key, sizeBytes, seed, firstMb: index * 100 })),
  ];
  return { key, bytes: concat(new Uint8Array(leadingZeros), annexB(...nals)) };
});

function sei(sizeBytes: number): Uint8Array {
  return concat(Uint8Array.of(0x06, 0x05), new Uint8Array(sizeBytes).fill(0x33));
}

interface SliceShape {
  readonly key: boolean;
  readonly sizeBytes: number;
  readonly seed: number;
  readonly firstMb: number;
}

function slice({ key, sizeBytes, seed, firstMb }: SliceShape): Uint8Array {
  const header = makeSlice({ idr: key, firstMb, sizeBytes: 0 });
  return concat(header, pictureBytes(sizeBytes, seed + firstMb), Uint8Array.of(0x80));
}

/** Units of a stream, of which the first is a key frame. */
export const units: fc.Arbitrary<MadeUnit[]> = fc.tuple(
  unit.filter(({ key }) => key),
  fc.array(unit, { maxLength: 8 }),
).map(([first, rest]) => [first, ...rest]);

/** Cuts bytes into pieces of the given lengths, and takes the lengths anew until all is cut. */
export function cut(bytes: Uint8Array, lengths: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const length = lengths[i % lengths.length]!;
    pieces.push(bytes.slice(at, at + length));
    at += length;
  }
  return pieces;
}

/** Lengths of pieces: a few bytes, or what a pipe gives. */
export const pieceLengths: fc.Arbitrary<number[]> = fc.array(
  fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 10000 }), fc.constant(4096)),
  { minLength: 1, maxLength: 30 },
);
