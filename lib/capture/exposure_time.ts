const unitUs: Readonly<Record<string, number>> = {
  "": 1,
  us: 1,
  ns: 0.001,
  ms: 1000,
  s: 1e6,
  sec: 1e6,
  min: 60e6,
};

/**
 * Reads an exposure time as the camera program does: a number of microseconds, or one with a unit.
 * @returns microseconds; `undefined` for what it would not understand.
 */
export function exposureTimeUs(text: string | number): number | undefined {
  const match = /^\s*(\d+(?:\.\d*)?|\.\d+)\s*([a-z]*)\s*$/.exec(String(text));
  const factor = unitUs[match?.[2] ?? "?"];
  return match === null || factor === undefined ? undefined : Number(match[1]) * factor;
}
