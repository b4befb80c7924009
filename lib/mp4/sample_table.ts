import { fullBox, type Pieces, u32 } from "./box.ts";
import { NumberList } from "./number_list.ts";
import type { Sample } from "./track.ts";

/**
 * What a file must say of every sample: size, duration, whether it is a key frame, where it is. It
 * grows by 4 to 12 bytes a sample and some for each chunk and each key frame.
 */
export class SampleTable {
  readonly #sizes = new NumberList();
  /** Pairs of how many samples in a row, and their duration. */
  readonly #durations = new NumberList();
  /** Pairs of how many samples in a row, and their composition offset. */
  readonly #offsetsShown = new NumberList();
  readonly #keys = new NumberList();
  readonly #chunkLengths = new NumberList();
  /** Offsets of chunks, each its high and its low half: they outgrow 32 bits. */
  readonly #offsets = new NumberList();
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
    for (const { sizeBytes, duration, key, compositionOffset = 0 } of samples) {
      this.#sizes.push(sizeBytes);
      this.#duration += duration;
      addRun(this.#durations, duration);
      addRun(this.#offsetsShown, compositionOffset);
      if (key) this.#keys.push(this.#sizes.length);
    }
    this.#chunkLengths.push(samples.length);
    this.#offsets.push(Math.floor(offset / 2 ** 32));
    this.#offsets.push(offset % 2 ** 32);
  }

  /**
   * The boxes of the sample table behind the sample description. Spec: ISO/IEC 14496-12 8.6.1.2,
   * 8.6.1.3, 8.6.2, 8.7.3.2, 8.7.4, 8.7.5.
   */
  encode(): readonly Uint8Array[] {
    const chunks = this.#chunkRuns();
    return [
      encodeRuns("stts", this.#durations),
      ...(this.#isReordered() ? [encodeRuns("ctts", this.#offsetsShown)] : []),
      fullBox("stss", {}, u32(this.#keys.length), this.#keys.encode()),
      fullBox("stsc", {}, u32(chunks.length / 3), chunks.encode()),
      fullBox("stsz", {}, u32(0, this.length), this.#sizes.encode()),
      this.#encodeOffsets(),
    ].flat();
  }

  /** Whether any picture is shown at another time than it is decoded. */
  #isReordered(): boolean {
    return this.#offsetsShown.length > 2 || this.#offsetsShown.at(1) !== 0;
  }

  /** Groups of first chunk, samples in each chunk, sample description. */
  #chunkRuns(): NumberList {
    const groups = new NumberList();
    for (let chunk = 0; chunk < this.#chunkLengths.length; chunk++) {
      const length = this.#chunkLengths.at(chunk);
      if (chunk > 0 && length === this.#chunkLengths.at(chunk - 1)) continue;
      for (const value of [chunk + 1, length, 1]) groups.push(value);
    }
    return groups;
  }

  #encodeOffsets(): Pieces {
    const count = this.#offsets.length / 2;
    // Offsets grow: the high half of the last one says whether any needs 64 bits.
    if (count === 0 || this.#offsets.at(2 * count - 2) > 0) {
      return fullBox("co64", {}, u32(count), this.#offsets.encode());
    }
    const low = new NumberList();
    for (let i = 0; i < count; i++) low.push(this.#offsets.at(2 * i + 1));
    return fullBox("stco", {}, u32(count), low.encode());
  }
}

/** Boxes of the sample table of a track whose samples are in fragments. */
export function encodeEmptySampleTable(): Pieces {
  return [
    fullBox("stts", {}, u32(0)),
    fullBox("stsc", {}, u32(0)),
    fullBox("stsz", {}, u32(0, 0)),
    fullBox("stco", {}, u32(0)),
  ].flat();
}

/** Adds a value to pairs of how many in a row, and what. */
function addRun(pairs: NumberList, value: number): void {
  if (pairs.last === value >>> 0) return pairs.increment(pairs.length - 2);
  pairs.push(1);
  pairs.push(value);
}

/** A box of such pairs; in version 1 of `ctts` values have a sign. */
function encodeRuns(type: "stts" | "ctts", pairs: NumberList): Pieces {
  const version = type === "ctts" ? 1 : 0;
  return fullBox(type, { version }, u32(pairs.length / 2), pairs.encode());
}
