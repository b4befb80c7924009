import { encodeFragmentHead, fragmentHeadBytes, type Sample } from "../mp4/mod.ts";
import { bufferBytes, type Buffers } from "./buffers.ts";

/** A fragment's head grows with its samples, and is written in front of them in the end. */
const mostSamples = 120;
const headRoomBytes = fragmentHeadBytes(mostSamples);

/** The samples of the next fragment, in one piece of memory with room for the fragment's head. */
export class FragmentBuffer {
  readonly #buffers: Buffers;
  #buffer: Uint8Array<ArrayBuffer> | undefined;
  #filled = headRoomBytes;
  #samples: Sample[] = [];
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
  hasRoom(sizeBytes: number): boolean {
    return this.#samples.length < mostSamples && this.#filled + sizeBytes <= bufferBytes;
  }

  /**
   * Adds a sample.
   *
   * @param units Its NAL units; copied, each with its length in front of it.
   * @param timing How long it is shown, in ticks, and whether decoding can start at it.
   */
  add(units: readonly Uint8Array[], timing: Omit<Sample, "sizeBytes">): void {
    const sizeBytes = units.reduce((sum, { length }) => sum + 4 + length, 0);
    this.#buffer ??= this.#buffers.acquire(headRoomBytes + sizeBytes);
    const view = new DataView(this.#buffer.buffer);
    for (const unit of units) {
      view.setUint32(this.#filled, unit.length);
      this.#buffer.set(unit, this.#filled + 4);
      this.#filled += 4 + unit.length;
    }
    this.#samples.push({ ...timing, sizeBytes });
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
