import { box, fullBox, table, u32 } from "./box.ts";
import { NumberList } from "./number_list.ts";
import type { Sample } from "./track.ts";

/**
 * What a file must say of every sample: size, duration, whether it is a key frame, where it is. It
 * grows by 8 bytes a sample and some for each chunk and each key frame.
 */
export class SampleTable {
  readonly #sizes = new NumberList();
  readonly #durations = new NumberList();
  readonly #keys = new NumberList();
  readonly #chunkLengths = new NumberList();
  /** Offsets of chunks as high and low halves: they outgrow 32 bits. */
  readonly #offsetsHigh = new NumberList();
  readonly #offsetsLow = new NumberList();
  #duration = 0;

  /** Samples in it. */
  get length(): number {
    return this.#sizes.length;
  }

  /** Sum of the durations, in ticks. */
  get duration(): number {
    return this.#duration;
  }

  /**
   * Adds samples whose bytes stand one after the other.
   *
   * @param samples At least one.
   * @param offset Where in the file the first one begins, bytes.
   */
  addChunk(samples: readonly Sample[], offset: number): void {
    for (const { sizeBytes, duration, key } of samples) {
      this.#sizes.push(sizeBytes);
      this.#durations.push(duration);
      this.#duration += duration;
      if (key) this.#keys.push(this.#sizes.length);
    }
    this.#chunkLengths.push(samples.length);
    this.#offsetsHigh.push(Math.floor(offset / 2 ** 32));
    this.#offsetsLow.push(offset % 2 ** 32);
  }

  /**
   * The boxes of the sample table behind the sample description. Spec: ISO/IEC 14496-12 8.6.1.2,
   * 8.6.2, 8.7.3.2, 8.7.4, 8.7.5.
   */
  encode(): Uint8Array<ArrayBuffer>[] {
    const times = runs(this.#durations);
    const chunks = this.#chunkRuns();
    return [
      fullBox("stts", {}, u32(times.length / 2), table(times.length, times)),
      fullBox("stss", {}, u32(this.#keys.length), table(this.#keys.length, this.#keys)),
      fullBox("stsc", {}, u32(chunks.length / 3), table(chunks.length, chunks)),
      fullBox("stsz", {}, u32(0, this.length), table(this.length, this.#sizes)),
      this.#encodeOffsets(),
    ];
  }

  /** Groups of first chunk, samples in each chunk, sample description. */
  #chunkRuns(): number[] {
    const groups: number[] = [];
    let chunk = 0;
    let last = -1;
    for (const length of this.#chunkLengths) {
      chunk++;
      if (length !== last) groups.push(chunk, length, 1);
      last = length;
    }
    return groups;
  }

  #encodeOffsets(): Uint8Array<ArrayBuffer> {
    const count = this.#offsetsLow.length;
    if (count === 0 || this.#offsetsHigh.last === 0) {
      return fullBox("stco", {}, u32(count), table(count, this.#offsetsLow));
    }
    return fullBox("co64", {}, u32(count), table(count * 2, this.#offsetHalves()));
  }

  *#offsetHalves(): Generator<number> {
    const high = this.#offsetsHigh[Symbol.iterator]();
    for (const low of this.#offsetsLow) {
      yield high.next().value ?? 0;
      yield low;
    }
  }
}

/** Pairs of how many in a row, and what. */
function runs(values: NumberList): number[] {
  const pairs: number[] = [];
  for (const value of values) {
    if (pairs.length > 0 && pairs[pairs.length - 1] === value) pairs[pairs.length - 2]!++;
    else pairs.push(1, value);
  }
  return pairs;
}

/** Boxes of the sample table of a track whose samples are in fragments. */
export function encodeEmptySampleTable(): Uint8Array<ArrayBuffer>[] {
  return [
    fullBox("stts", {}, u32(0)),
    fullBox("stsc", {}, u32(0)),
    fullBox("stsz", {}, u32(0, 0)),
    fullBox("stco", {}, u32(0)),
  ];
}

/** The sample table box. Spec: ISO/IEC 14496-12 8.5.1. */
export function encodeSampleTable(
  description: Uint8Array,
  tables: readonly Uint8Array[],
): Uint8Array<ArrayBuffer> {
  return box("stbl", description, ...tables);
}
