import { type Frame, FrameFlag, type StreamInfo } from "../frame/mod.ts";

/** How much of a stream is wanted; what is absent is without end. */
export interface Limit {
  /** Frames; 1 or more. */
  readonly frames?: number | undefined;
  /** Capture time from the first frame on, µs. */
  readonly durationUs?: number | undefined;
}

/** A camera that is restarted is away for less; a clock that is set steps further. */
const longestPauseUs = 60e6;
const usualFramerate = 30;

/**
 * Counts the frames of a stream and its time, and tells where the limit is. A frame is whole only
 * when the next one has begun: until then bytes may follow that belong to it (CONTINUATION).
 */
export class StreamLimit {
  readonly #frames: number;
  readonly #durationUs: number;
  #lastUs: number | undefined;
  #elapsedUs = 0;
  #frameUs = 0;
  #count = 0;
  #mayStep = false;

  /** Begins to count. */
  constructor({ frames = Infinity, durationUs = Infinity }: Limit) {
    this.#frames = frames;
    this.#durationUs = durationUs;
  }

  /** Frames admitted, continuations not counted. */
  get frames(): number {
    return this.#count;
  }

  /** From the capture of the first to that of the last, and that one's nominal duration, seconds. */
  get seconds(): number {
    return (this.#elapsedUs + this.#frameUs) / 1e6;
  }

  /** Whether nothing but the rest of the last frame may follow. */
  get isFull(): boolean {
    return this.#count >= this.#frames;
  }

  /**
   * Counts a frame.
   * @returns nothing where it belongs to what is wanted, else which limit it is beyond.
   */
  beyond(frame: Frame, stream: StreamInfo): "frames" | "duration" | undefined {
    if (frame.flags & FrameFlag.continuation) return undefined;
    if (this.isFull) return "frames";
    const nominalUs = 1e6 / (stream.framerate ?? usualFramerate);
    const elapsedUs = this.#elapsedUs + this.#sinceLast(frame, nominalUs);
    // Half a frame: capture times jitter around their nominal distance.
    if (elapsedUs + nominalUs / 2 >= this.#durationUs && this.#count > 0) return "duration";
    this.#lastUs = frame.captureUs;
    this.#elapsedUs = elapsedUs;
    this.#frameUs = nominalUs;
    this.#count++;
    return undefined;
  }

  /** From here on the sender's clock may be another one. */
  mayStep(): void {
    this.#mayStep = true;
  }

  /** Time since the frame before; a step of the sender's clock counts as one frame. */
  #sinceLast({ captureUs, flags }: Frame, nominalUs: number): number {
    const mayStep = this.#mayStep || (flags & FrameFlag.discontinuity) !== 0;
    this.#mayStep = false;
    if (this.#lastUs === undefined) return 0;
    const sinceUs = captureUs - this.#lastUs;
    return sinceUs < 0 || (mayStep && sinceUs > longestPauseUs) ? nominalUs : sinceUs;
  }
}
