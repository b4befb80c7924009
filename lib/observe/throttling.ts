/** What the firmware of a Raspberry Pi holds against its power supply and cooling. */
export interface Throttling {
  /** What is wrong now, in words; empty where nothing is. */
  readonly now: readonly string[];
  /** What was wrong at some time since the machine started, in words. */
  readonly sinceBoot: readonly string[];
}

const words: readonly [bit: number, word: string][] = [
  [0, "under-voltage"],
  [1, "processor frequency capped"],
  [2, "throttled"],
  [3, "soft temperature limit"],
];

/** Every word that a {@linkcode Throttling} may have. */
export const throttlingReasons: readonly string[] = words.map(([, word]) => word);

/**
 * Puts the answer of `vcgencmd get_throttled` in words.
 * Spec: Raspberry Pi documentation, `vcgencmd`, *get_throttled*.
 *
 * @param answer `throttled=0x50005`.
 * @returns The words; `undefined` where it is no such answer.
 */
export function parseThrottled(answer: string): Throttling | undefined {
  const hex = /^throttled=0x([0-9a-f]{1,8})$/i.exec(answer.trim())?.[1];
  if (hex === undefined) return undefined;
  const bits = parseInt(hex, 16);
  const set = (shift: number): string[] =>
    words.filter(([bit]) => (bits >>> (bit + shift)) & 1).map(([, word]) => word);
  return { now: set(0), sinceBoot: set(16) };
}
