import { crc32 } from "../bytes/mod.ts";

/** Nobody's key frames are further apart. */
const keptFrames = 4096;

/** What a frame of a bare stream is, compared with those that came before. */
export type Acquaintance =
  /** It came before. */
  | "seen"
  /** It is new, and follows the last one. */
  | "next"
  /** It is new, and what is between it and the last one is not known. */
  | "cut"
  /** It cannot be decoded: it follows something that did not come. */
  | "lost";

/**
 * Knows the newest frames of a bare stream by their contents. Such a stream has no numbers: a new
 * connection begins at some key frame, and this tells whether that one and those after it have come
 * before, up to the last one, or whether there is a hole.
 */
export class SeenFrames {
  #digests: number[] = [];
  /** Where in the list the next frame is expected; nothing once the end was reached. */
  #expected: number | undefined;
  #isFirst = false;
  #isLost = false;

  /** A new connection begins. */
  reconnect(): void {
    this.#isFirst = this.#digests.length > 0;
    this.#expected = undefined;
    this.#isLost = false;
  }

  /** Takes the next frame of the connection. The first one is a key frame. */
  meet(bytes: Uint8Array, isKey: boolean): Acquaintance {
    const digest = crc32(bytes);
    if (this.#isFirst) {
      this.#isFirst = false;
      const at = this.#digests.lastIndexOf(digest);
      if (at < 0) return this.#begin(digest, isKey);
      return this.#expect(at + 1);
    }
    if (this.#isLost) return this.#begin(digest, isKey);
    if (this.#expected === undefined) return this.#add(digest, "next");
    if (this.#digests[this.#expected] !== digest) return this.#begin(digest, isKey);
    return this.#expect(this.#expected + 1);
  }

  #expect(at: number): "seen" {
    this.#expected = at < this.#digests.length ? at : undefined;
    return "seen";
  }

  /** Goes on behind a hole: at a key frame. */
  #begin(digest: number, isKey: boolean): Acquaintance {
    this.#isLost = !isKey;
    this.#expected = undefined;
    return isKey ? this.#add(digest, "cut") : "lost";
  }

  #add(digest: number, what: "next" | "cut"): Acquaintance {
    this.#digests.push(digest);
    if (this.#digests.length > 2 * keptFrames) this.#digests = this.#digests.slice(-keptFrames);
    return what;
  }
}
