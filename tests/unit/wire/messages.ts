import { crc32 } from "../../../lib/bytes/mod.ts";
import { type DecoderOptions, type Message, MessageDecoder } from "../../../lib/wire/mod.ts";

/** A message of which only some members matter. */
export function message(members: Partial<Message> = {}): Message {
  const empty = { flags: 0, streamId: 0, sequence: 0, timestampUs: 0, payload: new Uint8Array() };
  return { type: 200, ...empty, ...members };
}

/** All messages of some bytes, which are pushed in pieces. */
export function decodeAll(
  bytes: Uint8Array<ArrayBuffer>,
  { pieceBytes = bytes.length, ...options }: Partial<DecoderOptions> & { pieceBytes?: number } = {},
): Message[] {
  const messages: Message[] = [];
  const decoder = new MessageDecoder({ ...options, onMessage: (it) => messages.push(it) });
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    decoder.push(bytes.slice(at, at + pieceBytes));
  }
  return messages;
}

/** Bytes with some of them changed and, unless told otherwise, the header's sum set right again. */
export function changed(
  bytes: Uint8Array<ArrayBuffer>,
  { at, to, keepSum = false }: { at: number; to: readonly number[]; keepSum?: boolean },
): Uint8Array<ArrayBuffer> {
  const copy = bytes.slice();
  copy.set(to, at);
  if (!keepSum) new DataView(copy.buffer).setUint32(36, crc32(copy.subarray(0, 36)));
  return copy;
}

/** One array of many. */
export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
