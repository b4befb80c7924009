/**
 * stdio and libavformat write whole multiples of this first and the rest afterwards: a length of
 * another kind is the last write of a unit. It is not the machine's page size (16 KiB on a Pi 5).
 */
const WRITE_BLOCK_BYTES = 4096;

/** A likely end is believed after so long a silence. Timers are coarse: 5 fire after 6.2 ms. */
const QUIET_MS = 5;
/**
 * An end after whole blocks is one in 4096: nearly always the rest is on its way, held up by a busy
 * machine (8.8 ms seen), and to wait for the rare true one delays but that frame.
 */
const LONG_QUIET_MS = 12;

/** What a wrong guess adds to the doubt that a right one takes 1 from. */
const DOUBT_PER_WRONG_GUESS = 8;
/** Three wrong guesses within a few units: the source does not write as it should. */
const DOUBT_TO_DISTRUST = 20;
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

/** A rule for guessing, and how much it has been worth lately. */
class Rule {
  #doubt = 0;
  #trusted = true;
  #pending = false;

  get trusted(): boolean {
    return this.#trusted;
  }

  /** Whether it says that the unit is complete; what comes next will tell. */
  guess(complete: boolean): boolean {
    this.#pending = complete;
    return complete && this.#trusted;
  }

  settle(right: boolean): void {
    if (!this.#pending) return;
    this.#pending = false;
    const change = right ? -1 : DOUBT_PER_WRONG_GUESS;
    this.#doubt = Math.min(MAX_DOUBT, Math.max(0, this.#doubt + change));
    if (this.#doubt >= DOUBT_TO_DISTRUST) this.#trusted = false;
    if (this.#doubt === 0) this.#trusted = true;
  }
}

/**
 * Guesses whether a unit is complete, by the length of what was written and else by silence, and learns
 * from the bytes that come next whether it was right. A rule that is wrong repeatedly is not acted upon
 * until it would have been right for a while.
 *
 * Wrong by length: 0 of 1,500 units of stdio and libavformat, idle and loaded, with a stalled reader too. By
 * a silence of 5 ms: 0 to 6 % on a loaded machine.
 */
export class UnitEndGuess {
  readonly #fullReadBytes: number;
  readonly #byLength = new Rule();
  readonly #bySilence = new Rule();

  /** @param fullReadBytes A read of this length was cut by the reader, not by the writer. */
  constructor(fullReadBytes: number) {
    this.#fullReadBytes = fullReadBytes;
  }

  /**
   * What an end waits for: `nothing`, the source's writes tell; `silence` after a read; or the
   * `next` unit.
   */
  get waitsFor(): "nothing" | "silence" | "next" {
    if (this.#byLength.trusted) return "nothing";
    return this.#bySilence.trusted ? "silence" : "next";
  }

  /**
   * A read has ended: is the unit complete?
   *
   * @returns For how many milliseconds of silence to wait until `afterSilence` is asked; 0 if it is
   * complete.
   */
  afterRead({ unitBytes, readBytes, held }: ReadEnd): number {
    const whole = readBytes < this.#fullReadBytes && unitBytes % WRITE_BLOCK_BYTES !== 0;
    if (this.#byLength.guess(whole && !held)) return 0;
    return whole ? QUIET_MS : LONG_QUIET_MS;
  }

  /** The source has been silent for a while since: is the unit complete? */
  afterSilence(): boolean {
    return this.#bySilence.guess(true);
  }

  /** What came then: the beginning of a unit, or more of the same. */
  settle(beginsUnit: boolean): void {
    this.#byLength.settle(beginsUnit);
    this.#bySilence.settle(beginsUnit);
  }
}
