import { WireError } from "./wire_error.ts";

/** A JSON object whose members are still to be looked at. */
export type JsonObject = Readonly<Record<string, unknown>>;

const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * Reads a JSON object.
 * @param what For the fault's words.
 * @throws {WireError} where the bytes are none.
 */
export function decodeObject(bytes: Uint8Array, what: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(decoder.decode(bytes));
  } catch {
    throw new WireError("protocol", `The JSON of ${what} cannot be read`);
  }
  if (isObject(value)) return value;
  throw new WireError("protocol", `The JSON of ${what} is no object`);
}

/** Whether a value is an object with members. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Text of the other side, cut to what a fault's words have room for. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}

/** What a member is to be. */
interface MemberTypes {
  string: string;
  number: number;
  object: JsonObject;
}

/**
 * Takes a member that may be absent.
 * @throws {WireError} where it is there and of another type.
 */
export function optional<T extends keyof MemberTypes>(
  object: JsonObject,
  name: string,
  type: T,
): MemberTypes[T] | undefined {
  const value = object[name];
  if (value === undefined || value === null) return undefined;
  const found: string = typeof value;
  const fits = type === "object" ? isObject(value) : found === type;
  if (fits) return value as MemberTypes[T];
  // Never the value itself: it may be a secret, or nested so deep that it cannot be written.
  const kind = Array.isArray(value) ? "list" : found;
  throw new WireError("protocol", `${name} must be ${article(type)}, not ${article(kind)}`);
}

/**
 * Takes a member that must be there.
 * @throws {WireError} where it is absent or of another type.
 */
export function required<T extends keyof MemberTypes>(
  object: JsonObject,
  name: string,
  type: T,
): MemberTypes[T] {
  const value = optional(object, name, type);
  if (value !== undefined) return value;
  throw new WireError("protocol", `${name} is missing: ${article(type)}`);
}

function article(noun: string): string {
  return `${noun === "object" ? "an" : "a"} ${noun}`;
}

/** The numbers that a member may be. */
export interface NumberRange {
  /** The smallest; 0 where nothing else is said. */
  readonly min?: number;
  /** The largest; without, the largest that is exact. */
  readonly max?: number;
  /** Whether it may have a fraction. */
  readonly fraction?: boolean;
}

/**
 * Takes a number that may be absent.
 * @throws {WireError} where it is there and something else, or out of range.
 */
export function optionalNumber(
  object: JsonObject,
  name: string,
  { min = 0, max = Number.MAX_SAFE_INTEGER, fraction = false }: NumberRange = {},
): number | undefined {
  const value = optional(object, name, "number");
  if (value === undefined) return undefined;
  if (value >= min && value <= max && (fraction || Number.isInteger(value))) return value;
  const kind = fraction ? "number" : "whole number";
  const range = max === Number.MAX_SAFE_INTEGER ? `${min} or more` : `${min} to ${max}`;
  throw new WireError("protocol", `${name} must be a ${kind}, ${range}, not ${value}`);
}

/**
 * Takes a whole number from 0, which must be there.
 * @throws {WireError} where it is something else.
 */
export function requiredCount(object: JsonObject, name: string): number {
  const value = optionalNumber(object, name);
  if (value !== undefined) return value;
  throw new WireError("protocol", `${name} is missing: a whole number`);
}
