import { ProgramError } from "./program_options.ts";

const timeUnits: Readonly<Record<string, number>> = {
  min: 60e6,
  sec: 1e6,
  s: 1e6,
  ms: 1e3,
  us: 1,
  ns: 1e-3,
};

/**
 * Microseconds of a time such as `5sec`, `20ms` or a bare number in the option's own unit. A
 * suffix that is no unit is ignored, as the programs ignore it.
 *
 * @throws {ProgramError} when it does not begin with a number.
 */
export function timeUs(text: string, bareUnitUs: number): number {
  const match = /^\s*([+-]?(?:\d+\.?\d*|\.\d+))\s*([a-z]*)/i.exec(text);
  if (match === null) throw new ProgramError("Invalid time string provided");
  return Number(match[1]) * (timeUnits[match[2]!] ?? bareUnitUs);
}

const bitrateUnits: Readonly<Record<string, number>> = {
  bps: 1,
  b: 1,
  kbps: 1e3,
  k: 1e3,
  K: 1e3,
  mbps: 1e6,
  m: 1e6,
  M: 1e3, // sic: the programs take a capital M for a thousand
};

/** Bits per second of a bit rate such as `2mbps`; an unknown suffix is ignored. */
export function bitrateBps(text: string): number {
  const match = /^\s*([+-]?(?:\d+\.?\d*|\.\d+))\s*([a-z]*)/i.exec(text);
  if (match === null) throw new ProgramError("Invalid bitrate string provided");
  return Math.trunc(Number(match[1]) * (bitrateUnits[match[2]!] ?? 1));
}
