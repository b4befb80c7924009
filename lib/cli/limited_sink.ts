import type { FrameEnd, FrameSink } from "../frame/mod.ts";

/** Passes frames on until `frames` of them or `durationUs` of capture time went by. */
export class LimitedSink implements FrameSink {
  /** Resolves when the limit is reached: nothing is passed on after that. */
  readonly reached: Promise<void>;
  readonly #sink: FrameSink;
  readonly #frames: number;
  readonly #durationUs: number;
  readonly #resolve: () => void;
  #count = 0;
  #firstUs: number | undefined;
  #over = false;

  constructor(
    sink: FrameSink,
    limit: { readonly frames?: number | undefined; readonly durationUs?: number | undefined },
  ) {
    this.#sink = sink;
    this.#frames = limit.frames ?? Infinity;
    this.#durationUs = limit.durationUs ?? Infinity;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.reached = promise;
    this.#resolve = resolve;
  }

  append(bytes: Uint8Array): void {
    if (!this.#over) this.#sink.append(bytes);
  }

  commit(end: FrameEnd): void {
    if (this.#over) return;
    this.#firstUs ??= end.captureUs;
    this.#over = end.captureUs - this.#firstUs >= this.#durationUs;
    if (this.#over) this.#sink.abandon();
    else this.#sink.commit(end);
    if (++this.#count >= this.#frames) this.#over = true;
    if (this.#over) this.#resolve();
  }

  abandon(): void {
    if (!this.#over) this.#sink.abandon();
  }
}
