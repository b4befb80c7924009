/** Where lines go. */
export interface ScreenEnds {
  /** Writes to the terminal that shows the live line. */
  readonly writeLive: (text: string) => void;
  /** How wide that is, in characters, at present; nothing where it is no terminal. */
  readonly columns: () => number | undefined;
}

const clearLine = "\r\x1b[K";

/**
 * A terminal on which one line lives below lines that stay. It is written over in one go, and only
 * where it changed, so that it does not flicker.
 */
export class Screen implements Disposable {
  readonly #ends: ScreenEnds;
  #shown = "";

  /** Shows nothing yet. */
  constructor(ends: ScreenEnds) {
    this.#ends = ends;
  }

  /**
   * Shows a live line in place of the one before.
   *
   * @param line Makes it, for a number of characters; without one, nothing is shown.
   */
  show(line: (columns: number) => string): void {
    const columns = this.#ends.columns();
    if (columns === undefined) return;
    // A character in the last column would make some terminals begin a new line.
    const text = line(Math.max(1, columns - 1));
    if (text === this.#shown) return;
    this.#shown = text;
    this.#ends.writeLive(`\r${text}\x1b[K`);
  }

  /** Lets something write lines that stay; the live line is out of the way meanwhile. */
  around(write: () => void): void {
    const shown = this.#shown;
    if (shown !== "") this.#ends.writeLive(clearLine);
    write();
    if (shown !== "") this.#ends.writeLive(shown);
  }

  /** Takes the live line away. */
  clear(): void {
    if (this.#shown !== "") this.#ends.writeLive(clearLine);
    this.#shown = "";
  }

  /** Takes the live line away. */
  [Symbol.dispose](): void {
    this.clear();
  }
}
