/** Time and chance, as the supervisor and its runs need them; tests hand in ones that they turn. */
export interface Timing {
  /** A monotonic clock, milliseconds from any start. */
  nowMs(): number;
  /** Calls back once after that many milliseconds. @returns a function that cancels it. */
  after(delayMs: number, callBack: () => void): () => void;
  /** A number from 0 up to, but not including, 1. */
  random(): number;
}

/** The machine's own time and chance. */
export const systemTiming: Timing = {
  nowMs: () => performance.now(),
  after: (delayMs, callBack) => {
    const timer = setTimeout(callBack, delayMs);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};

/**
 * Waits.
 * @returns whether the whole time passed; `false` when the signal ended it.
 */
export function wait(timing: Timing, delayMs: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(false);
    const onAbort = (): void => {
      cancel();
      resolve(false);
    };
    const cancel = timing.after(delayMs, () => {
      signal.removeEventListener("abort", onAbort);
      resolve(true);
    });
    signal.addEventListener("abort", onAbort, { once: true });
  });
}
