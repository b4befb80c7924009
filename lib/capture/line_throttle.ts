import type { Timing } from "../observe/mod.ts";

const windowMs = 1000;
const mostLines = 100;

/** Lets at most 100 lines a second through, and tells how many it kept back. */
export class LineThrottle {
  readonly #timing: Timing;
  readonly #show: (line: string) => void;
  #windowStartMs = -Infinity;
  #lines = 0;

  constructor(timing: Timing, show: (line: string) => void) {
    this.#timing = timing;
    this.#show = show;
  }

  /** Shows a line, or counts it. */
  push(line: string): void {
    const nowMs = this.#timing.nowMs();
    if (nowMs - this.#windowStartMs >= windowMs) {
      this.end();
      this.#windowStartMs = nowMs;
    }
    if (++this.#lines <= mostLines) this.#show(line);
  }

  /** Tells of what was kept back until here. */
  end(): void {
    if (this.#lines > mostLines) this.#show(`(${this.#lines - mostLines} more lines)`);
    this.#lines = 0;
  }
}
