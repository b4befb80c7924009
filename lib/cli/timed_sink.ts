import type { FrameEnd, FrameSink, NowUs } from "../frame/mod.ts";

/**
 * Passes frames on, and tells how old each is when everybody who had room has got it: whoever takes a
 * frame does so before `commit` returns.
 */
export class TimedSink implements FrameSink {
  readonly #sink: FrameSink;
  readonly #nowUs: NowUs;
  readonly #onDelivered: (seconds: number) => void;

  constructor(sink: FrameSink, options: { nowUs: NowUs; onDelivered: (seconds: number) => void }) {
    this.#sink = sink;
    this.#nowUs = options.nowUs;
    this.#onDelivered = options.onDelivered;
  }

  append(bytes: Uint8Array): void {
    this.#sink.append(bytes);
  }

  commit(end: FrameEnd): void {
    this.#sink.commit(end);
    this.#onDelivered((this.#nowUs() - end.captureUs) / 1e6);
  }

  abandon(): void {
    this.#sink.abandon();
  }
}
