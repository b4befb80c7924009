import { type JsonObject, RequestError } from "../wire/mod.ts";

/** What one parameter of a method takes. */
export interface Param<T = unknown> {
  /** What is allowed, to follow "must be". */
  readonly allowed: string;
  /** Takes a value; `undefined` where it is not allowed. */
  readonly read: (value: unknown) => T | undefined;
  /** Its value where it is not given; without it, it has to be. */
  readonly fallback?: T;
  /** Whether it may be left out, and is then absent. */
  readonly isOptional?: boolean;
  /** Whether no message may show its value. */
  readonly isSecret?: boolean;
}

/** Parameters by name. */
export type Params = Readonly<Record<string, Param>>;

/** What {@linkcode readParams} makes of them. */
export type Values<P extends Params> = {
  readonly [K in keyof P]: P[K] extends Param<infer T>
    ? P[K]["isOptional"] extends true ? T | undefined : T
    : never;
};

const shownLength = 80;

/**
 * Checks the parameters of a request.
 *
 * @param given What came with it.
 * @param params What the method takes.
 * @returns The values.
 * @throws {RequestError} `invalid-params`: names the parameter, its value and what is allowed.
 */
export function readParams<P extends Params>(given: JsonObject, params: P): Values<P> {
  const stray = Object.keys(given).find((name) => !Object.hasOwn(params, name));
  if (stray !== undefined) {
    const names = Object.keys(params);
    const takes = names.length === 0 ? "takes no parameters" : `takes ${names.join(", ")}`;
    throw new RequestError(
      "invalid-params",
      `${shown(stray)} is no parameter: the method ${takes}`,
    );
  }
  const values = Object.entries(params).map(([name, param]) => [
    name,
    readParam(given[name], { name, param }),
  ]);
  return Object.fromEntries(values);
}

function readParam(value: unknown, { name, param }: { name: string; param: Param }): unknown {
  if (value === undefined || value === null) {
    if (param.fallback !== undefined || param.isOptional === true) return param.fallback;
    throw new RequestError("invalid-params", `${name} is missing: it must be ${param.allowed}`);
  }
  const read = param.read(value);
  if (read !== undefined) return read;
  const is = param.isSecret === true ? "" : `, is ${shown(value)}`;
  throw new RequestError("invalid-params", `${name} must be ${param.allowed}${is}`);
}

/** A value from outside as JSON, not too long. */
function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > shownLength ? `${text.slice(0, shownLength)}…` : text;
}

/** A text of so many bytes. */
export function textParam(
  options: { readonly bytes: readonly [least: number, most: number]; readonly allowed: string },
): Param<string> {
  const [least, most] = options.bytes;
  const hasSize = (text: string): boolean => {
    const sizeBytes = new TextEncoder().encode(text).length;
    return sizeBytes >= least && sizeBytes <= most;
  };
  return {
    allowed: options.allowed,
    read: (value) =>
      // deno-lint-ignore no-control-regex -- a line feed would end what nmcli reads
      typeof value === "string" && hasSize(value) && !/[\x00-\x1f\x7f]/.test(value)
        ? value
        : undefined,
  };
}

/** A whole number. */
export function wholeParam(
  options: { readonly min: number; readonly max: number; readonly fallback: number },
): Param<number> {
  const { min, max, fallback } = options;
  return {
    allowed: `a whole number from ${min} to ${max}`,
    read: (value) =>
      Number.isInteger(value) && (value as number) >= min && (value as number) <= max
        ? value as number
        : undefined,
    fallback,
  };
}
