import type { NowUs } from "../frame/mod.ts";

/** Where a {@linkcode Clock} reads; tests hand in their own. */
export interface ClockSources {
  /** The wall clock: Unix time in ms, which steps when somebody sets it. */
  readonly wallMs: () => number;
  /** A clock that never steps: ms since any moment. */
  readonly monotonicMs: () => number;
}

/** The program's clock: Unix time that follows a monotonic clock and steps only when told to. */
export interface Clock {
  /** Unix time in whole µs. */
  readonly nowUs: NowUs;
  /**
   * Reads the wall clock again. A Pi has no clock chip: it starts with a wrong time that NTP puts
   * right minutes later. To be called where frames may step anyway, at a DISCONTINUITY.
   *
   * @returns By how many µs the clock stepped, forward positive; 0 where it was right within 100 ms.
   */
  resync(): number;
}

/** Less than this is left as it is: NTP slews it away. */
const toleratedMs = 100;

/**
 * Makes the program's clock, set by the wall clock as it is now.
 *
 * @param sources Where to read; by default the system's clocks.
 * @returns The clock.
 */
export function createClock(sources: ClockSources = systemClocks): Clock {
  const { wallMs, monotonicMs } = sources;
  let originMs = wallMs() - monotonicMs();
  return {
    nowUs: () => Math.floor((originMs + monotonicMs()) * 1000),
    resync(): number {
      const stepMs = wallMs() - (originMs + monotonicMs());
      if (Math.abs(stepMs) <= toleratedMs) return 0;
      originMs += stepMs;
      return Math.round(stepMs * 1000);
    },
  };
}

const systemClocks: ClockSources = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
};
