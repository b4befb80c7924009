/** A unit's name and how many of the base unit it holds, smallest first. */
export type Units = readonly (readonly [name: string, factor: number])[];

/** Bit rates in bit/s: decimal, as codecs and networks count. */
export const bitrateUnits: Units = [["", 1], ["k", 1e3], ["M", 1e6]];

/** Sizes in bytes: powers of 1024, as `mount -o size=` counts. */
export const sizeUnits: Units = [["", 1], ["k", 2 ** 10], ["M", 2 ** 20], ["G", 2 ** 30]];

/** Times in µs. */
export const timeUnits: Units = [
  ["us", 1],
  ["ms", 1e3],
  ["s", 1e6],
  ["m", 60e6],
  ["h", 3600e6],
  ["d", 86_400e6],
];

/**
 * Reads a number with an optional unit.
 *
 * @param text For example `2M`, `1.5s`.
 * @param units The units that it may have.
 * @param plain The unit of a number without one.
 * @returns The quantity in the base unit, a whole number; `undefined` where it is none.
 */
export function parseQuantity(text: string, units: Units, plain = ""): number | undefined {
  const [, number, name] = /^(\d{1,15}(?:\.\d{1,9})?)([A-Za-z]*)$/.exec(text) ?? [];
  const factor = units.find(([unit]) => unit === (name || plain))?.[1];
  if (number === undefined || factor === undefined) return undefined;
  const quantity = Math.round(Number(number) * factor);
  return Number.isSafeInteger(quantity) ? quantity : undefined;
}

/**
 * Writes a quantity with the largest unit that leaves it whole.
 *
 * @param quantity In the base unit, a whole number.
 * @param units The units that it may have.
 * @returns Text that {@linkcode parseQuantity} reads back.
 */
export function formatQuantity(quantity: number, units: Units): string {
  const [name, factor] =
    units.findLast(([, factor]) => quantity >= factor && quantity % factor === 0) ??
      units[0] ?? ["", 1];
  return `${quantity / factor}${name}`;
}

/**
 * Spells a quantity as it should have been: `2mbps` is `2M`, `64 MiB` is `64M`, `5 sec` is `5s`.
 *
 * @param text What was written.
 * @param units The units that it may have.
 * @returns It with one of the units; `undefined` where none is like it, or it was right already.
 */
export function respell(text: string, units: Units): string | undefined {
  const [, number, word = ""] = /^(\d{1,15}(?:\.\d{1,9})?)\s*([A-Za-z/]{1,8})$/.exec(text) ?? [];
  const stem = word.toLowerCase().replace(/(bits?\/s|bps|bytes?|ib|b)$/, "");
  const unit = units.find(([name]) => name.toLowerCase() === stem)?.[0] ?? longNames.get(stem);
  if (number === undefined || unit === undefined) return undefined;
  const spelled = `${number}${unit}`;
  return spelled !== text && units.some(([name]) => name === unit) ? spelled : undefined;
}

const longNames: ReadonlyMap<string, string> = new Map([
  ["sec", "s"],
  ["second", "s"],
  ["seconds", "s"],
  ["min", "m"],
  ["minute", "m"],
  ["minutes", "m"],
  ["hour", "h"],
  ["hours", "h"],
  ["day", "d"],
  ["days", "d"],
]);
