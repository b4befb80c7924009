/** What a worker thread ran into; it ends the program by SIGABRT. */
export class WorkerThreadError extends Error {
  override name = "WorkerThreadError";
}

/**
 * The encoder's output thread: does one task after the other while the camera goes on. It holds
 * at most `limit` tasks; with more the camera has no buffer left and its frames are lost.
 */
export class OutputThread {
  readonly #limit: number;
  readonly #onError: (error: unknown) => void;
  #waiting = 0;
  #tail: Promise<void> = Promise.resolve();

  constructor(options: { limit: number; onError: (error: unknown) => void }) {
    this.#limit = options.limit;
    this.#onError = options.onError;
  }

  /** Whether there is room for one more frame. */
  get hasRoom(): boolean {
    return this.#waiting < this.#limit;
  }

  /** Queues a task. */
  post(task: () => Promise<void>): void {
    this.#waiting++;
    this.#tail = this.#tail.then(task).catch(this.#onError).finally(() => this.#waiting--);
  }

  /** Waits until everything queued is done. */
  join(): Promise<void> {
    return this.#tail;
  }
}
