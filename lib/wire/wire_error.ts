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

/** What is wrong with damaged bytes: they do not begin as a message does, or a sum is wrong. */
export type Damage = "magic" | "header" | "payload";

const damageWords: Readonly<Record<Damage, string>> = {
  magic: "This is no picam message: it must begin with PCAM",
  header: "The checksum of a message's header is wrong",
  payload: "The checksum of a message's payload is wrong",
};

/** Bytes that are no message, or one that was changed on its way: whoever reads counts it. */
export class DamageError extends WireError {
  /** What is wrong; `magic` at the start of a session: the other side speaks something else. */
  readonly damage: Damage;

  /** Says what is wrong with them. */
  constructor(damage: Damage) {
    super("protocol", damageWords[damage]);
    this.damage = damage;
  }
}
