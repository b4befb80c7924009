import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/**
 * A token as it is kept to compare with: its SHA-256 digest. All digests are of one length, and are
 * compared in constant time, so neither the content nor the length of a token shows in how long a
 * comparison takes.
 */
export class TokenDigest {
  readonly #digest: Uint8Array;

  /**
   * Digests a token.
   * @param token The token; nothing for a digest that no token has.
   */
  constructor(token: string | undefined) {
    this.#digest = token === undefined
      ? randomBytes(32)
      : createHash("sha256").update(token).digest();
  }

  /** Whether both are of the same token. */
  equals(other: TokenDigest): boolean {
    return timingSafeEqual(this.#digest, other.#digest);
  }
}
