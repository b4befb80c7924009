/** What {@linkcode parseArgs} found: a member per flag, and in `_` the words that belong to none. */
export type Args<TFlags = Record<string, unknown>> = TFlags & {
  /** Words that belong to no flag; those that look like numbers are numbers. */
  _: (string | number)[];
};

/** How {@linkcode parseArgs} is to read its arguments. */
export interface ParseOptions<
  TBoolean extends string = string,
  TString extends string = string,
  TCollect extends string = string,
  TDefault extends Record<string, unknown> = Record<string, unknown>,
> {
  /** Flags without a value; absent ones are `false`. */
  boolean?: readonly TBoolean[];
  /** Flags whose value stays text; given without a value they are `""`. */
  string?: readonly TString[];
  /** Flags that may be repeated; their values come as a list. */
  collect?: readonly TCollect[];
  /** Flags that `--no-NAME` sets to `false`. */
  negatable?: readonly string[];
  /** Further names of a flag; every name is set. */
  alias?: Readonly<Record<string, string | readonly string[]>>;
  /** Values of flags that are absent. */
  default?: TDefault;
  /** Whether everything after the first word that is no flag goes to `_`. */
  stopEarly?: boolean;
  /**
   * Called with each argument that no option names, its flag and its value (both absent for a
   * word); `false` keeps it out of the result.
   */
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

/**
 * Reads command line arguments: `--name value`, `--name=value`, `--flag`, `--no-flag`, `-n value`,
 * `-abc`; after `--` everything is a word.
 *
 * @param args The arguments.
 * @param options Which flags there are and what they take.
 * @returns The flags' values by name, and the words in `_`.
 */
export function parseArgs<
  B extends string = never,
  S extends string = never,
  C extends string = never,
  D extends Record<string, unknown> = Record<never, never>,
>(args: string[], options: ParseOptions<B, S, C, D> = {}): Args<
  & { [K in Exclude<B, C>]: boolean }
  & { [K in S & C]: string[] }
  & { [K in Exclude<S, C | keyof D>]?: string }
  & { [K in Exclude<S, C> & keyof D]: D[K] | string }
  & { [K in Exclude<keyof D, S | B>]: unknown }
> {
  // deno-lint-ignore no-explicit-any -- the shape follows from the options, see the return type
  return new Reading(options).read(args) as any;
}

class Reading {
  readonly #options: ParseOptions;
  readonly #names = new Map<string, string[]>();
  readonly #found: Record<string, unknown> & { _: (string | number)[] } = { _: [] };

  constructor(options: ParseOptions) {
    this.#options = options;
    for (const [key, others] of Object.entries(options.alias ?? {})) {
      const all = [key, ...(typeof others === "string" ? [others] : others)];
      for (const name of all) this.#names.set(name, all);
    }
  }

  read(args: string[]): unknown {
    for (let i = 0; i < args.length; i++) {
      const arg = args[i] ?? "";
      if (arg === "--") {
        this.#words(args.slice(i + 1));
        break;
      }
      if (/^-./.test(arg)) {
        i += this.#flag(arg, args[i + 1]);
        continue;
      }
      if (this.#options.unknown?.(arg) !== false) this.#words([arg]);
      if (this.#options.stopEarly) {
        this.#words(args.slice(i + 1));
        break;
      }
    }
    this.#fillIn();
    return this.#found;
  }

  /** Returns how many further arguments the flag used up: 0 or 1. */
  #flag(arg: string, next: string | undefined): 0 | 1 {
    const [, dashes = "", name = "", value] = /^(--?)([^=]+)(?:=(.+))?$/s.exec(arg) ?? [];
    if (dashes === "--" && value === undefined && name.startsWith("no-")) {
      const key = name.slice(3);
      if (this.#is("negatable", key)) {
        this.#set(key, false, arg);
        return 0;
      }
    }
    const letters = dashes === "-" ? [...name] : [];
    for (const letter of letters.slice(0, -1)) this.#set(letter, this.#bare(letter), arg);
    const key = letters.at(-1) ?? (name || arg);
    if (value !== undefined) {
      this.#set(key, this.#is("boolean", key) ? value !== "false" : value, arg);
      return 0;
    }
    if (next !== undefined && next !== "" && !next.startsWith("-") && !this.#is("boolean", key)) {
      this.#set(key, next, arg);
      return 1;
    }
    this.#set(key, this.#bare(key), arg);
    return 0;
  }

  #set(key: string, value: unknown, arg: string): void {
    const known = this.#is("string", key) || this.#is("boolean", key) || this.#names.has(key);
    if (!known && this.#options.unknown?.(arg, key, value) === false) return;
    const typed = typeof value === "string" && !this.#is("string", key) ? numeric(value) : value;
    for (const name of this.#names.get(key) ?? [key]) {
      const before = this.#found[name];
      const collects = this.#is("collect", name) && value !== false;
      this.#found[name] = !collects ? typed : Array.isArray(before) ? [...before, typed] : [typed];
    }
  }

  #fillIn(): void {
    const absent = (key: string) => !Object.hasOwn(this.#found, key);
    const names = (key: string) => this.#names.get(key) ?? [key];
    const fill = (key: string, value: unknown) =>
      names(key).filter(absent).forEach((name) => this.#found[name] = value);
    for (const [key, value] of Object.entries(this.#options.default ?? {})) fill(key, value);
    for (const key of this.#options.boolean ?? []) fill(key, this.#is("collect", key) ? [] : false);
    for (const key of this.#options.string ?? []) if (this.#is("collect", key)) fill(key, []);
  }

  #words(words: string[]): void {
    this.#found._.push(...words.map((word) => this.#is("string", "_") ? word : numeric(word)));
  }

  #bare(key: string): unknown {
    return this.#is("string", key) ? "" : true;
  }

  #is(option: "boolean" | "string" | "collect" | "negatable", key: string): boolean {
    return (this.#names.get(key) ?? [key]).some((name) => this.#options[option]?.includes(name));
  }
}

function numeric(text: string): string | number {
  const looksNumeric = /^0x[0-9a-f]+$/i.test(text) ||
    /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(e[-+]?\d+)?$/.test(text);
  return looksNumeric ? Number(text) : text;
}
