/**
 * stdio and libavformat write whole multiples of this first and the rest afterwards: a length of
 * another kind is the last write of a unit. It is not the machine's page size (16 KiB on a Pi 5).
 */
const WRITE_BLOCK_BYTES = 4096;

/** What a wrong guess adds to the doubt that a right one takes 1 from. */
const DOUBT_PER_WRONG_GUESS = 8;
/** Three wrong guesses in a row: the source does not write as it should. */
const DOUBT_TO_DISTRUST = 24;
/** Bounds how long trust takes to come back: so many units with a right guess. */
const MAX_DOUBT = 64;

/** What is known when a read of the source's pipe has been looked through. */
export interface ReadEnd {
  /** Bytes of the unit so far, as the source wrote them. */
  readonly unitBytes: number;
  /** Length of the read. */
  readonly readBytes: number;
  /** Whether the last byte may be a part of what comes next. */
  readonly held: boolean;
}

/**
 * Judges whether a unit is complete when a read ends, and learns from the bytes that come next
 * whether it was right: a source that does not write whole units is not trusted until its reads
 * would have been judged rightly again for a while.
 *
 * The measurements behind it: reference/deno-facts.md, *A child's stdout*.
 */
export class UnitEndGuess {
  readonly #fullReadBytes: number;
  #doubt = 0;
  #trusted = true;
  #pending = false;

  /** @param fullReadBytes A read of this length was cut by the reader, not by the writer. */
  constructor(fullReadBytes: number) {
    this.#fullReadBytes = fullReadBytes;
  }

  /** Whether guesses may be acted on. */
  get trusted(): boolean {
    return this.#trusted;
  }

  /** Guesses whether the unit is complete; `settle` must be told what came next. */
  judge({ unitBytes, readBytes, held }: ReadEnd): boolean {
    this.#pending = !held && readBytes < this.#fullReadBytes &&
      unitBytes % WRITE_BLOCK_BYTES !== 0;
    return this.#pending;
  }

  /** What came after a read: the beginning of a unit, or more of the same. */
  settle(beginsUnit: boolean): void {
    if (!this.#pending) return;
    this.#pending = false;
    const change = beginsUnit ? -1 : DOUBT_PER_WRONG_GUESS;
    this.#doubt = Math.min(MAX_DOUBT, Math.max(0, this.#doubt + change));
    if (this.#doubt >= DOUBT_TO_DISTRUST) this.#trusted = false;
    if (this.#doubt === 0) this.#trusted = true;
  }
}
