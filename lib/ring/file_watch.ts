import { reason } from "./ring_error.ts";

/**
 * Tells of every write to a file. Where the system gives no watches (there is a limit of them per
 * user), `fault` says so and nothing is told.
 */
export class FileWatch implements AsyncDisposable {
  /** Why nothing can be told, in words. */
  readonly fault: string | undefined;
  readonly #watcher: Deno.FsWatcher | undefined;
  readonly #done: Promise<void> = Promise.resolve();

  /** Begins to watch the file that is at `path` at present, wherever it is moved. */
  constructor(path: string, onWrite: () => void) {
    try {
      this.#watcher = Deno.watchFs(path, { recursive: false });
      this.#done = tell(this.#watcher, onWrite);
    } catch (error) {
      this.fault = reason(error);
    }
  }

  /** Ends it: `onWrite` is not called after that. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#watcher?.close();
    await this.#done;
  }
}

async function tell(watcher: Deno.FsWatcher, onWrite: () => void): Promise<void> {
  for await (const { kind } of watcher) {
    if (kind !== "access") onWrite(); // opening the file is an event too: one's own would be an echo
  }
}
