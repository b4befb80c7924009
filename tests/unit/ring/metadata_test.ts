import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { decodeMetadata, decodeStream, encodeMetadata } from "../../../lib/ring/metadata.ts";
import { stream } from "./frames.ts";

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

Deno.test("what a record says beside the picture comes back", () => {
  for (const told of [{}, { metadata: { lux: 1 } }, { stream }, { metadata: { lux: 1 }, stream }]) {
    assertEquals(decodeMetadata(encodeMetadata(told)), told);
  }
  assertEquals(encodeMetadata({}).length, 0);
});

Deno.test("bytes that are not one JSON object are told apart, never thrown", () => {
  for (const bad of ["null", "[]", "7", '"x"', "{", "{}{}", "\0", "{'a':1}"]) {
    assertEquals(decodeMetadata(text(bad)), undefined, bad);
    assertEquals(decodeStream(text(bad)), undefined, bad);
  }
  fc.assert(fc.property(fc.uint8Array(), (bytes) => {
    decodeMetadata(bytes);
    decodeStream(bytes);
  }));
});

Deno.test("a description that is none is left out", () => {
  const wrong = [5, null, [], {}, { id: 1, name: "x" }, { ...stream, codec: "vp9" }];
  for (const each of wrong) {
    assertEquals(decodeMetadata(text(JSON.stringify({ stream: each, lux: 2 }))), {
      metadata: { lux: 2 },
    });
  }
});
