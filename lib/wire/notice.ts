import type { Gap } from "../frame/mod.ts";
import { decodeObject, optional, optionalNumber, required, requiredCount } from "./json.ts";
import { WireError } from "./wire_error.ts";

/** Why no more frames come. `stopped` and `camera` leave the session open. */
export type EndReason = "stopped" | "shutdown" | "limit" | "camera";

const gapReasons = ["overrun", "skipped", "epoch"] as const;

/** Reads GAP. A reason that is not known is told as `overrun`. @throws {WireError} where it is none. */
export function decodeGap(payload: Uint8Array): Gap {
  const object = decodeObject(payload, "GAP");
  const told = required(object, "reason", "string");
  const reason = gapReasons.find((name) => name === told) ?? "overrun";
  if (reason === "epoch") return { reason };
  const first = requiredCount(object, "first");
  const last = requiredCount(object, "last");
  if (last < first) throw new WireError("protocol", `GAP from ${first} to ${last} is none`);
  return { first, last, reason };
}

/** Reads END. @returns The reason, as it was sent. @throws {WireError} where it is none. */
export function decodeEnd(payload: Uint8Array): EndReason | (string & Record<never, never>) {
  return required(decodeObject(payload, "END"), "reason", "string");
}

/** An hour: no answer of a server keeps a client away for longer. */
const maxRetryAfterMs = 3_600_000;

/**
 * Reads ERROR.
 * @returns What the other side says, to be thrown.
 * @throws {WireError} where it is none.
 */
export function decodeError(payload: Uint8Array): WireError {
  const object = decodeObject(payload, "ERROR");
  const retryAfterMs = optionalNumber(object, "retryAfterMs", { fraction: true });
  return new WireError(
    optional(object, "code", "string") ?? "protocol",
    optional(object, "message", "string") ?? "the other side gave no reason",
    retryAfterMs === undefined ? undefined : Math.min(retryAfterMs, maxRetryAfterMs),
  );
}

/** Words longer than this are cut: they may repeat what the other side sent. */
const maxWords = 500;

/** What an ERROR message carries, and the `error` of a RESPONSE; it always fits into one. */
export function errorBody(
  error: { readonly code: string; readonly message: string; readonly retryAfterMs?: unknown },
): { readonly code: string; readonly message: string; readonly retryAfterMs?: number } {
  const { code, message, retryAfterMs } = error;
  return {
    code,
    message: message.length > maxWords ? `${message.slice(0, maxWords)}…` : message,
    ...(typeof retryAfterMs === "number" ? { retryAfterMs } : {}),
  };
}
