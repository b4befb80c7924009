/** Codes of ERROR messages that the protocol names. Spec: wire-protocol v1, *Bad input*. */
export type WireErrorCode =
  | "protocol"
  | "too-large"
  | "hello-timeout"
  | "unauthorized"
  | "forbidden"
  | "busy"
  | "unknown-stream"
  | "rate-limited"
  | "invalid-from";

/**
 * A conversation cannot go on: what the other side sent breaks the protocol, or asks for what it
 * does not get. Sent as ERROR before the connection is closed.
 */
export class WireError extends Error {
  /** The class's name. */
  override readonly name = "WireError";
  /** What kind, as the protocol names it; from the other side any text. */
  readonly code: string;
  /** With `busy` and `rate-limited`: when to try again, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  /** Says why. */
  constructor(code: WireErrorCode, message: string, retryAfterMs?: number);
  /** Says what the other side said. */
  constructor(code: string, message: string, retryAfterMs?: number);
  constructor(code: string, message: string, retryAfterMs?: number) {
    super(message);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Bytes that are no message, or one that was changed on its way: whoever reads counts it. */
export class DamageError extends WireError {
  /** Says what is wrong with them. */
  constructor(message: string) {
    super("protocol", message);
  }
}
