import type { Exchange } from "./ping.ts";

/** What is known of the other side's clock. */
export interface ClockEstimate {
  /** To be added to this side's time to get the other side's, µs. */
  readonly offsetUs: number;
  /** Round trip of the exchange that told it, µs. Half its asymmetry is the offset's error. */
  readonly roundTripUs: number;
}

const kept = 8;

/**
 * Estimates the offset of the other side's clock: of the last 8 exchanges the one with the smallest
 * round trip is believed, because delay is mostly added to one direction by a queue.
 * Spec: wire-protocol v1, *Session*, liveness.
 */
export class ClockOffset {
  readonly #samples: ClockEstimate[] = [];

  /** Adds an exchange. */
  add({ t0, t1, t2, t3 }: Exchange): void {
    const roundTripUs = (t3 - t0) - (t2 - t1);
    // A clock that stepped in between tells nothing.
    if (roundTripUs < 0) return;
    this.#samples.push({ offsetUs: ((t1 - t0) + (t2 - t3)) / 2, roundTripUs });
    if (this.#samples.length > kept) this.#samples.shift();
  }

  /** The best of the last 8; nothing before the first. */
  get estimate(): ClockEstimate | undefined {
    return this.#samples.reduce<ClockEstimate | undefined>(
      (best, sample) => best && best.roundTripUs <= sample.roundTripUs ? best : sample,
      undefined,
    );
  }
}
