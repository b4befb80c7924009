/**
 * Takes a value out of a profile.
 *
 * @param value What the file has there.
 * @param path The member's name with those around it, as in `whiteBalance.gains.red`; empty for the whole.
 * @throws {TypeError} If it is not allowed.
 */
export type Reader<Value> = (value: unknown, path: string) => Value;

const longestShown = 60;

/** Reads an object; members that it lacks are those of `defaults`. */
export function members<Value extends object>(
  readers: { readonly [Name in keyof Value]: Reader<Value[Name]> },
  defaults: Value,
): Reader<Value> {
  const names = Object.keys(readers);
  return (value, path) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw refusal(path, value, `an object with any of ${names.join(", ")}`);
    }
    const given = Object.entries(value).map(([name, each]) => {
      if (!Object.hasOwn(readers, name)) throw unknownMember(path, name, names);
      const read = readers[name as keyof Value];
      return [name, read(each, path === "" ? name : `${path}.${name}`)];
    });
    return { ...structuredClone(defaults), ...Object.fromEntries(given) };
  };
}

/** Reads a number from `min` to `max`. */
export function number(min: number, max: number): Reader<number> {
  return (value, path) => {
    if (typeof value === "number" && value >= min && value <= max) return value;
    throw refusal(path, value, `a number from ${min} to ${max}`);
  };
}

/** Reads one of the given words. */
export function oneOf<Word extends string>(...words: Word[]): Reader<Word> {
  return (value, path) => {
    const word = words.find((each) => each === value);
    if (word !== undefined) return word;
    throw refusal(path, value, words.map((each) => `"${each}"`).join(" or "));
  };
}

/** Reads a list of so many values of one kind. */
export function list<Value>(length: number, read: Reader<Value>): Reader<readonly Value[]> {
  return (value, path) => {
    if (Array.isArray(value) && value.length === length) {
      return value.map((each, index) => read(each, `${path}[${index}]`));
    }
    throw refusal(path, value, `a list of ${length}`);
  };
}

/** Reads what `read` does, or the word that switches a stage off. */
export function orOff<Value>(read: Reader<Value>): Reader<Value | "off"> {
  return (value, path) => {
    if (value === "off") return value;
    if (typeof value === "object") return read(value, path);
    throw refusal(path, value, `"off" or the stage's settings`);
  };
}

/** The error for a value that is not allowed. */
export function refusal(path: string, value: unknown, allowed: string): TypeError {
  const what = path === "" ? "the ISP profile" : `${path} of the ISP profile`;
  return new TypeError(`Cannot use ${what}: must be ${allowed}, is ${shown(value)}`);
}

function unknownMember(path: string, name: string, names: readonly string[]): TypeError {
  const whole = path === "" ? shown(name) : `${shown(name)} in ${path}`;
  return new TypeError(
    `Unknown member ${whole} of the ISP profile: there are ${names.join(", ")}`,
  );
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > longestShown ? text.slice(0, longestShown) + "…" : text;
}
