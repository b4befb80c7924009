import type { Kind } from "./kind.ts";
import { didYouMean, nearest } from "./nearest.ts";
import type { Origin } from "./settings.ts";
import { quote, UsageError } from "./usage_error.ts";

/** A value that somebody gave, still as text. */
export interface Given {
  /** Its text; those of a setting that repeats are joined by commas. */
  readonly text: string;
  /** Where it comes from. */
  readonly origin: Origin;
}

/** Values that somebody gave, by the names of the settings; the one that counts for each. */
export type GivenValues = ReadonlyMap<string, Given>;

/**
 * What a given value is called in a message.
 *
 * @param name The setting's name.
 * @param origin Where the value comes from.
 * @returns `--name`, `NAME` of an argument, `PICAM_NAME`, or `"name" in FILE:LINE`.
 */
export function calls(name: string, origin: Origin): string {
  if (origin.kind === "environment") return origin.name;
  if (origin.kind === "argument") return name.toUpperCase();
  if (origin.kind === "file") return `"${name}" in ${origin.path}:${origin.line}`;
  return `--${name}`;
}

/**
 * Reads a given value.
 *
 * @param given The value.
 * @param setting What it is given for.
 * @returns What it means.
 * @throws {UsageError} Where it is not allowed.
 */
export function parseGiven<T>(given: Given, setting: { name: string; kind: Kind<T> }): T {
  const { name, kind } = setting;
  const value = kind.parse(given.text);
  if (value !== undefined) return value;
  const meant = kind.meant?.(given.text) ?? nearest(given.text, kind.choices ?? []);
  const fits = meant !== undefined && kind.parse(meant) !== undefined;
  const shown = kind.mask?.(given.text) ?? given.text;
  throw new UsageError(
    `${calls(name, given.origin)} must be ${kind.allowed}, is ${quote(shown)}` +
      didYouMean(fits ? meant : undefined),
  );
}
