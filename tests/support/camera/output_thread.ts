/**
 * The encoder's output thread: does one task after the other while the camera goes on. With
 * `limit` tasks waiting the camera has no buffer left and its frames are lost.
 */
export class OutputThread {
  readonly #limit: number;
  readonly #onError: (error: unknown) => void;
  readonly #patienceMs: number;
  /** When each waiting task was posted, oldest first. */
  readonly #postedMs: number[] = [];
  #tail: Promise<void> = Promise.resolve();

  /** @param options.patienceMs How long a task must have waited for the reader to count as stalled. */
  constructor(
    options: { limit: number; patienceMs: number; onError: (error: unknown) => void },
  ) {
    this.#limit = options.limit;
    this.#patienceMs = options.patienceMs;
    this.#onError = options.onError;
  }

  /**
   * Whether there is room for one more frame. A full queue alone does not say that the reader
   * stalls: a busy machine makes this process late, and then it has many frames at once.
   */
  get hasRoom(): boolean {
    const oldestMs = this.#postedMs[0] ?? 0;
    return this.#postedMs.length < this.#limit || performance.now() - oldestMs < this.#patienceMs;
  }

  /** Queues a task. */
  post(task: () => Promise<void>): void {
    this.#postedMs.push(performance.now());
    this.#tail = this.#tail.then(task).catch(this.#onError).finally(() => this.#postedMs.shift());
  }

  /** Waits until everything queued is done. */
  join(): Promise<void> {
    return this.#tail;
  }
}
