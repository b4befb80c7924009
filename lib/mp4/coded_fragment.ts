import { encodeFragmentHead } from "./fragment.ts";
import type { Sample } from "./track.ts";

/** A coded picture whose bytes are still in NAL units. */
export interface CodedSample extends Omit<Sample, "sizeBytes"> {
  /** Its NAL units, header first, without start codes. */
  readonly units: readonly Uint8Array[];
}

/** Bytes of a sample with these NAL units. Spec: ISO/IEC 14496-15 5.3.2. */
export function sampleBytes(units: readonly Uint8Array[]): number {
  return units.reduce((sum, { length }) => sum + 4 + length, 0);
}

/**
 * Makes a sample of NAL units: each with its length, four bytes, in front of it.
 * Spec: ISO/IEC 14496-15 5.3.2.
 *
 * @returns A copy.
 */
export function encodeSample(units: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(sampleBytes(units));
  writeSample(units, bytes, 0);
  return bytes;
}

/**
 * A whole fragment: its head and its samples. Spec: ISO/IEC 14496-12 8.8.4, 8.1.1.
 *
 * @returns A copy.
 */
export function encodeFragment(
  fragment: {
    /** Larger than that of the fragment before. */
    readonly sequenceNumber: number;
    /** When its first sample is decoded, in ticks. */
    readonly decodeTime: number;
    /** At least one. */
    readonly samples: readonly CodedSample[];
  },
): Uint8Array<ArrayBuffer> {
  const { sequenceNumber, decodeTime } = fragment;
  const samples = fragment.samples.map((each) => ({ ...each, sizeBytes: sampleBytes(each.units) }));
  const head = encodeFragmentHead({ sequenceNumber, decodeTime, samples });
  const payloadBytes = samples.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const bytes = new Uint8Array(head.length + payloadBytes);
  bytes.set(head);
  let at = head.length;
  for (const { units } of samples) at = writeSample(units, bytes, at);
  return bytes;
}

/** @returns where the next one goes. */
function writeSample(units: readonly Uint8Array[], target: Uint8Array, offset: number): number {
  const view = new DataView(target.buffer, target.byteOffset);
  let at = offset;
  for (const unit of units) {
    view.setUint32(at, unit.length);
    target.set(unit, at + 4);
    at += 4 + unit.length;
  }
  return at;
}
