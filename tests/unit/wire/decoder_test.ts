import { assert, assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { crc32 } from "../../../lib/bytes/mod.ts";
import {
  DamageError,
  encodeMessage,
  headerSize,
  maxPayloadBytes,
  maxTextBytes,
  type Message,
  MessageDecoder,
  MessageType,
  WireError,
} from "../../../lib/wire/mod.ts";
import { changed, decodeAll, joined, message } from "./messages.ts";

const ping = message({
  type: MessageType.ping,
  flags: 0x8001,
  streamId: 0xfffffffe,
  sequence: 2 ** 40 + 5,
  timestampUs: 1_790_000_000_123_456,
  payload: Uint8Array.of(1, 2, 3, 4, 5),
});

/** A header that says a length, with a right sum, and nothing behind it. */
function headerOf(type: number, payloadLength: number): Uint8Array<ArrayBuffer> {
  const length = [24, 16, 8, 0].map((shift) => payloadLength >>> shift & 0xff);
  return changed(encodeMessage(message({ type })), { at: 8, to: length });
}

Deno.test("a message lies in its bytes as the protocol says", () => {
  const bytes = encodeMessage(ping);
  const view = new DataView(bytes.buffer);
  assertEquals(new TextDecoder().decode(bytes.subarray(0, 4)), "PCAM");
  assertEquals([view.getUint8(4), view.getUint8(5), view.getUint16(6)], [1, 7, 0x8001]);
  assertEquals([view.getUint32(8), view.getUint32(12)], [5, 0xfffffffe]);
  assertEquals(view.getBigUint64(16), 1_099_511_627_781n);
  assertEquals(view.getBigUint64(24), 1_790_000_000_123_456n);
  assertEquals(view.getUint32(32), crc32(ping.payload));
  assertEquals(view.getUint32(36), crc32(bytes.subarray(0, 36)));
  assertEquals([...bytes.subarray(headerSize)], [1, 2, 3, 4, 5]);
});

Deno.test("a message comes out as it went in, however its bytes are cut", () => {
  const bytes = encodeMessage(ping);
  for (let pieceBytes = 1; pieceBytes <= bytes.length; pieceBytes++) {
    assertEquals(decodeAll(bytes, { pieceBytes }), [ping]);
  }
});

Deno.test("several messages in one piece, with the beginning of the next", () => {
  const empty = message({ type: MessageType.ping, timestampUs: 2 ** 53 - 1 });
  const bytes = joined([ping, empty, empty, ping, ping].map(encodeMessage));
  assertEquals(decodeAll(bytes), [ping, empty, empty, ping, ping]);
  assertEquals(decodeAll(bytes.subarray(0, -1)), [ping, empty, empty, ping]);
});

Deno.test("a payload is memory of its own, however it came: the bytes may be used again", () => {
  const bytes = encodeMessage(ping);
  const seen: Message[] = [];
  const decoder = new MessageDecoder({ onMessage: (it) => seen.push(it) });
  for (const cuts of [[45], [42, 44, 45], [20, 40, 45]]) {
    let from = 0;
    for (const to of cuts) {
      const piece = bytes.slice(from, to);
      decoder.push(piece);
      piece.fill(0xee);
      from = to;
    }
  }
  assertEquals(seen, [ping, ping, ping]);
  assertEquals(new Set(seen.map(({ payload }) => payload.buffer)).size, 3);
});

Deno.test("the header is copied: messages do not change with the bytes of later ones", () => {
  const seen: Message[] = [];
  const decoder = new MessageDecoder({ onMessage: (it) => seen.push(it) });
  const [one, two] = [encodeMessage(ping), encodeMessage(message({ type: 9, sequence: 1 }))];
  decoder.push(one.slice(0, 20));
  decoder.push(joined([one.subarray(20), two]));
  assertEquals(seen, [ping, message({ type: 9, sequence: 1 })]);
});

const refused: readonly {
  readonly what: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly code: string;
  readonly isDamage: boolean;
}[] = [
  ...["P", "\0", "GET / HTTP/1.1\r\n", "PCAN", "pcam", "PCA\0"].filter((it) => it !== "P").map((
    text,
  ) => ({
    what: `it begins with ${JSON.stringify(text)}`,
    bytes: new TextEncoder().encode(text),
    code: "protocol",
    isDamage: true,
  })),
  ...Array.from({ length: headerSize }, (_, at) => ({
    what: `byte ${at} of the header was changed`,
    bytes: changed(encodeMessage(ping), {
      at,
      to: [encodeMessage(ping)[at]! ^ 0x10],
      keepSum: true,
    }),
    code: "protocol",
    isDamage: true,
  })),
  ...Array.from({ length: ping.payload.length }, (_, index) => ({
    what: `byte ${index} of the payload was changed`,
    bytes: changed(encodeMessage(ping), { at: headerSize + index, to: [0xff] }),
    code: "protocol",
    isDamage: true,
  })),
  ...[0, 2, 255].map((version) => ({
    what: `version ${version}`,
    bytes: changed(encodeMessage(ping), { at: 4, to: [version] }),
    code: "protocol",
    isDamage: false,
  })),
  ...[16, 24].map((at) => ({
    what: `2^53 in bytes ${at} to ${at + 7}`,
    bytes: changed(encodeMessage(ping), { at, to: [0, 0x20, 0, 0, 0, 0, 0, 0] }),
    code: "protocol",
    isDamage: false,
  })),
  ...[maxPayloadBytes + 1, 2 ** 31, 2 ** 32 - 1].map((length) => ({
    what: `a FRAME of ${length} bytes`,
    bytes: headerOf(MessageType.frame, length),
    code: "too-large",
    isDamage: false,
  })),
  ...[...Object.values(MessageType).filter((it) => it !== MessageType.frame), 0, 12, 255].map((
    type,
  ) => ({
    what: `a message of type ${type} with 65537 bytes`,
    bytes: headerOf(type, maxTextBytes + 1),
    code: "too-large",
    isDamage: false,
  })),
];

for (const { what, bytes, code, isDamage } of refused) {
  Deno.test(`refused at the first byte that tells, whatever follows: ${what}`, () => {
    for (const pieceBytes of [bytes.length, 1]) {
      const error = assertThrows(() => decodeAll(bytes, { pieceBytes }), WireError);
      assertEquals([error.code, error instanceof DamageError], [code, isDamage]);
    }
    const after = joined([encodeMessage(ping), bytes]);
    const seen: Message[] = [];
    const decoder = new MessageDecoder({ onMessage: (it) => seen.push(it) });
    const first = assertThrows(() => decoder.push(after), WireError);
    assertEquals(seen, [ping], "what came before it was passed on");
    assertEquals(assertThrows(() => decoder.push(encodeMessage(ping)), WireError), first);
    assertEquals(seen.length, 1, "nothing comes out any more");
  });
}

Deno.test("the largest payload of each kind is taken", () => {
  for (const type of [MessageType.event, 12]) {
    const payload = new Uint8Array(maxTextBytes).fill(7);
    const [decoded] = decodeAll(encodeMessage(message({ type, payload })), { pieceBytes: 1000 });
    assertEquals(decoded!.payload, payload);
  }
  const frame = message({ type: MessageType.frame, payload: new Uint8Array(maxPayloadBytes) });
  const [decoded] = decodeAll(encodeMessage(frame), { pieceBytes: 65_536 });
  assertEquals(decoded!.payload.length, maxPayloadBytes);
});

Deno.test("a payload over 16 MiB is not sent", () => {
  const payload = new Uint8Array(maxPayloadBytes + 1);
  const error = assertThrows(() => encodeMessage(message({ payload })), WireError);
  assertEquals(error.code, "too-large");
});

Deno.test("a header that says 16 MiB costs nothing while its sum is wrong", () => {
  const header = headerOf(MessageType.frame, maxPayloadBytes);
  header[39]! ^= 1;
  const decoder = new MessageDecoder({ onMessage: () => {} });
  const before = Deno.memoryUsage().external;
  assertThrows(() => decoder.push(header), DamageError);
  assert(Deno.memoryUsage().external - before < 1e6);
});

Deno.test("a side that may not send frames is told so at the first header", () => {
  const take = (bytes: Uint8Array<ArrayBuffer>): Message[] =>
    decodeAll(bytes, { maxFramePayloadBytes: 0 });
  const frame = encodeMessage(message({ type: MessageType.frame }));
  assertEquals(assertThrows(() => take(frame), WireError).code, "forbidden");
  const large = headerOf(MessageType.frame, maxPayloadBytes + 1);
  assertEquals(assertThrows(() => take(large), WireError).code, "too-large");
});

Deno.test("a smaller limit of frames holds", () => {
  const take = (length: number): Message[] =>
    decodeAll(headerOf(MessageType.frame, length), { maxFramePayloadBytes: 1000 });
  assertEquals(take(1000), []);
  assertEquals(assertThrows(() => take(1001), WireError).code, "too-large");
});

Deno.test("a type of a later version is passed on, whatever it puts into the numbers", () => {
  const later = message({ type: 77, flags: 0xffff, payload: Uint8Array.of(9) });
  const bytes = changed(encodeMessage(later), { at: 16, to: new Array(16).fill(255) });
  assertEquals(decodeAll(joined([bytes, encodeMessage(ping)])), [later, ping]);
});

Deno.test("what is held is what is not whole yet", () => {
  const bytes = encodeMessage(message({ type: MessageType.frame, payload: new Uint8Array(5000) }));
  const decoder = new MessageDecoder({ onMessage: () => {} });
  const held: number[] = [];
  for (const [from, to] of [[0, 7], [7, 40], [40, 1040], [1040, 5039], [5039, 5040]] as const) {
    decoder.push(bytes.subarray(from, to));
    held.push(decoder.heldBytes);
  }
  assertEquals(held, [7, 40, 1040, 5039, 0]);
});

Deno.test("a fault of whoever takes the messages goes to the one who pushes, and ends it", () => {
  const decoder = new MessageDecoder({
    onMessage: () => {
      throw new TypeError("not this one");
    },
  });
  const bytes = encodeMessage(ping);
  assertInstanceOf(assertThrows(() => decoder.push(bytes)), TypeError);
  assertInstanceOf(assertThrows(() => decoder.push(bytes)), TypeError);
});
