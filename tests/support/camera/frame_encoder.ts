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
