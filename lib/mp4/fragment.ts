import { ascii, box, fullBox, join, u32, u64 } from "./box.ts";
import type { Sample } from "./track.ts";

/** A movie fragment: some samples in a row. */
export interface Fragment {
  /** From 1, +1 each. */
  readonly sequenceNumber: number;
  /** When its first sample is shown, in ticks from the beginning. */
  readonly decodeTime: number;
  /** At least one. */
  readonly samples: readonly Sample[];
}

const trackId = 1;
const fixedBytes = 96; // all but the run's table
const bytesPerSample = 16;
const defaultBaseIsMoof = 0x020000;
/** Data offset, and for each sample duration, size, flags, composition offset. */
const runFlags = 0x000001 | 0x000100 | 0x000200 | 0x000400 | 0x000800;
/** Composition offsets have a sign. */
const runVersion = 1;
const keySample = 0x02000000; // depends on no other
const deltaSample = 0x01010000; // depends on others, is no sync sample

/** Bytes in front of the samples of a fragment. */
export function fragmentHeadBytes(sampleCount: number): number {
  return fixedBytes + bytesPerSample * sampleCount;
}

/**
 * What stands in front of the samples of a fragment: the movie fragment box, and the head of the
 * media data box. Exactly {@linkcode fragmentHeadBytes} long; the samples' bytes follow.
 *
 * Spec: ISO/IEC 14496-12 8.8.4 to 8.8.8, 8.8.12, 8.1.1.
 */
export function encodeFragmentHead(fragment: Fragment): Uint8Array<ArrayBuffer> {
  const { sequenceNumber, decodeTime, samples } = fragment;
  const headBytes = fragmentHeadBytes(samples.length);
  const rows = samples.flatMap(({ duration, sizeBytes, key, compositionOffset = 0 }) => [
    duration,
    sizeBytes,
    key ? keySample : deltaSample,
    compositionOffset,
  ]);
  const payloadBytes = samples.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const run = { version: runVersion, flags: runFlags };
  const track = box(
    "traf",
    fullBox("tfhd", { flags: defaultBaseIsMoof }, u32(trackId)),
    fullBox("tfdt", { version: 1 }, u64(decodeTime)),
    fullBox("trun", run, u32(samples.length, headBytes), u32(...rows)),
  );
  const movie = box("moof", fullBox("mfhd", {}, u32(sequenceNumber)), track);
  return join([...movie, u32(payloadBytes + 8), ascii("mdat")]);
}
