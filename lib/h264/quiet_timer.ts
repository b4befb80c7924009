/** The clockwork that confirms a doubtful end; `setTimeout` and `clearTimeout` in the product. */
export interface Timers {
  /** Calls `callback` once, `delayMs` milliseconds from now. Returns what `clearTimer` takes. */
  setTimer(callback: () => void, delayMs: number): unknown;
  /** Takes the call back. */
  clearTimer(handle: unknown): void;
}

/** Tells when a source has been quiet for a while. At most one timer runs. */
export class QuietTimer {
  readonly #setTimer: Timers["setTimer"] | undefined;
  readonly #clearTimer: Timers["clearTimer"] | undefined;
  readonly #onQuiet: () => void;
  readonly #delayMs: number;
  #handle: unknown;
  #armed = false;

  /**
   * @param onQuiet Called once the time has gone by without `cancel`.
   * @param options Without timers it never calls.
   */
  constructor(onQuiet: () => void, options: Partial<Timers> & { delayMs: number }) {
    this.#onQuiet = onQuiet;
    // Called as plain functions: the global ones refuse to be another object's methods.
    this.#setTimer = options.setTimer;
    this.#clearTimer = options.clearTimer;
    this.#delayMs = options.delayMs;
  }

  /** Starts the time anew. */
  arm(): void {
    this.cancel();
    const setTimer = this.#setTimer;
    if (!setTimer) return;
    this.#armed = true;
    this.#handle = setTimer(() => {
      this.#armed = false;
      this.#onQuiet();
    }, this.#delayMs);
  }

  /** Something has come: no call. */
  cancel(): void {
    if (!this.#armed) return;
    this.#armed = false;
    const clearTimer = this.#clearTimer;
    clearTimer?.(this.#handle);
  }
}
