/** One frame as it leaves an encoder. */
export interface EncodedFrame {
  readonly bytes: Uint8Array;
  readonly key: boolean;
}

/** What turns camera frames into bytes. */
export interface FrameEncoder {
  /** Takes the camera frame with this number, gives what is ready. */
  encode(number: number): EncodedFrame[];
  /** Gives what is still held, as at the end of a run. */
  flush(): EncodedFrame[];
}

/** An encoder behind a pipeline of threads: what goes in comes out so many frames later. */
export class DelayedEncoder implements FrameEncoder {
  readonly #inner: FrameEncoder;
  readonly #delayFrames: number;
  readonly #held: EncodedFrame[] = [];

  constructor(inner: FrameEncoder, options: { delayFrames: number }) {
    this.#inner = inner;
    this.#delayFrames = options.delayFrames;
  }

  encode(number: number): EncodedFrame[] {
    this.#held.push(...this.#inner.encode(number));
    return this.#held.splice(0, Math.max(0, this.#held.length - this.#delayFrames));
  }

  flush(): EncodedFrame[] {
    return [...this.#held.splice(0), ...this.#inner.flush()];
  }
}

/** An encoder with buffers of a fixed size: a larger frame is delivered in several pieces. */
export class SplitEncoder implements FrameEncoder {
  readonly #inner: FrameEncoder;
  readonly #bufferBytes: number;

  constructor(inner: FrameEncoder, options: { bufferBytes: number }) {
    this.#inner = inner;
    this.#bufferBytes = options.bufferBytes;
  }

  encode(number: number): EncodedFrame[] {
    return this.#inner.encode(number).flatMap((frame) => this.#split(frame));
  }

  flush(): EncodedFrame[] {
    return this.#inner.flush();
  }

  #split({ bytes, key }: EncodedFrame): EncodedFrame[] {
    const count = Math.ceil(bytes.length / this.#bufferBytes);
    return Array.from({ length: count }, (_, index) => {
      const piece = bytes.subarray(index * this.#bufferBytes, (index + 1) * this.#bufferBytes);
      return { bytes: piece, key };
    });
  }
}
