import { assertEquals, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import { epochBytes, epochText } from "../../../lib/ring/epoch.ts";
import {
  type RecordHeader,
  RecordHeaderCodec,
  recordHeaderSize,
  recordLength,
} from "../../../lib/ring/record.ts";

const epoch = "0f8fad5b-d9cb-469f-a165-70867728950e";
const other = "0f8fad5b-d9cb-469f-a165-70867728950f";
const header: RecordHeader = {
  totalLength: recordLength(20, 3000),
  sequence: 2 ** 40,
  captureUs: 1_700_000_000_123_456,
  flags: 35,
  streamId: 1,
  payloadLength: 3000,
  metadataLength: 20,
  contentCrc: 0xdeadbeef,
};

function encoded(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(recordHeaderSize);
  new RecordHeaderCodec(epoch).encode(header, bytes);
  return bytes;
}

Deno.test("a record's header comes back, in its own epoch alone", () => {
  assertEquals(new RecordHeaderCodec(epoch).decode(encoded()), header);
  assertEquals(new RecordHeaderCodec(other).decode(encoded()), undefined);
});

Deno.test("any change to the bytes that count makes it none", () => {
  const codec = new RecordHeaderCodec(epoch);
  for (let bit = 0; bit < 48 * 8; bit++) {
    const bytes = encoded();
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ 1 << (bit & 7);
    assertEquals(codec.decode(bytes), undefined);
  }
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 64, maxLength: 64 }), (bytes) => {
      assertEquals(codec.decode(bytes as Uint8Array<ArrayBuffer>), undefined);
    }),
  );
});

Deno.test("a wrap marker is one, whatever stood there before", () => {
  const codec = new RecordHeaderCodec(epoch);
  const bytes = encoded();
  codec.encodeWrapMarker(bytes);
  assertEquals(codec.decode(bytes), "wrap");
  assertEquals(new RecordHeaderCodec(other).decode(bytes), undefined);
});

Deno.test("records are whole multiples of 8", () => {
  assertEquals([0, 1, 8, 9].map((payload) => recordLength(0, payload)), [64, 72, 72, 80]);
});

Deno.test("an epoch is sixteen bytes and a UUID", () => {
  assertEquals(epochText(epochBytes(epoch)), epoch);
  assertEquals(epochBytes(epoch).length, 16);
  assertNotEquals(epochBytes(epoch), epochBytes(other));
});
