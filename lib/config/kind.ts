import {
  bitrateUnits,
  formatQuantity,
  parseQuantity,
  respell,
  sizeUnits,
  timeUnits,
} from "./quantity.ts";

/** A value as a configuration file holds it. */
export type FileValue = string | number | boolean | readonly string[];

/** What values a setting takes, how they are written and read. */
export interface Kind<T> {
  /** What help writes behind the flag; empty for a switch, which takes no value. */
  readonly placeholder: string;
  /** What is allowed, to follow "must be". */
  readonly allowed: string;
  /** What is allowed, short, for help; empty where the help text says it. */
  readonly range: string;
  /** The values by name, where there is a list of them. */
  readonly choices?: readonly string[];
  /** Whether it may be given more than once; the texts are then joined by commas. */
  readonly repeats?: boolean;
  /** What a text that is not allowed was probably meant to be, where `choices` do not tell. */
  readonly meant?: (text: string) => string | undefined;
  /** What a message shows of a text that may hold a secret; absent: all of it. */
  readonly mask?: (text: string) => string;
  /** Reads a text; `undefined` where it is not allowed. */
  parse(text: string): T | undefined;
  /** Writes a value as a configuration file holds it; `parse` reads its text back. */
  format(value: T): FileValue;
}

/** Ends of a range, both allowed. */
export interface Range {
  /** Least. */
  readonly min: number;
  /** Most. */
  readonly max: number;
}

/** One of a list of words. */
export function choice<T extends string>(
  choices: readonly T[],
  placeholder: string,
): Kind<T> {
  return {
    placeholder,
    choices,
    allowed: alternatives(choices),
    range: choices.join(", "),
    parse: (text) => choices.find((word) => word === text),
    format: (value) => value,
  };
}

/** On or off. */
export const onOff: Kind<boolean> = {
  placeholder: "",
  allowed: "true or false",
  range: "",
  parse: (text) => {
    if (["true", "1", "yes", "on"].includes(text)) return true;
    return ["false", "0", "no", "off"].includes(text) ? false : undefined;
  },
  format: (value) => value,
};

/** A whole number. */
export function whole(
  range: Range & { readonly even?: boolean },
  placeholder: string,
): Kind<number> {
  const { min, max, even = false } = range;
  return {
    placeholder,
    allowed: `${even ? "an even" : "a"} whole number from ${min} to ${max}`,
    range: `${even ? "even, " : ""}${min} to ${max}`,
    parse: (text) =>
      within(/^-?\d{1,15}$/.test(text) ? Number(text) : NaN, range, (n) => !even || n % 2 === 0),
    format: (value) => value,
  };
}

/** A number. */
export function decimal(range: Range, placeholder: string): Kind<number> {
  return {
    placeholder,
    allowed: `a number from ${range.min} to ${range.max}`,
    range: `${range.min} to ${range.max}`,
    parse: (text) => within(/^-?\d{1,9}(\.\d{1,9})?$/.test(text) ? Number(text) : NaN, range),
    format: (value) => value,
  };
}

/** A bit rate, in bit/s. */
export function bitrate(range: Range): Kind<number> {
  const [min, max] = [range.min, range.max].map((bps) => formatQuantity(bps, bitrateUnits));
  return {
    placeholder: "BIT/S",
    allowed: `a bit rate from ${min} to ${max} such as 800k or 2.5M`,
    range: `${min} to ${max}`,
    meant: (text) => respell(text, bitrateUnits),
    parse: (text) => within(parseQuantity(text, bitrateUnits), range),
    format: (value) => formatQuantity(value, bitrateUnits),
  };
}

/** A size, in bytes. */
export function size(range: Range): Kind<number> {
  const [min, max] = [range.min, range.max].map((bytes) => formatQuantity(bytes, sizeUnits));
  return {
    placeholder: "BYTES",
    allowed: `a size from ${min} to ${max} such as 64M or 1G`,
    range: `${min} to ${max}`,
    meant: (text) => respell(text, sizeUnits),
    parse: (text) => within(parseQuantity(text, sizeUnits), range),
    format: (value) => formatQuantity(value, sizeUnits),
  };
}

/** A time, in ms; a plain number is seconds. */
export function duration(range: Range): Kind<number> {
  const [min, max] = [range.min, range.max].map((ms) => formatQuantity(ms * 1000, timeUnits));
  return {
    placeholder: "TIME",
    allowed: `a time from ${min} to ${max} such as 500ms, 10s or 5m`,
    range: `${min} to ${max}`,
    meant: (text) => respell(text, timeUnits),
    parse: (text) => {
      const us = parseQuantity(text, timeUnits, "s");
      return us === undefined ? undefined : within(Math.round(us / 1000), range);
    },
    format: (value) => formatQuantity(value * 1000, timeUnits),
  };
}

/** An exposure time, in µs; a plain number is µs, as the camera program has it. */
export function exposure(range: Range): Kind<number> {
  const [min, max] = [range.min, range.max].map((us) => formatQuantity(us, timeUnits));
  return {
    placeholder: "TIME",
    allowed: `an exposure time from ${min} to ${max} such as 500us or 10ms`,
    range: `${min} to ${max}`,
    meant: (text) => respell(text, timeUnits),
    parse: (text) => within(parseQuantity(text, timeUnits, "us"), range),
    format: (value) => formatQuantity(value, timeUnits),
  };
}

/** A text that a pattern allows. */
export function text(
  pattern: RegExp,
  words: { readonly placeholder: string; readonly allowed: string },
): Kind<string> {
  return {
    ...words,
    range: "",
    parse: (given) => pattern.test(given) ? given : undefined,
    format: (value) => value,
  };
}

/** Any number of one kind, separated by commas; an empty text is none. */
export function listOf<T>(item: Kind<T>): Kind<readonly T[]> {
  return {
    ...item,
    repeats: true,
    parse: (given) => {
      if (given === "") return [];
      const values = given.split(",").map((text) => item.parse(text.trim()));
      return values.every((value) => value !== undefined) ? values : undefined;
    },
    format: (values) => values.map((value) => String(item.format(value))),
  };
}

/** `a, b or c`. */
export function alternatives(words: readonly string[]): string {
  return words.join(", ").replace(/, ([^,]*)$/, " or $1");
}

function within(
  value: number | undefined,
  { min, max }: Range,
  also: (value: number) => boolean = () => true,
): number | undefined {
  return value !== undefined && value >= min && value <= max && also(value) ? value : undefined;
}
