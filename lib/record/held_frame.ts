import { type Frame, FrameFlag } from "../frame/mod.ts";

/**
 * A copy of the newest frame, whose end may still come, and whose duration is not known before the next
 * one. Its memory is used again for the next.
 */
export class HeldFrame {
  #buffer = new Uint8Array(64 * 1024);
  #filled = 0;
  #isKey = false;
  #isThere = false;

  /** Whether there is one. */
  get isThere(): boolean {
    return this.#isThere;
  }

  /** Whether decoding can start at it. */
  get isKey(): boolean {
    return this.#isKey;
  }

  /** Its bytes so far, a view that is good until the next one begins. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#buffer.subarray(0, this.#filled);
  }

  /** Holds another one. */
  begin({ flags, payload }: Frame): void {
    this.#isKey = (flags & FrameFlag.key) !== 0;
    this.#isThere = true;
    this.#filled = 0;
    this.extend(payload);
  }

  /** Adds bytes to it. */
  extend(payload: Uint8Array): void {
    const needed = this.#filled + payload.length;
    if (needed > this.#buffer.length) {
      const larger = new Uint8Array(2 * needed);
      larger.set(this.bytes);
      this.#buffer = larger;
    }
    this.#buffer.set(payload, this.#filled);
    this.#filled = needed;
  }

  /** Holds none. */
  clear(): void {
    this.#isThere = false;
    this.#filled = 0;
  }
}
