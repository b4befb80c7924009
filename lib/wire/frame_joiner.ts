import { type Frame, FrameFlag, type FrameMetadata } from "../frame/mod.ts";
import { decodeObject } from "./json.ts";
import { maxFrameBytes, type Message, MessageFlag, MessageType } from "./message.ts";
import { WireError } from "./wire_error.ts";

const frameFlags = FrameFlag.key | FrameFlag.discontinuity | FrameFlag.continuation;

/**
 * Makes frames of FRAME messages: puts fragments together and takes the metadata out. A frame of one
 * message is a view of it. Spec: wire-protocol v1, *Message*.
 */
export class FrameJoiner {
  #first: Message | undefined;
  #parts: Uint8Array<ArrayBuffer>[] = [];
  #sizeBytes = 0;

  /**
   * Takes a FRAME, and every other message of its stream: between fragments some may not stand.
   *
   * @returns The frame, when its last fragment is there.
   * @throws {WireError} where the order of messages is wrong or a frame is over 64 MiB.
   */
  push(message: Message): Frame | undefined {
    if (message.type !== MessageType.frame) return this.#between(message);
    this.#checkFollows(message);
    this.#first ??= message;
    this.#parts.push(message.payload);
    this.#sizeBytes += message.payload.length;
    if (this.#sizeBytes > maxFrameBytes) {
      throw new WireError("too-large", `A frame has at most ${maxFrameBytes} bytes`);
    }
    if (message.flags & MessageFlag.more) return undefined;
    const frame = makeFrame(this.#first, this.#joined());
    this.#first = undefined;
    this.#parts = [];
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
    if (first === undefined || first.sequence === message.sequence) return;
    throw new WireError(
      "protocol",
      `Frame ${first.sequence} was broken off by frame ${message.sequence}`,
    );
  }

  #joined(): Uint8Array<ArrayBuffer> {
    const [only] = this.#parts;
    if (this.#parts.length === 1 && only !== undefined) return only;
    const whole = new Uint8Array(this.#sizeBytes);
    let at = 0;
    for (const part of this.#parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
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
  const metadata: FrameMetadata = decodeObject(whole.subarray(4, 4 + length), "metadata");
  return { ...frame, payload: whole.subarray(4 + length), metadata };
}
