import { addEmulationPrevention } from "../../../lib/h264/mod.ts";
import { Bits } from "./bits.ts";

/** Puts byte pieces together. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The size and number of a picture of whole macroblocks. */
export interface SpsFields {
  readonly id?: number;
  readonly widthMbs?: number;
  readonly heightMbs?: number;
}

/** A Constrained Baseline SPS of level 3.1, without start code. */
export function makeSps({ id = 0, widthMbs = 40, heightMbs = 30 }: SpsFields = {}): Uint8Array {
  const bits = new Bits().u(8, 66).u(8, 0xc0).u(8, 31).ue(id);
  bits.ue(0).ue(2).ue(1).u(1, 0).ue(widthMbs - 1).ue(heightMbs - 1).u(1, 1).u(1, 1).u(1, 0).u(1, 0);
  return addEmulationPrevention(concat(Uint8Array.of(0x67), bits.rbsp()));
}

/** A PPS without start code. */
export function makePps({ id = 0, spsId = 0 } = {}): Uint8Array {
  const bits = new Bits().ue(id).ue(spsId).u(1, 0).u(1, 0).ue(0).ue(0).ue(0).u(1, 0).u(2, 0);
  bits.se(0).se(0).se(0).u(1, 0).u(1, 0).u(1, 0);
  return addEmulationPrevention(concat(Uint8Array.of(0x68), bits.rbsp()));
}

/** What a slice begins with, and how long it is. */
export interface SliceFields {
  readonly idr?: boolean;
  readonly firstMb?: number;
  readonly ppsId?: number;
  readonly sizeBytes?: number;
  readonly fill?: number;
}

/** A slice that has a true header and `fill` for the rest, without start code. */
export function makeSlice(
  { idr = false, firstMb = 0, ppsId = 0, sizeBytes = 20, fill = 0xaa }: SliceFields = {},
): Uint8Array {
  const header = new Bits().ue(firstMb).ue(idr ? 7 : 5).ue(ppsId).rbsp();
  const slice = new Uint8Array(Math.max(sizeBytes, header.length + 2)).fill(fill);
  slice[0] = idr ? 0x65 : 0x41;
  slice.set(header, 1);
  return slice;
}

/** Puts start codes in front of NAL units: 4 bytes for the first, 3 for the others. */
export function annexB(...nals: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return concat(...nals.flatMap((nal, index) => [START_CODE.subarray(index === 0 ? 0 : 1), nal]));
}

const START_CODE = Uint8Array.of(0, 0, 0, 1);

/** Fills a piece of a coded picture with what occurs in one: anything but start codes. */
export function pictureBytes(sizeBytes: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(sizeBytes);
  let state = seed >>> 0 || 1;
  for (let i = 0; i < sizeBytes; i++) {
    state = Math.imul(state, 1664525) + 1013904223 >>> 0;
    bytes[i] = state >>> 24;
  }
  return addEmulationPrevention(bytes);
}
