import { type Frame, FrameFlag, type FrameMetadata } from "../frame/mod.ts";
import { decodeObject } from "./json.ts";
import {
  frameFlags,
  maxFrameBytes,
  maxTextBytes,
  type Message,
  MessageFlag,
  MessageType,
} from "./message.ts";
import { WireError } from "./wire_error.ts";

/** Flags that every fragment of a frame repeats. */
const repeatedFlags = FrameFlag.key | FrameFlag.discontinuity;

/**
 * Makes frames of FRAME messages: puts fragments together and takes the metadata out. A frame of one
 * message is a view of it. Fragments are copied as they come, so that what is held does not depend
 * on how small they are: at most twice the limit of a frame.
 *
 * Spec: wire-protocol v1, *Message*, type 3.
 */
export class FrameJoiner {
  #first: Message | undefined;
  /** Holds the fragments so far, with room for more. */
  #whole = new Uint8Array();
  #sizeBytes = 0;

  /** Bytes asked for a frame that is not whole yet. */
  get heldBytes(): number {
    return this.#whole.length;
  }

  /**
   * Takes a FRAME, and every other message of its stream: between fragments some may not stand.
   *
   * @returns The frame, when its last fragment is there.
   * @throws {WireError} where the order of messages is wrong or a frame is over 64 MiB.
   */
  push(message: Message): Frame | undefined {
    if (message.type !== MessageType.frame) return this.#between(message);
    const isLast = (message.flags & MessageFlag.more) === 0;
    if (this.#first === undefined && isLast) return makeFrame(message, message.payload);
    this.#checkFollows(message);
    this.#first ??= message;
    this.#append(message.payload);
    if (!isLast) return undefined;
    const frame = makeFrame(this.#first, this.#whole.subarray(0, this.#sizeBytes));
    this.#first = undefined;
    this.#whole = new Uint8Array();
    this.#sizeBytes = 0;
    return frame;
  }

  #between(message: Message): undefined {
    if (this.#first === undefined) return;
    if (message.type !== MessageType.gap && message.type !== MessageType.end) return;
    throw new WireError("protocol", "A frame was broken off: GAP or END between its fragments");
  }

  #checkFollows(message: Message): void {
    const first = this.#first;
    if (first === undefined) return;
    if (first.sequence !== message.sequence || first.streamId !== message.streamId) {
      throw new WireError(
        "protocol",
        `Frame ${first.sequence} was broken off by frame ${message.sequence}`,
      );
    }
    const differ = (first.flags ^ message.flags) & repeatedFlags;
    if (differ || first.timestampUs !== message.timestampUs) {
      throw new WireError("protocol", `The fragments of frame ${first.sequence} contradict`);
    }
    if (message.flags & MessageFlag.metadata) {
      throw new WireError("protocol", "METADATA stands in the first fragment of a frame only");
    }
  }

  #append(part: Uint8Array): void {
    const needed = this.#sizeBytes + part.length;
    if (needed > maxFrameBytes) {
      throw new WireError("too-large", `A frame has at most ${maxFrameBytes} bytes`);
    }
    if (needed > this.#whole.length) {
      const larger = new Uint8Array(Math.min(maxFrameBytes, 2 * needed));
      larger.set(this.#whole.subarray(0, this.#sizeBytes));
      this.#whole = larger;
    }
    this.#whole.set(part, this.#sizeBytes);
    this.#sizeBytes = needed;
  }
}

function makeFrame(first: Message, whole: Uint8Array<ArrayBuffer>): Frame {
  const { sequence, timestampUs: captureUs, streamId } = first;
  const frame = { sequence, captureUs, streamId, flags: first.flags & frameFlags };
  if (!(first.flags & MessageFlag.metadata)) return { ...frame, payload: whole };
  const length = whole.length < 4 ? -1 : new DataView(whole.buffer, whole.byteOffset).getUint32(0);
  if (length < 0 || length > whole.length - 4) {
    throw new WireError("protocol", `The metadata of frame ${sequence} are longer than the frame`);
  }
  if (length > maxTextBytes) {
    throw new WireError("too-large", `Metadata have at most ${maxTextBytes} bytes, not ${length}`);
  }
  const metadata: FrameMetadata = decodeObject(whole.subarray(4, 4 + length), "metadata");
  return { ...frame, payload: whole.subarray(4 + length), metadata };
}
