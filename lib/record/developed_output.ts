import type { Frame, Gap, StreamInfo } from "../frame/mod.ts";
import { systemTiming, type Timing } from "../observe/mod.ts";
import type { FrameOutput, OutputStatus } from "./output.ts";
import { OutputError, toOutputError } from "./output_error.ts";
import { rawFrameFault } from "./raw_frame_fault.ts";

/** One is developed, one encoded, one waits; of small ones more, so that a short delay costs none. */
const leastAtOnce = 3;
const mostAtOnce = 8;
const bytesAtOnce = 16 << 20;

/** How long the newest so many took is told. */
const timedFrames = 100;

/** What a {@linkcode DevelopedOutput} is made of. */
export interface DevelopedOptions {
  /** Gets what was made of the frames, in their order; this one's to close. */
  readonly inner: FrameOutput;
  /** Makes of a RAW frame what `inner` is given as its payload. */
  readonly make: (frame: Frame, stream: StreamInfo) => Promise<Uint8Array<ArrayBuffer>>;
  /** Whether frames are left out rather than waited for while too many are being developed. */
  readonly skips: boolean;
  /** Told what a user should know and no error is. */
  readonly onNote: (words: string) => void;
  /** Measures how long a frame takes. */
  readonly timing?: Timing | undefined;
}

/** What became of a frame. */
type Made =
  | { readonly payload: Uint8Array<ArrayBuffer> }
  | { readonly error: unknown };

/**
 * Develops RAW frames for another output. A frame that is none (of the wrong size, with values that no
 * sensor gives) is counted and told, and nothing is made of it.
 */
export class DevelopedOutput implements FrameOutput {
  readonly keepsPayloads = true;
  readonly #options: DevelopedOptions;
  readonly #timing: Timing;
  #isClosed = false;
  #failure: OutputError | undefined;
  #waiting = 0;
  /** Ends when all that was taken is with the inner output. Never rejects. */
  #last: Promise<void> = Promise.resolve();
  #wake: () => void = () => {};
  #skipped = 0;
  #refused = 0;
  #isRefusing = false;
  #developed = 0;
  /** Of the newest frames, in no order. */
  readonly #tookMs: number[] = [];

  /** @param options What it is made of. */
  constructor(options: DevelopedOptions) {
    this.#options = options;
    this.#timing = options.timing ?? systemTiming;
  }

  async write(frame: Frame, stream: StreamInfo): Promise<void> {
    if (this.#failure) throw this.#failure;
    if (this.#isClosed) throw new TypeError("Cannot write: the output is closed");
    if (stream.codec !== "raw12") throw this.#fail(new Error(foreignWords(stream)));
    if (!this.#accepts(frame, stream)) return;
    const most = mostWaiting(frame.payload.length);
    if (this.#options.skips && this.#waiting >= most) return void this.#skipped++;
    this.#develop(frame, stream);
    while (!this.#options.skips && this.#waiting >= most && !this.#failure) {
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
    if (this.#failure) throw this.#failure;
  }

  gap(gap: Gap): void {
    this.#last = this.#last.then(() => this.#options.inner.gap(gap));
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#last;
    await this.#options.inner.close();
    if (this.#failure) throw this.#failure;
  }

  status(): OutputStatus {
    const inner = this.#options.inner.status();
    const medianMs = this.#tookMs.toSorted((a, b) => a - b)[this.#tookMs.length >> 1];
    return {
      ...inner,
      state: this.#failure ? "failed" : inner.state,
      droppedFrames: inner.droppedFrames + this.#skipped,
      developed: {
        frames: this.#developed,
        ...{ refusedFrames: this.#refused, skippedFrames: this.#skipped },
        ...(medianMs === undefined ? {} : { medianMs }),
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Tells whether a frame can be developed; of several that cannot, the first is told of. */
  #accepts(frame: Frame, stream: StreamInfo): boolean {
    const fault = rawFrameFault(frame.payload, stream);
    const isNews = fault !== undefined && !this.#isRefusing;
    this.#isRefusing = fault !== undefined;
    if (fault === undefined) return true;
    this.#refused++;
    if (isNews) this.#options.onNote(`Frame ${frame.sequence} cannot be developed: ${fault}`);
    return false;
  }

  #develop(frame: Frame, stream: StreamInfo): void {
    const startMs = this.#timing.nowMs();
    const made: Promise<Made> = this.#options.make(frame, stream).then(
      (payload) => {
        this.#tookMs[this.#developed++ % timedFrames] = this.#timing.nowMs() - startMs;
        return { payload };
      },
      (error) => ({ error }),
    );
    this.#waiting++;
    this.#last = this.#last.then(async () => {
      await this.#pass(await made, { frame, stream });
      this.#waiting--;
      this.#wake();
    });
  }

  async #pass(made: Made, { frame, stream }: { frame: Frame; stream: StreamInfo }): Promise<void> {
    if (this.#failure) return;
    if ("error" in made) return void this.#fail(made.error);
    try {
      await this.#options.inner.write({ ...frame, payload: made.payload }, stream);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): OutputError {
    const { target } = this.#options.inner.status();
    return this.#failure ??= error instanceof OutputError
      ? error
      : toOutputError(error, { path: target, attempt: "develop frames for" });
  }
}

/** How many frames of a size may be on their way. */
function mostWaiting(frameBytes: number): number {
  const fitting = Math.floor(bytesAtOnce / frameBytes);
  return Math.min(mostAtOnce, Math.max(leastAtOnce, fitting));
}

function foreignWords({ codec }: StreamInfo): string {
  return `the stream is ${codec}, and only RAW frames are developed: leave out --isp and .png, or ` +
    "serve with --codec raw12";
}
