import { UntrustedError } from "../session/mod.ts";
import { DamageError, type WireError } from "../wire/mod.ts";
import type { ConnectionEnd } from "./link.ts";
import { OpenError } from "./open_error.ts";

/** What a connection had brought when it ended. */
export interface ConnectionUse {
  /** Whether WELCOME came, in this connection. */
  readonly isWelcome: boolean;
  /**
   * Whether what answers there is known as picam: WELCOME came once, or this is the first
   * answer, which may have been damaged on its way.
   */
  readonly isKnown: boolean;
  /** Whether it was of use. */
  readonly wasGood: boolean;
}

/** What to do about a refusal that another try does not change. */
const remedies: Readonly<Record<string, string>> = {
  "unauthorized": "give the right one with --token @FILE or PICAM_TOKEN",
  "unknown-stream": "ask for one that there is",
  "forbidden": "a picam that serves is asked by URL, one that receives is given frames by --push",
};

/**
 * What it means for the next connection that this one could not be had.
 * @param error What was thrown.
 */
export function judgeFailure(error: Error): ConnectionEnd {
  const isFinal = error instanceof OpenError && error.isFinal;
  // Who answers there is not the one that is to be trusted: no other try makes it so.
  if (isFinal || error.cause instanceof UntrustedError) return { kind: "refused", error };
  const retryAfterMs = error instanceof OpenError ? error.retryAfterMs : undefined;
  return { kind: "lost", reason: error.message, wasGood: false, retryAfterMs };
}

/**
 * What it means for the next connection how this one ended.
 * Spec: wire-protocol v1, *Bad input*; cli, receive.
 *
 * @param reason What ERROR said or what was wrong; nothing where the other side just closed.
 */
export function judgeClose(reason: WireError | undefined, use: ConnectionUse): ConnectionEnd {
  const { wasGood } = use;
  if (reason === undefined) {
    return { kind: "lost", reason: "The connection was closed", wasGood };
  }
  if (reason instanceof DamageError) return judgeDamage(reason, use);
  const remedy = remedies[reason.code];
  if (remedy !== undefined) {
    const error = new Error(`${reason.message}: ${remedy}`, { cause: reason });
    return { kind: "refused", error };
  }
  return {
    kind: "lost",
    reason: reason.message,
    wasGood,
    retryAfterMs: reason.retryAfterMs,
  };
}

function judgeDamage(reason: DamageError, use: ConnectionUse): ConnectionEnd {
  const { isWelcome, isKnown, wasGood } = use;
  if (isWelcome || isKnown || reason.damage !== "magic") {
    return { kind: "lost", reason: reason.message, wasGood, atOnce: true };
  }
  const words =
    "What answers there does not speak picam's protocol. It is the port of --tcp-port, " +
    "mostly 5000; port 8000 is http://, and 5001 is tcp+raw://";
  return { kind: "refused", error: new Error(words, { cause: reason }) };
}
