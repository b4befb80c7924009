import { type FrameEnd, FrameFlag, type FrameSink, type StreamInfo } from "../frame/mod.ts";
import type { Sps } from "./sps.ts";
import { describeStream, sameStream, type StreamSettings } from "./stream_description.ts";

/** What the assembler knows of a frame that it ends. */
export interface OutputEnd {
  /** The sequence parameter set that a key frame refers to; absent for other frames. */
  readonly sps?: Sps | undefined;
  /** Whether the bytes end the frame before. */
  readonly continuation: boolean;
}

/**
 * Writes frames to the sink with their flags, capture time and, where it is news, the stream's
 * description.
 */
export class FrameOutput {
  readonly #sink: FrameSink;
  readonly #settings: StreamSettings;
  #stream: StreamInfo | undefined;
  #discontinuity: boolean;
  #open = false;
  #captureUs = 0;

  /** @param options `discontinuity`: the first frame carries that flag. */
  constructor(sink: FrameSink, options: StreamSettings & { discontinuity?: boolean | undefined }) {
    this.#sink = sink;
    this.#settings = options;
    this.#discontinuity = options.discontinuity ?? false;
  }

  /** Adds bytes, read at `readUs`, to the open frame. */
  append(view: Uint8Array, readUs: number): void {
    if (view.length === 0) return;
    this.#open = true;
    this.#captureUs = readUs;
    this.#sink.append(view);
  }

  /** Ends the open frame. */
  commit(end: OutputEnd): void {
    if (!this.#open) return;
    this.#open = false;
    const stream = end.sps && this.#news(end.sps);
    this.#sink.commit({
      flags: this.#flags(end),
      captureUs: this.#captureUs,
      ...(stream ? { stream } : {}),
    });
  }

  /** Drops the open frame. */
  abandon(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#sink.abandon();
  }

  /** Frames are lost here: the next one says so, if there has been one before. */
  interrupt(): void {
    if (this.#stream) this.#discontinuity = true;
  }

  #flags(end: OutputEnd): FrameEnd["flags"] {
    if (end.continuation) return FrameFlag.continuation;
    const discontinuity = this.#discontinuity ? FrameFlag.discontinuity : 0;
    this.#discontinuity = false;
    return (end.sps ? FrameFlag.key : 0) | discontinuity;
  }

  /** The description, if it is the first or another one than before. */
  #news(sps: Sps): StreamInfo | undefined {
    const stream = describeStream(sps, this.#settings);
    if (this.#stream && sameStream(this.#stream, stream)) return undefined;
    if (this.#stream) this.#discontinuity = true;
    this.#stream = stream;
    return stream;
  }
}
