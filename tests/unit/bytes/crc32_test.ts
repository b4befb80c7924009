import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { crc32 as zlibCrc32 } from "node:zlib";
import { crc32 } from "../../../lib/bytes/mod.ts";

Deno.test("CRC-32 is zlib's for every length up to 300 and at every alignment", () => {
  const bytes = new Uint8Array(320).map((_, index) => index * 167 + 13);
  for (let length = 0; length <= 300; length++) {
    const part = bytes.subarray(length % 8, length % 8 + length);
    assertEquals(crc32(part), zlibCrc32(part), `${length} bytes`);
  }
});

Deno.test("CRC-32 of known bytes", () => {
  const encoder = new TextEncoder();
  assertEquals(crc32(encoder.encode("")), 0);
  assertEquals(crc32(encoder.encode("123456789")), 0xcbf43926);
  assertEquals(crc32(new Uint8Array(32).fill(0xff)), 0xff6cab0b);
});

Deno.test("CRC-32 of pieces, each seeded with the sum before it, is that of the whole", () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 });
  fc.assert(fc.property(pieces, (parts) => {
    const whole = Uint8Array.from(parts.flatMap((part) => [...part]));
    const inPieces = parts.reduce((sum, part) => crc32(part, sum), 0);
    assertEquals(inPieces, crc32(whole));
    assertEquals(inPieces, zlibCrc32(whole));
  }));
});
