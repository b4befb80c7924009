import type { Frame } from "../frame/mod.ts";
import { encodeFrame } from "../wire/mod.ts";

/**
 * Makes messages of frames, once for all clients that are in step. Holds the newest one's.
 * A client that catches up gets its own, which nobody else would ask for.
 */
export class SharedMessages {
  #payload: Uint8Array | undefined;
  #sequence = -1;
  #messages: readonly Uint8Array<ArrayBuffer>[] = [];

  /** The messages of a frame, in the order in which they are to be sent; not to be changed. */
  of(frame: Frame): readonly Uint8Array<ArrayBuffer>[] {
    if (frame.sequence === this.#sequence && isSame(frame.payload, this.#payload)) {
      return this.#messages;
    }
    this.#messages = encodeFrame(frame);
    this.#sequence = frame.sequence;
    this.#payload = frame.payload;
    return this.#messages;
  }
}

/** Whether two views are of the very same memory: bytes of a frame are never changed. */
function isSame(one: Uint8Array, other: Uint8Array | undefined): boolean {
  return one.buffer === other?.buffer && one.byteOffset === other.byteOffset &&
    one.length === other.length;
}
