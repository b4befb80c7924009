import { crc32 } from "../bytes/mod.ts";
import { headerSize, maxPayloadBytes, maxTextBytes, type Message, MessageType } from "./message.ts";
import { getUint64 } from "./uint64.ts";
import { DamageError, WireError } from "./wire_error.ts";

const magic = [0x50, 0x43, 0x41, 0x4d] as const;

/** How a {@linkcode MessageDecoder} works and for whom. */
export interface DecoderOptions {
  /** Gets each message, from inside `push`. */
  readonly onMessage: (message: Message) => void;
  /** Most bytes of a FRAME's payload that are taken: 0 where none may come. 16 MiB by default. */
  readonly maxFramePayloadBytes?: number;
}

/**
 * Cuts a byte stream into messages while it flows. Each payload is copied into memory of its own,
 * which is asked for only after the header's sum was found right and the length within limits: what
 * a decoder holds is at most one header and one payload.
 *
 * Spec: wire-protocol v1, *Message*, *Bad input*.
 */
export class MessageDecoder {
  readonly #onMessage: (message: Message) => void;
  #maxFramePayload: number;
  readonly #header = new Uint8Array(headerSize);
  #headerLength = 0;
  /** The message whose payload is being read. */
  #open: (Omit<Message, "payload"> & { readonly payloadCrc32: number }) | undefined;
  #payload = new Uint8Array();
  #payloadLength = 0;
  /** Why there is nothing more to be read. */
  #fault: unknown;

  /** Makes a decoder for one connection. */
  constructor(options: DecoderOptions) {
    this.#onMessage = options.onMessage;
    this.#maxFramePayload = options.maxFramePayloadBytes ?? maxPayloadBytes;
  }

  /** Bytes of a message that is not whole yet. */
  get heldBytes(): number {
    return this.#headerLength + this.#payloadLength;
  }

  /** Takes FRAMEs of up to so many bytes from now on; 0: none. */
  takeFrames(maxPayloadBytes: number): void {
    this.#maxFramePayload = maxPayloadBytes;
  }

  /**
   * Takes the stream's next bytes.
   *
   * @param bytes Of any length; only read, and not kept: the caller may reuse them.
   * @throws {WireError} where they are no messages; messages before that were passed on. Where a
   * message begins is lost then: every further call throws the same.
   */
  push(bytes: Uint8Array): void {
    if (this.#fault !== undefined) throw this.#fault;
    try {
      let at = 0;
      while (at < bytes.length) {
        at = this.#open === undefined ? this.#readHeader(bytes, at) : this.#readPayload(bytes, at);
      }
    } catch (error) {
      this.#fault = error;
      throw error;
    }
  }

  #readHeader(bytes: Uint8Array, from: number): number {
    const end = Math.min(bytes.length, from + headerSize - this.#headerLength);
    this.#header.set(bytes.subarray(from, end), this.#headerLength);
    this.#headerLength += end - from;
    this.#checkMagic();
    if (this.#headerLength < headerSize) return end;
    this.#beginMessage();
    return end;
  }

  /** At once: who speaks another protocol may wait for an answer after fewer bytes than a header. */
  #checkMagic(): void {
    for (let index = 0; index < Math.min(4, this.#headerLength); index++) {
      if (this.#header[index] === magic[index]) continue;
      throw new DamageError("magic");
    }
  }

  #beginMessage(): void {
    const view = new DataView(this.#header.buffer);
    if (crc32(this.#header.subarray(0, 36)) !== view.getUint32(36)) {
      throw new DamageError("header");
    }
    const version = view.getUint8(4);
    if (version !== 1) {
      throw new WireError("protocol", `Version ${version} is not known, 1 is`);
    }
    const type = view.getUint8(5);
    const payloadLength = this.#allowedLength(type, view.getUint32(8));
    const isKnown = type <= MessageType.error;
    this.#open = {
      type,
      flags: view.getUint16(6),
      streamId: view.getUint32(12),
      // What these bytes mean in a type of a later version is not known: skipped, not refused.
      sequence: isKnown ? getUint64(view, 16) : 0,
      timestampUs: isKnown ? getUint64(view, 24) : 0,
      payloadCrc32: view.getUint32(32),
    };
    this.#payload = new Uint8Array(payloadLength);
    if (payloadLength === 0) this.#finish();
  }

  #allowedLength(type: number, length: number): number {
    const isFrame = type === MessageType.frame;
    const limit = isFrame ? this.#maxFramePayload || maxPayloadBytes : maxTextBytes;
    if (length > limit) {
      const message = `A message of type ${type} has at most ${limit} bytes, not ${length}`;
      throw new WireError("too-large", message);
    }
    if (isFrame && this.#maxFramePayload === 0) {
      throw new WireError("forbidden", "Frames are not taken from this side");
    }
    return length;
  }

  #readPayload(bytes: Uint8Array, from: number): number {
    const end = Math.min(bytes.length, from + this.#payload.length - this.#payloadLength);
    this.#payload.set(bytes.subarray(from, end), this.#payloadLength);
    this.#payloadLength += end - from;
    if (this.#payloadLength === this.#payload.length) this.#finish();
    return end;
  }

  #finish(): void {
    const open = this.#open;
    if (open === undefined) return;
    const { payloadCrc32, ...message } = open;
    const payload = this.#payload;
    this.#open = undefined;
    this.#headerLength = 0;
    this.#payloadLength = 0;
    this.#payload = new Uint8Array();
    if (crc32(payload) !== payloadCrc32) {
      throw new DamageError("payload");
    }
    this.#onMessage({ ...message, payload });
  }
}
