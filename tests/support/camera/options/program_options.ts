import type { Option } from "./table.ts";

/** An error that ends a run as the programs end: `ERROR: *** message ***`, status 255. */
export class ProgramError extends Error {
  override name = "ProgramError";
}

/** Values by the option's long name, and which of them were given. */
export class OptionValues {
  readonly #values: Map<string, string>;
  readonly #given: ReadonlySet<string>;

  constructor(values: Map<string, string>, given: ReadonlySet<string>) {
    this.#values = values;
    this.#given = given;
  }

  /** The text of an option; an option that this version does not know counts as empty. */
  text(long: string): string {
    return this.#values.get(long) ?? "";
  }

  number(long: string): number {
    return Number(this.text(long));
  }

  flag(long: string): boolean {
    return this.text(long) === "1";
  }

  /** Whether the command line or the configuration file named it. */
  given(long: string): boolean {
    return this.#given.has(long);
  }
}

/**
 * Reads a command line as Boost.Program_options 1.74 does: prefixes of long names, `--a=b`, `-ab`,
 * implicit values that swallow the next word, stray words ignored.
 *
 * @param readConfig Gives the text of a configuration file, undefined when there is none.
 * @throws {ProgramError} with Boost's message.
 */
export function parseOptions(
  args: readonly string[],
  context: { options: readonly Option[]; readConfig: (path: string) => string | undefined },
): OptionValues {
  const { options } = context;
  const given = new Map<string, string>();
  const words = [...args];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const found = findOption(word, options);
    if (found === undefined) continue;
    const value = found.value ?? takeValue(found, { words, options });
    if (given.has(found.option.long)) {
      throw new ProgramError(`option '${found.shown}' cannot be specified more than once`);
    }
    given.set(found.option.long, readValue(value, found));
  }
  const config = given.get("config");
  const fromFile = config === undefined ? undefined : context.readConfig(config);
  if (fromFile !== undefined) addConfig(fromFile, { options, given });
  const values = new Map(options.map((option) => [option.long, option.initial]));
  for (const [long, value] of given) values.set(long, value);
  return new OptionValues(values, new Set(given.keys()));
}

interface Found {
  readonly option: Option;
  /** The option as messages name it. */
  readonly shown: string;
  readonly value?: string;
}

function findOption(word: string, options: readonly Option[]): Found | undefined {
  if (word.startsWith("--") && word.length > 2) {
    const equals = word.indexOf("=");
    const name = word.slice(2, equals < 0 ? undefined : equals);
    const option = longOption(name, options);
    const shown = `--${option.long}`;
    return { option, shown, ...(equals < 0 ? {} : { value: word.slice(equals + 1) }) };
  }
  if (!word.startsWith("-") || word.length < 2 || word === "--") return undefined;
  const option = options.find(({ short }) => short === word[1]);
  if (option === undefined) throw new ProgramError(`unrecognised option '${word.slice(0, 2)}'`);
  const shown = `--${option.long}`;
  return { option, shown, ...(word.length > 2 ? { value: word.slice(2) } : {}) };
}

function longOption(name: string, options: readonly Option[]): Option {
  const exact = options.find(({ long }) => long === name);
  if (exact !== undefined) return exact;
  const [first, ...others] = options.filter(({ long }) => long.startsWith(name));
  if (first === undefined) throw new ProgramError(`unrecognised option '--${name}'`);
  if (others.length === 0) return first;
  const all = [first, ...others].map(({ long }) => `'--${long}'`);
  const last = all.pop();
  throw new ProgramError(
    `option '--${name}' is ambiguous and matches ${all.join(", ")}${
      all.length > 0 ? ", and " : ""
    }${last}`,
  );
}

function takeValue(
  found: Found,
  rest: { words: string[]; options: readonly Option[] },
): string {
  const next = rest.words[0];
  if (found.option.implicit !== undefined) {
    if (next === undefined || (next.startsWith("-") && next.length > 1)) {
      return found.option.implicit;
    }
    return rest.words.shift()!;
  }
  if (next === undefined || looksLikeOption(next, rest.options)) {
    throw new ProgramError(`the required argument for option '${found.shown}' is missing`);
  }
  return rest.words.shift()!;
}

/** A word is a value even with a dash in front, unless it names an option. */
function looksLikeOption(word: string, options: readonly Option[]): boolean {
  try {
    return findOption(word, options) !== undefined;
  } catch (error) {
    if (error instanceof ProgramError) return false;
    throw error;
  }
}

const trueWords = ["1", "true", "yes", "on"];
const falseWords = ["0", "false", "no", "off"];

function readValue(value: string, { option, shown }: Found): string {
  const bad = () => new ProgramError(`the argument ('${value}') for option '${shown}' is invalid`);
  switch (option.kind) {
    case "string":
      return value;
    case "bool":
      if (trueWords.includes(value.toLowerCase())) return "1";
      if (falseWords.includes(value.toLowerCase())) return "0";
      throw bad();
    case "float":
      if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)) throw bad();
      return value;
    case "int":
      if (!/^[+-]?\d+$/.test(value)) throw bad();
      return value;
    case "uint":
      if (!/^[+-]?\d+$/.test(value)) throw bad();
      return String(Number(value) >>> 0); // a negative number wraps
  }
}

function addConfig(
  text: string,
  context: { options: readonly Option[]; given: Map<string, string> },
): void {
  const seen = new Set<string>();
  for (const line of text.split("\n")) {
    const plain = line.replace(/#.*/, "").trim();
    if (plain === "" || plain.startsWith("[")) continue;
    const equals = plain.indexOf("=");
    if (equals < 0) {
      throw new ProgramError(
        `the options configuration file contains an invalid line '${plain}'`,
      );
    }
    const name = plain.slice(0, equals).trim();
    const option = context.options.find(({ long }) => long === name);
    if (option === undefined) throw new ProgramError(`unrecognised option '${name}'`);
    if (seen.has(name)) {
      throw new ProgramError(`option '${name}' cannot be specified more than once`);
    }
    seen.add(name);
    const value = readValue(plain.slice(equals + 1).trim(), { option, shown: name });
    if (!context.given.has(name)) context.given.set(name, value);
  }
}
