import { encodeFragmentHead, fragmentHeadBytes, type Sample, ShownOrder } from "../mp4/mod.ts";
import { bufferBytes, type Buffers } from "./buffers.ts";

const mostSamples = 120;

/** B pictures in a row, at most: they stay in the fragment of the picture that is shown after them. */
const mostReordered = 16;

/** A fragment's head grows with its samples, and is written in front of them in the end. */
const headRoomBytes = fragmentHeadBytes(mostSamples + mostReordered);

/** A sample whose composition offset may still change. */
type GrowingSample = Omit<Sample, "compositionOffset"> & { compositionOffset: number };

/** What is to be known of a sample besides its bytes. */
export interface SampleTiming {
  /** How long it is shown, in ticks. */
  readonly duration: number;
  /** Whether decoding can start at it. */
  readonly key: boolean;
  /** Whether it is shown before the last sample that was not. */
  readonly bipredictive: boolean;
}

/** The samples of the next fragment, in one piece of memory with room for the fragment's head. */
export class FragmentBuffer {
  readonly #buffers: Buffers;
  #buffer: Uint8Array<ArrayBuffer> | undefined;
  #filled = headRoomBytes;
  #samples: GrowingSample[] = [];
  #order = new ShownOrder();
  #decodeTime = 0;
  #sequenceNumber = 0;

  /** @param buffers Where it takes memory from. */
  constructor(buffers: Buffers) {
    this.#buffers = buffers;
  }

  /** Samples in it. */
  get sampleCount(): number {
    return this.#samples.length;
  }

  /** Sum of their durations, in ticks. */
  get duration(): number {
    return this.#samples.reduce((sum, { duration }) => sum + duration, 0);
  }

  /** Tells whether a sample of that size still belongs in this fragment. */
  hasRoom(sizeBytes: number, { bipredictive }: SampleTiming): boolean {
    if (
      bipredictive && this.#order.hasAnchor && this.#samples.length < mostSamples + mostReordered
    ) {
      return true;
    }
    return this.#samples.length < mostSamples && this.#filled + sizeBytes <= bufferBytes;
  }

  /**
   * Adds a sample.
   *
   * @param units Its NAL units; copied, each with its length in front of it.
   * @param timing When it is shown.
   */
  add(units: readonly Uint8Array[], { duration, key, bipredictive }: SampleTiming): void {
    const sizeBytes = units.reduce((sum, { length }) => sum + 4 + length, 0);
    const buffer = this.#bufferFor(sizeBytes);
    const view = new DataView(buffer.buffer);
    for (const unit of units) {
      view.setUint32(this.#filled, unit.length);
      buffer.set(unit, this.#filled + 4);
      this.#filled += 4 + unit.length;
    }
    const sample = { duration, key, sizeBytes, compositionOffset: 0 };
    this.#samples.push(sample);
    this.#order.add(sample, bipredictive);
  }

  /** The buffer, with room for a sample of that size. */
  #bufferFor(sizeBytes: number): Uint8Array<ArrayBuffer> {
    const before = this.#buffer;
    if (before && this.#filled + sizeBytes <= before.length) return before;
    const buffer = this.#buffers.acquire(this.#filled + sizeBytes);
    if (before) {
      buffer.set(before.subarray(0, this.#filled));
      this.#buffers.release(before);
    }
    return this.#buffer = buffer;
  }

  /**
   * Takes the fragment out, and begins the next; `undefined` where there are no samples.
   *
   * @returns Its bytes, which the caller releases; its samples, and where the first one begins in it.
   */
  take(): TakenFragment | undefined {
    const buffer = this.#buffer;
    if (buffer === undefined) return undefined;
    const samples = this.#samples;
    const decodeTime = this.#decodeTime;
    const sequenceNumber = ++this.#sequenceNumber;
    const head = encodeFragmentHead({ sequenceNumber, decodeTime, samples });
    const begin = headRoomBytes - head.length;
    buffer.set(head, begin);
    const bytes = buffer.subarray(begin, this.#filled);
    this.#decodeTime += this.duration;
    this.#buffer = undefined;
    this.#filled = headRoomBytes;
    this.#samples = [];
    this.#order = new ShownOrder();
    const release = () => this.#buffers.release(buffer);
    return { bytes, samples, headBytes: head.length, release };
  }
}

/** A fragment that is ready to be written. */
export interface TakenFragment {
  /** Head and samples. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** At least one. */
  readonly samples: readonly Sample[];
  /** Where the first sample begins in `bytes`. */
  readonly headBytes: number;
  /** Gives the memory back. */
  readonly release: () => void;
}
