import { assertEquals } from "@std/assert";
import { type Frame, FrameFlag } from "../../../lib/frame/mod.ts";
import {
  encodeFrame,
  encodeMessage,
  FrameJoiner,
  type Message,
  MessageDecoder,
  MessageType,
} from "../../../lib/wire/mod.ts";

function decodeAll(bytes: Uint8Array<ArrayBuffer>, pieceBytes: number): Message[] {
  const messages: Message[] = [];
  const decoder = new MessageDecoder({ onMessage: (message) => messages.push(message) });
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    decoder.push(bytes.slice(at, at + pieceBytes));
  }
  return messages;
}

Deno.test("a message comes out as it went in, however its bytes are cut", () => {
  const message: Message = {
    type: MessageType.ping,
    flags: 0x8001,
    streamId: 3,
    sequence: 2 ** 40 + 5,
    timestampUs: 1_790_000_000_123_456,
    payload: Uint8Array.of(1, 2, 3, 4, 5),
  };
  const bytes = encodeMessage(message);
  assertEquals(bytes.length, 45);
  for (let pieceBytes = 1; pieceBytes <= bytes.length; pieceBytes++) {
    assertEquals(decodeAll(bytes, pieceBytes), [message]);
  }
});

Deno.test("a frame over 16 MiB goes in fragments and comes out whole, with its metadata", () => {
  const payload = Uint8Array.from({ length: 20 << 20 }, (_, index) => index * 7);
  const frame: Frame = {
    sequence: 9,
    captureUs: 1_790_000_000_000_001,
    flags: FrameFlag.key | FrameFlag.discontinuity,
    streamId: 1,
    payload,
    metadata: { lux: 12.5 },
  };
  const messages = encodeFrame(frame).flatMap((bytes) => decodeAll(bytes, 1 << 20));
  assertEquals(messages.length, 2);
  const joiner = new FrameJoiner();
  assertEquals(messages.map((message) => joiner.push(message)), [undefined, frame]);
});
