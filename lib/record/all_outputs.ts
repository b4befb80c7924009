import type { Frame, Gap, StreamInfo } from "../frame/mod.ts";
import type { FrameOutput, OutputStatus } from "./output.ts";
import { OutputError, toOutputError } from "./output_error.ts";

/** Several outputs as one: each frame goes to all of them. */
export class AllOutputs implements AsyncDisposable {
  readonly #outputs: readonly FrameOutput[];
  readonly #living: Set<FrameOutput>;
  readonly #onFailed: (error: OutputError, output: FrameOutput) => void;

  /**
   * Joins outputs.
   *
   * @param outputs From now on this one's to close.
   * @param onFailed Told of an output that ended by itself; the others go on.
   */
  constructor(
    outputs: readonly FrameOutput[],
    onFailed: (error: OutputError, output: FrameOutput) => void,
  ) {
    this.#outputs = outputs;
    this.#living = new Set(outputs);
    this.#onFailed = onFailed;
  }

  /** How many still take frames. */
  get living(): number {
    return this.#living.size;
  }

  /**
   * Gives the next frame to every output that still takes frames. Never rejects: whether anybody is
   * left {@linkcode living} tells.
   *
   * @returns When all of them have room for another.
   */
  async write(frame: Frame, stream: StreamInfo): Promise<void> {
    await this.#each((output) => output.write(frame, stream));
  }

  /** Tells every output of frames that will never come. */
  gap(gap: Gap): void {
    for (const output of this.#living) output.gap(gap);
  }

  /** Closes every output. Never rejects. */
  async close(): Promise<void> {
    await this.#each((output) => output.close());
    this.#living.clear();
  }

  /** Tells what each of them has kept, also of those that ended, in the order given. */
  status(): OutputStatus[] {
    return this.#outputs.map((output) => output.status());
  }

  /** Closes every output. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #each(act: (output: FrameOutput) => Promise<void>): Promise<void> {
    await Promise.all(Array.from(this.#living, async (output) => {
      try {
        await act(output);
      } catch (error) {
        this.#living.delete(output);
        this.#onFailed(asOutputError(error, output), output);
      }
    }));
  }
}

function asOutputError(error: unknown, output: FrameOutput): OutputError {
  if (error instanceof OutputError) return error;
  return toOutputError(error, { path: output.status().target, attempt: "write" });
}
