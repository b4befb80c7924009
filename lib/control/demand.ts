import type { Timing } from "../observe/mod.ts";

/** Somebody wants frames. */
export interface Hold {
  /**
   * Lets go; more calls than one do nothing.
   * @param options.holdMs how long the camera is to stay on for whoever may come back: 10 minutes for
   *   a gapless session whose link broke.
   */
  release(options?: { readonly holdMs?: number }): void;
}

/** How long a gapless session whose link broke holds the camera. Spec: cli, `--on-demand`. */
export const brokenLinkHoldMs = 600_000;

/** Knows whether anybody wants frames: now, a moment ago, or perhaps again. */
export class Demand {
  readonly #timing: Timing;
  readonly #lingerMs: number | undefined;
  readonly #onChange: () => void;
  #holds = 0;
  #untilMs = -Infinity;
  #cancel: (() => void) | undefined;
  #isClosed = false;

  /**
   * Nobody does yet.
   * @param options.lingerMs how long after the last the camera stays on; without it, frames are wanted always.
   * @param options.onChange called when {@linkcode isWanted} may have changed.
   */
  constructor(
    options: { timing: Timing; lingerMs: number | undefined; onChange: () => void },
  ) {
    this.#timing = options.timing;
    this.#lingerMs = options.lingerMs;
    this.#onChange = options.onChange;
  }

  /** Whether frames are wanted. */
  get isWanted(): boolean {
    if (this.#lingerMs === undefined || this.#holds > 0) return true;
    return this.#timing.nowMs() < this.#untilMs;
  }

  /** Wants frames, until it is released. */
  acquire(): Hold {
    this.#holds++;
    this.#endWait();
    this.#onChange();
    let isHeld = true;
    return {
      release: ({ holdMs = 0 } = {}) => {
        if (!isHeld) return;
        isHeld = false;
        this.#holds--;
        this.linger(holdMs);
      },
    };
  }

  /** Wants frames for the time that the camera stays on, or longer. */
  linger(holdMs = 0): void {
    const lastMs = Math.max(holdMs, this.#lingerMs ?? 0);
    this.#untilMs = Math.max(this.#untilMs, this.#timing.nowMs() + lastMs);
    this.#wait();
  }

  /** Waits for nothing any more. */
  close(): void {
    this.#isClosed = true;
    this.#endWait();
  }

  #endWait(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #wait(): void {
    this.#endWait();
    if (this.#isClosed || this.#lingerMs === undefined || this.#holds > 0) return;
    this.#cancel = this.#timing.after(this.#untilMs - this.#timing.nowMs(), () => {
      this.#cancel = undefined;
      this.#untilMs = -Infinity; // a timer may fire a little before the clock says so
      this.#onChange();
    });
  }
}
