import { type ConnectionEnds, isNearby } from "./address.ts";
import { Attempts } from "./attempts.ts";
import { TokenDigest } from "./token_digest.ts";

/** Which tokens there are, and the clock that failures are counted by. */
export interface AccessOptions {
  /** Who gives it may watch; without it, whoever is nearby may. */
  readonly viewToken?: string | undefined;
  /** Who gives it may command, and watch; without it nobody may command. */
  readonly controlToken?: string | undefined;
  /** A monotonic clock in milliseconds. */
  readonly nowMs: () => number;
}

/** Somebody who wants to do something. */
export interface AccessQuestion {
  /** What they gave; nothing where they gave none. */
  readonly token: string | undefined;
  /** Where they are. */
  readonly ends: ConnectionEnds;
  /** What they want to do. */
  readonly role: "view" | "control";
}

/** They may. */
export interface Granted {
  /** The most that they may do: who gives the control token to watch may command too. */
  readonly granted: "view" | "control";
  /** Whether their token was right, rather than none being needed. */
  readonly byToken: boolean;
}

/** They may not. */
export interface Refused {
  /** Why, as the wire protocol names it. */
  readonly refused: "unauthorized" | "rate-limited";
  /** Why, for a person; holds no token. */
  readonly message: string;
  /** With `rate-limited`: when to try again, in milliseconds. */
  readonly retryAfterMs?: number;
}

/**
 * Who may watch and who may command. Spec: http-api, *Who may do what*; wire-protocol v1, *Bad input*.
 *
 * Viewing is open to nearby addresses unless there is a view token; there, a wrong token is as good
 * as none, but counts. Commanding always needs the control token. Ten wrong tokens from an address
 * in a minute, and its tokens are not even looked at for a minute, right ones included. How long a
 * decision takes does not depend on the tokens: digests are compared, each of them, in constant time.
 */
export class Access {
  /** Whether watching needs a token, also nearby. */
  readonly viewNeedsToken: boolean;
  readonly #view: TokenDigest;
  readonly #control: TokenDigest;
  readonly #attempts: Attempts;

  /** Tokens are kept as digests only. @throws {TypeError} for an empty token: it protects nothing. */
  constructor({ viewToken, controlToken, nowMs }: AccessOptions) {
    if (viewToken === "" || controlToken === "") throw new TypeError("A token must not be empty");
    this.viewNeedsToken = viewToken !== undefined;
    this.#view = new TokenDigest(viewToken);
    this.#control = new TokenDigest(controlToken);
    this.#attempts = new Attempts(nowMs);
  }

  /** Decides, and counts a wrong token. @returns what is granted, or why nothing is. */
  decide({ token, ends, role }: AccessQuestion): Granted | Refused {
    const retryAfterMs = token === undefined ? 0 : this.#attempts.refusedForMs(ends.remoteAddress);
    const right = token === undefined || retryAfterMs > 0 ? undefined : this.#match(token, ends);
    if (right === "control" || (right === "view" && role === "view")) {
      return { granted: right, byToken: true };
    }
    if (role === "view" && !this.viewNeedsToken && isNearby(ends)) {
      return { granted: "view", byToken: false };
    }
    return retryAfterMs > 0 ? rateLimited(retryAfterMs) : {
      refused: "unauthorized",
      message: this.#explain(role, { given: token !== undefined, mayView: right === "view" }),
    };
  }

  #match(token: string, { remoteAddress }: ConnectionEnds): "view" | "control" | undefined {
    const given = new TokenDigest(token);
    const isControl = this.#control.equals(given);
    const isView = this.#view.equals(given);
    if (isControl) return "control";
    if (isView) return "view";
    this.#attempts.countFailure(remoteAddress);
  }

  #explain(
    role: AccessQuestion["role"],
    { given, mayView }: { given: boolean; mayView: boolean },
  ): string {
    if (role === "control") {
      if (mayView) return "This token may only watch: commanding needs the control token";
      return given ? "The token is wrong: commanding needs the control token" : needsControlToken;
    }
    if (given) return "The token is wrong: watching needs the view token or the control token";
    return this.viewNeedsToken
      ? "Watching needs a token: the one that picam was started with (--view-token)"
      : "Only addresses of the local network may watch without a token";
  }
}

const needsControlToken =
  "Commanding needs the control token: picam logs the path of its file when it starts";

function rateLimited(retryAfterMs: number): Refused {
  const seconds = Math.ceil(retryAfterMs / 1000);
  return {
    refused: "rate-limited",
    message: `Too many wrong tokens from this address: try again in ${seconds} s`,
    retryAfterMs: Math.ceil(retryAfterMs),
  };
}
