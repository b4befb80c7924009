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
  throw new WireError("protocol", `${name} must be a ${type}, not ${JSON.stringify(value)}`);
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
  throw new WireError("protocol", `${name} is missing: a ${type}`);
}

/**
 * Takes a whole number from 0, which must be there.
 * @throws {WireError} where it is something else.
 */
export function requiredCount(object: JsonObject, name: string): number {
  const value = required(object, name, "number");
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new WireError("protocol", `${name} must be a whole number from 0, not ${value}`);
}
