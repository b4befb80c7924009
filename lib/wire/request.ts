import { decodeObject, isObject, type JsonObject, optional, required } from "./json.ts";
import type { Role } from "./greeting.ts";
import { WireError } from "./wire_error.ts";

/** An answer repeats the id, and must have room for it. */
const maxIdLength = 100;

/** Codes of a RESPONSE that says no. Spec: wire-protocol v1, *Bad input*, *Control methods*. */
export type RequestErrorCode =
  | "unknown-method"
  | "invalid-params"
  | "forbidden"
  | "invalid-state"
  | "camera"
  | "failed";

/** A request was answered with an error: the session goes on. */
export class RequestError extends Error {
  /** The class's name. */
  override readonly name = "RequestError";
  /** What kind, as the protocol names it; from the other side any text. */
  readonly code: string;

  /** Says why. */
  constructor(code: RequestErrorCode, message: string);
  /** Says what the other side said. */
  constructor(code: string, message: string);
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** REQUEST: something is to be done or told. */
export interface Request {
  /** Chosen by who asks, of 100 characters at most; RESPONSE repeats it. */
  readonly id: string | number;
  /** What, for example `stream.start`. */
  readonly method: string;
  /** How; an empty object where nothing was given. */
  readonly params: JsonObject;
  /** Why it cannot be done, whatever it is: to be answered with. */
  readonly fault?: RequestError;
}

/** RESPONSE: what became of a request. */
export type Response =
  & { readonly id: string | number }
  & ({ readonly result: unknown } | { readonly error: RequestError });

/** Who asks. */
export interface Asker {
  /** What it may do. */
  readonly role: Extract<Role, "view" | "control">;
  /** Address and port, for the log. */
  readonly remote: string;
}

/**
 * Does what a request asks for. Handed to whatever takes requests: the wire, HTTP.
 * @returns the result, to be sent as JSON.
 * @throws {RequestError} where it is not done.
 */
export type RequestHandler = (
  request: Pick<Request, "method" | "params">,
  asker: Asker,
) => Promise<unknown>;

/**
 * Reads REQUEST. One that can be answered but not done has a fault.
 * @throws {WireError} where it is none.
 */
export function decodeRequest(payload: Uint8Array): Request {
  const object = decodeObject(payload, "REQUEST");
  const id = decodeId(object);
  try {
    const method = required(object, "method", "string");
    return { id, method, params: optional(object, "params", "object") ?? {} };
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return { id, method: "", params: {}, fault: new RequestError("invalid-params", error.message) };
  }
}

/** Reads RESPONSE. @throws {WireError} where it is none. */
export function decodeResponse(payload: Uint8Array): Response {
  const object = decodeObject(payload, "RESPONSE");
  const id = decodeId(object);
  const { error } = object;
  if (error === undefined || error === null) return { id, result: object["result"] };
  if (!isObject(error)) throw new WireError("protocol", "error must be an object");
  const code = optional(error, "code", "string") ?? "failed";
  const message = optional(error, "message", "string") ?? code;
  return { id, error: new RequestError(code, message) };
}

function decodeId(object: JsonObject): string | number {
  const { id } = object;
  if (typeof id === "string" ? id.length <= maxIdLength : Number.isFinite(id)) {
    return id as string | number;
  }
  throw new WireError("protocol", `id must be a number or a string of ${maxIdLength} at most`);
}
