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
  #handle: unknown;
  #armed = false;

  /**
   * @param onQuiet Called once the time has gone by without `cancel`.
   * @param timers Without them it never calls.
   */
  constructor(onQuiet: () => void, timers: Partial<Timers>) {
    this.#onQuiet = onQuiet;
    // Called as plain functions: the global ones refuse to be another object's methods.
    this.#setTimer = timers.setTimer;
    this.#clearTimer = timers.clearTimer;
  }

  /** Starts the time anew. */
  arm(delayMs: number): void {
    this.cancel();
    const setTimer = this.#setTimer;
    if (!setTimer) return;
    this.#armed = true;
    this.#handle = setTimer(() => {
      this.#armed = false;
      this.#onQuiet();
    }, delayMs);
  }

  /** Something has come: no call. */
  cancel(): void {
    if (!this.#armed) return;
    this.#armed = false;
    const clearTimer = this.#clearTimer;
    clearTimer?.(this.#handle);
  }
}
