import type { Frame, Gap } from "../frame/mod.ts";
import { Admission } from "./admission.ts";
import type { FrameOutput, OutputState, OutputStatus } from "./output.ts";
import { type OutputError, toOutputError } from "./output_error.ts";

/** Where bytes go: `Deno.stdout`, or what a test hands in. */
export interface ByteSink {
  /** Writes some of the bytes. @returns how many. */
  write(bytes: Uint8Array): Promise<number>;
}

/** The frames' bytes one after the other, from a key frame on, to a pipe. */
export class StdoutOutput implements FrameOutput {
  readonly keepsPayloads = false;
  readonly #sink: ByteSink;
  readonly #admission = new Admission();
  #state: OutputState = "waiting";
  #failure: OutputError | undefined;
  #frames = 0;
  #bytes = 0;
  #firstUs = 0;
  #lastUs = 0;

  /** @param sink Is not closed. */
  constructor(sink: ByteSink) {
    this.#sink = sink;
  }

  async write(frame: Frame): Promise<void> {
    if (this.#failure) throw this.#failure;
    if (this.#state === "closed") throw new TypeError("Cannot write: the output is closed");
    const admittance = this.#admission.admit(frame);
    if (admittance === "drop") return;
    this.#state = "writing";
    if (admittance === "take") this.#count(frame);
    try {
      await this.#writeAll(frame.payload);
    } catch (error) {
      this.#state = "failed";
      this.#failure = toOutputError(error, { path: "standard output", attempt: "write to" });
      throw this.#failure;
    }
  }

  gap(gap: Gap): void {
    this.#admission.gap(gap);
  }

  close(): Promise<void> {
    if (this.#state !== "failed") this.#state = "closed";
    return Promise.resolve();
  }

  status(): OutputStatus {
    return {
      target: "-",
      state: this.#state,
      files: 0,
      frames: this.#frames,
      bytes: this.#bytes,
      seconds: Math.max(0, this.#lastUs - this.#firstUs) / 1e6,
      droppedFrames: this.#admission.droppedFrames,
      lostFrames: this.#admission.lostFrames,
      bridgedSteps: 0,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #count({ captureUs }: Frame): void {
    if (this.#frames++ === 0) this.#firstUs = captureUs;
    this.#lastUs = captureUs;
  }

  async #writeAll(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      const written = await this.#sink.write(bytes.subarray(at));
      at += written;
      this.#bytes += written;
    }
  }
}
