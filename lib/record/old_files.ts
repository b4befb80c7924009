import { toOutputError } from "./output_error.ts";
import { deleteOldest, type RetentionOptions } from "./retention.ts";

/** Old files are looked for no more often than this, but for the last time. */
const intervalUs = 5e6;

/** What {@linkcode OldFiles} needs. */
export interface OldFilesOptions extends RetentionOptions {
  /** Told of each file that was deleted, and why others could not be. */
  readonly onNote: (words: string) => void;
}

/** Deletes old files beside a recording: to look through a folder of many takes its time. */
export class OldFiles {
  readonly #options: OldFilesOptions;
  #tidying: Promise<void> | undefined;
  #tidiedUs = -Infinity;

  /** @param options What to keep of what. */
  constructor(options: OldFilesOptions) {
    this.#options = options;
  }

  /** Has old files deleted soon, unless that was done a few seconds ago. */
  tidy(): void {
    const nowUs = this.#options.nowUs();
    if (this.#tidying || nowUs - this.#tidiedUs < intervalUs) return;
    this.#tidiedUs = nowUs;
    this.#tidying = this.#deleteOldest().finally(() => this.#tidying = undefined);
  }

  /** Has old files deleted for the last time. */
  async finish(): Promise<void> {
    await this.#tidying;
    await this.#deleteOldest();
  }

  /** Old files that cannot be deleted are no reason to stop recording. Never rejects. */
  async #deleteOldest(): Promise<void> {
    const { pattern, onNote } = this.#options;
    try {
      const deleted = await deleteOldest(this.#options);
      for (const path of deleted) onNote(`Deleted ${path}, the oldest`);
    } catch (error) {
      const words = { path: pattern.target, attempt: "delete old files of" };
      onNote(toOutputError(error, words).message);
    }
  }
}
