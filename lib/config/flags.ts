import { didYouMean, nearest } from "./nearest.ts";
import { quote, UsageError } from "./usage_error.ts";

/** What must be known of a flag to tell where its value ends. */
export interface FlagShape {
  /** Its name, without the dashes. */
  readonly name: string;
  /** Whether it takes a value; a switch is turned off by `--no-NAME`. */
  readonly takesValue: boolean;
  /** Whether it may be given more than once. */
  readonly repeats: boolean;
  /** What a message shows of a value that may hold a secret; absent: all of it. */
  readonly mask?: ((text: string) => string) | undefined;
}

/** A command line, cut up. */
export interface GivenFlags {
  /** Flags by name, each with the texts that were given to it: one, or more where it repeats. */
  readonly flags: ReadonlyMap<string, readonly string[]>;
  /** Words that belong to no flag, in order. */
  readonly words: readonly string[];
}

/**
 * Cuts a command line into flags: `--name value`, `--name=value`, `--switch`, `--no-switch`. A
 * value may begin with a dash (`--ev -1`) unless it is itself the name of a flag. Whatever follows
 * `--` are words.
 *
 * @param args The arguments.
 * @param shapes The flags that there are.
 * @returns What was given.
 * @throws {UsageError} For an unknown flag, a missing or superfluous value, or a repetition.
 */
export function parseFlags(args: readonly string[], shapes: readonly FlagShape[]): GivenFlags {
  const known = new Map(shapes.map((shape) => [shape.name, shape]));
  const flags = new Map<string, string[]>();
  const words: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? "";
    if (arg === "--") return { flags, words: [...words, ...args.slice(i + 1)] };
    if (arg === "-" || !arg.startsWith("-")) {
      words.push(arg);
      continue;
    }
    const flag = parseFlag(arg, known);
    let value = flag.value;
    if (value === undefined) {
      value = args[++i];
      if (value === undefined || isFlag(value, known)) throw missingValue(flag.shape.name, value);
    }
    const before = flags.get(flag.shape.name);
    if (before && !flag.shape.repeats) throw repeated(flag.shape, [...before, value]);
    flags.set(flag.shape.name, [...before ?? [], value]);
  }
  return { flags, words };
}

type Known = ReadonlyMap<string, FlagShape>;

/** `value` is absent where it is the next argument. */
function parseFlag(arg: string, known: Known): { shape: FlagShape; value: string | undefined } {
  const [, name, value] = /^--([^=]+)(?:=(.*))?$/s.exec(arg) ?? [];
  if (name === undefined) throw unknownFlag(/^-[^-=][^=]*/s.exec(arg)?.[0] ?? arg, known);
  const shape = known.get(name);
  if (shape?.takesValue) return { shape, value };
  if (shape) return { shape, value: value ?? "true" };
  const negated = name.startsWith("no-") ? known.get(name.slice(3)) : undefined;
  if (!negated || negated.takesValue) throw unknownFlag(`--${name}`, known);
  if (value !== undefined) throw new UsageError(`--${name} takes no value, is ${quote(value)}`);
  return { shape: negated, value: "false" };
}

function isFlag(arg: string, known: Known): boolean {
  const name = /^--(?:no-)?([^=]+)/s.exec(arg)?.[1];
  return name !== undefined && known.has(name);
}

function missingValue(name: string, next: string | undefined): UsageError {
  const remedy = next === undefined
    ? ""
    : `; to give it one that begins with --, write --${name}=VALUE`;
  return new UsageError(`--${name} needs a value${remedy}`);
}

function repeated({ name, takesValue, mask }: FlagShape, values: readonly string[]): UsageError {
  const which = takesValue
    ? ` (${values.map((text) => quote(mask?.(text) ?? text)).join(", ")})`
    : "";
  return new UsageError(`--${name} is given twice${which}: give it once`);
}

function unknownFlag(written: string, known: Known): UsageError {
  const names = [...known.keys()];
  const name = written.replace(/^-+/, "");
  const meant = nearest(name, names) ?? names.find((each) => name === `no-${each}`);
  return new UsageError(
    `Unknown flag ${quote(written)}${didYouMean(meant && `--${meant}`) || seeHelp}`,
  );
}

/** Where the rest is explained. */
const seeHelp = "; see picam --help";
