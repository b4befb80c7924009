import type { Cursor, RingView } from "../ring/mod.ts";
import type { FrameOutput, OutputStatus } from "./output.ts";

/** What a recorder joins. */
export interface RingRecorderOptions {
  /** Where frames are. */
  readonly ring: RingView;
  /** Where they go; the recorder's to close. */
  readonly output: FrameOutput;
  /** Told of an output that ended by itself: nothing is recorded after that. */
  readonly onFailed: (error: Error) => void;
}

/** What a recorder has kept so far. */
export interface RecorderStatus extends OutputStatus {
  /** Why it records no more. */
  readonly trouble?: string;
}

/**
 * Records what comes into a ring from now on, as fast as the output takes it: a slow disk falls behind
 * in the ring and holds up nobody; what leaves the ring before is a gap. What the ring holds already
 * may be of an earlier run: shown up to the first new frame, it would last as long as picam was away.
 */
export class RingRecorder implements AsyncDisposable {
  readonly #options: RingRecorderOptions;
  readonly #cursor: Cursor;
  readonly #unsubscribe: () => void;
  readonly #over: Promise<void>;
  #wake: () => void = () => {};
  #isEnding = false;
  #trouble: string | undefined;

  /** Begins to record. */
  constructor(options: RingRecorderOptions) {
    this.#options = options;
    const { epoch, head } = options.ring;
    const from = { kind: "sequence", epoch, sequence: head } as const;
    this.#cursor = options.ring.cursor({ from, policy: "gapless" });
    this.#unsubscribe = options.ring.subscribe(() => this.#wake());
    this.#over = this.#record();
  }

  /** What it has kept so far. */
  status(): RecorderStatus {
    const status = this.#options.output.status();
    return this.#trouble === undefined ? status : { ...status, trouble: this.#trouble };
  }

  /** Takes what is in the ring still, and finishes the files. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isEnding = true;
    this.#wake();
    await this.#over;
  }

  async #record(): Promise<void> {
    const { output, onFailed } = this.#options;
    try {
      await this.#move();
      await output.close();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.#trouble = error.message;
      onFailed(error);
    } finally {
      this.#unsubscribe();
    }
  }

  async #move(): Promise<void> {
    const { output } = this.#options;
    for (;;) {
      const item = this.#cursor.takeFrame();
      if (item === undefined) {
        if (this.#isEnding) return;
        await new Promise<void>((resolve) => this.#wake = resolve);
      } else if ("reason" in item) output.gap(item);
      else {
        const { stream } = this.#cursor;
        if (stream !== undefined) await output.write(item, stream);
      }
    }
  }
}
