import { crc32 } from "../bytes/mod.ts";
import type { Frame } from "../frame/mod.ts";
import {
  frameFlags,
  headerSize,
  maxFrameBytes,
  maxPayloadBytes,
  maxTextBytes,
  type Message,
  MessageFlag,
  MessageType,
} from "./message.ts";
import { setUint64 } from "./uint64.ts";
import { WireError } from "./wire_error.ts";

const encoder = new TextEncoder();

/**
 * Makes the bytes of one message: a new array that nobody else holds.
 *
 * ```text
 *  0               4    5    6       8              12              16
 *  +---------------+----+----+-------+---------------+---------------+
 *  | magic "PCAM"  |ver |type| flags | payloadLength | streamId      |
 *  +---------------+----+----+-------+---------------+---------------+
 *  | sequence (8)                    | timestamp, Unix µs (8)        |
 *  +---------------------------------+---------------+---------------+
 *  | payloadCrc32 (4) | headerCrc32 (4)              |  payload …
 *  +------------------+------------------------------+
 * ```
 *
 * Spec: wire-protocol v1, *Message*.
 *
 * @param message Its payload is copied.
 * @throws {WireError} `too-large` where the payload is over 16 MiB.
 */
export function encodeMessage(message: Message): Uint8Array<ArrayBuffer> {
  const { length } = message.payload;
  if (length > maxPayloadBytes) {
    throw new WireError(
      "too-large",
      `A message has at most ${maxPayloadBytes} bytes, not ${length}`,
    );
  }
  const bytes = new Uint8Array(headerSize + length);
  bytes.set(message.payload, headerSize);
  writeHeader(bytes, message);
  return bytes;
}

/**
 * Makes a message that carries JSON.
 * @throws {WireError} `too-large` where that is longer than 64 KiB.
 */
export function encodeJson(
  type: number,
  value: unknown,
  options: { readonly timestampUs: number; readonly streamId?: number },
): Uint8Array<ArrayBuffer> {
  const payload = encoder.encode(JSON.stringify(value));
  if (payload.length > maxTextBytes) {
    throw new WireError(
      "too-large",
      `A message has at most ${maxTextBytes} bytes, not ${payload.length}`,
    );
  }
  const { timestampUs, streamId = 0 } = options;
  return encodeMessage({ type, flags: 0, streamId, sequence: 0, timestampUs, payload });
}

/**
 * Makes the messages of a frame: one, or fragments where it is larger than a message may be. Made
 * once, they can be sent to any number of clients.
 *
 * ```text
 *  payload, with flag METADATA         0        4             4 + n
 *  (all fragments joined)              +--------+-------------+---------
 *                                      | n (4)  | JSON (n)    | picture …
 *                                      +--------+-------------+---------
 * ```
 *
 * Spec: wire-protocol v1, *Message*, type 3.
 *
 * @param frame Its payload is copied.
 * @returns The messages in the order in which they are to be sent.
 * @throws {WireError} `too-large` for a frame over 64 MiB.
 */
export function encodeFrame(frame: Frame): Uint8Array<ArrayBuffer>[] {
  const metadata = frame.metadata === undefined ? new Uint8Array() : encodeMetadata(frame.metadata);
  const total = metadata.length + frame.payload.length;
  if (total > maxFrameBytes) {
    throw new WireError("too-large", `A frame has at most 64 MiB, this one ${total} bytes`);
  }
  const messages: Uint8Array<ArrayBuffer>[] = [];
  let from = 0; // in the metadata and the payload, taken as one
  do {
    const end = Math.min(from + maxPayloadBytes, total);
    messages.push(encodeFragment(frame, { metadata, from, end, total }));
    from = end;
  } while (from < total);
  return messages;
}

function encodeFragment(
  frame: Frame,
  { metadata, from, end, total }: {
    metadata: Uint8Array;
    from: number;
    end: number;
    total: number;
  },
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(headerSize + end - from);
  const ofMetadata = metadata.subarray(from, end);
  bytes.set(ofMetadata, headerSize);
  const at = Math.max(0, from - metadata.length);
  bytes.set(
    frame.payload.subarray(at, Math.max(0, end - metadata.length)),
    headerSize + ofMetadata.length,
  );
  const hasMetadata = from === 0 && metadata.length > 0;
  writeHeader(bytes, {
    type: MessageType.frame,
    flags: frame.flags & frameFlags | (hasMetadata ? MessageFlag.metadata : 0) |
      (end < total ? MessageFlag.more : 0),
    streamId: frame.streamId,
    sequence: frame.sequence,
    timestampUs: frame.captureUs,
  });
  return bytes;
}

/** A u32 length and JSON. Metadata that would not fit a message of text is no metadata. */
function encodeMetadata(metadata: NonNullable<Frame["metadata"]>): Uint8Array {
  const json = encoder.encode(JSON.stringify(metadata));
  if (json.length > maxTextBytes) {
    throw new WireError(
      "too-large",
      `Metadata have at most ${maxTextBytes} bytes, not ${json.length}`,
    );
  }
  const bytes = new Uint8Array(4 + json.length);
  new DataView(bytes.buffer).setUint32(0, json.length);
  bytes.set(json, 4);
  return bytes;
}

/** Writes the header in front of a payload that is there already. */
function writeHeader(bytes: Uint8Array<ArrayBuffer>, message: Omit<Message, "payload">): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, headerSize);
  view.setUint32(0, 0x5043414d);
  view.setUint8(4, 1);
  view.setUint8(5, message.type);
  view.setUint16(6, message.flags);
  view.setUint32(8, bytes.length - headerSize);
  view.setUint32(12, message.streamId);
  setUint64(view, 16, message.sequence);
  setUint64(view, 24, message.timestampUs);
  view.setUint32(32, crc32(bytes.subarray(headerSize)));
  view.setUint32(36, crc32(bytes.subarray(0, 36)));
}
