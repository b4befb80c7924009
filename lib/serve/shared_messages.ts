import { type Frame, FrameFlag } from "../frame/mod.ts";
import { encodeFrame } from "../wire/mod.ts";
import { ToldGaps } from "./told_gaps.ts";

/** More than this of a group of pictures is not kept; the ring keeps as much of it in memory. */
const maxGroupBytes = 8 * 1024 * 1024;

/** A frame's messages, and the bytes that they were made of. */
interface Made {
  readonly payload: Uint8Array;
  readonly messages: readonly Uint8Array<ArrayBuffer>[];
}

/**
 * Makes messages of frames, once for all clients. Holds those of the newest key frame and of the
 * frames after it: what live clients get, and first of all whoever joins them. A client that
 * catches up from further back gets its own, which nobody else would ask for.
 */
export class SharedMessages {
  /** What clients were told instead of frames. */
  readonly gaps = new ToldGaps();
  readonly #group = new Map<number, Made>();
  #groupBytes = 0;
  #newestUs = -1;

  /** The messages of a frame, in the order in which they are to be sent; not to be changed. */
  of(frame: Frame): readonly Uint8Array<ArrayBuffer>[] {
    const made = this.#group.get(frame.sequence);
    if (made !== undefined && isSame(made.payload, frame.payload)) return made.messages;
    const messages = encodeFrame(frame);
    if (frame.captureUs > this.#newestUs || frame.flags & FrameFlag.discontinuity) {
      this.#keep(frame, messages);
    }
    return messages;
  }

  #keep(frame: Frame, messages: Made["messages"]): void {
    const { sequence, payload, flags } = frame;
    const isNext = this.#group.has(sequence - 1) && (flags & FrameFlag.key) === 0;
    if (!isNext || this.#groupBytes + payload.length > maxGroupBytes) {
      this.#group.clear();
      this.#groupBytes = 0;
    }
    this.#group.set(sequence, { payload, messages });
    this.#groupBytes += payload.length;
    this.#newestUs = frame.captureUs;
  }
}

/** Whether two views are of the very same memory: bytes of a frame are never changed. */
function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.buffer === other.buffer && one.byteOffset === other.byteOffset &&
    one.length === other.length;
}
