import type { FrameEnd, FrameSink } from "../frame/mod.ts";

/** Hands a stream on unchanged and tells of each frame that is complete. */
export class MeteredSink implements FrameSink {
  readonly #sink: FrameSink;
  readonly #onFrame: (end: FrameEnd) => void;
  #isOpen = false;

  /** @param onFrame is called after the sink has the frame. */
  constructor(sink: FrameSink, onFrame: (end: FrameEnd) => void) {
    this.#sink = sink;
    this.#onFrame = onFrame;
  }

  append(bytes: Uint8Array): void {
    this.#isOpen ||= bytes.length > 0;
    this.#sink.append(bytes);
  }

  commit(end: FrameEnd): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#sink.commit(end);
    this.#onFrame(end);
  }

  abandon(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#sink.abandon();
  }
}
