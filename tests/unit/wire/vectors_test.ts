import { assertEquals, assertThrows } from "@std/assert";
import type { Frame } from "../../../lib/frame/mod.ts";
import {
  DamageError,
  decodeObject,
  decodePong,
  encodeMessage,
  FrameJoiner,
  type Message,
  MessageDecoder,
  MessageType,
  WireError,
} from "../../../lib/wire/mod.ts";
import {
  type VectorMessage,
  vectorsFile,
  type WireVector,
} from "../../testdata/wire/make_vectors.ts";
import { payloads } from "./payload_cases.ts";

const file = new URL("../../testdata/wire/vectors.json", import.meta.url);
const { vectors }: { vectors: WireVector[] } = JSON.parse(Deno.readTextFileSync(file));

Deno.test("vectors.json is what the script makes", () => {
  const made = JSON.parse(JSON.stringify(vectorsFile()));
  const advice = "run: deno run -A tests/testdata/wire/make_vectors.ts";
  assertEquals(JSON.parse(Deno.readTextFileSync(file)), made, advice);
});

Deno.test("every name stands once", () => {
  const names = vectors.map(({ name }) => name);
  assertEquals(names.filter((name, index) => names.indexOf(name) !== index), []);
});

function describe({ payload, ...numbers }: Message, expected?: VectorMessage): VectorMessage {
  return expected !== undefined && "json" in expected
    ? { ...numbers, json: decodeObject(payload, "a vector") }
    : { ...numbers, payload: payload.toHex() };
}

/** Reads bytes with all that is there to read them. */
function read(vector: WireVector, pieceBytes: number): {
  messages: VectorMessage[];
  frames: Frame[];
  error?: unknown;
} {
  const messages: VectorMessage[] = [];
  const frames: Frame[] = [];
  const joiner = new FrameJoiner();
  const decoder = new MessageDecoder({
    onMessage(message) {
      if (vector.as !== undefined) payloads[vector.as as keyof typeof payloads].decode(message);
      if (message.type === MessageType.pong) decodePong(message, 0);
      const frame = joiner.push(message);
      if (frame !== undefined) frames.push(frame);
      messages.push(describe(message, vector.messages[messages.length]));
    },
  });
  const bytes = Uint8Array.fromHex(vector.hex);
  const push = (): void => {
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      decoder.push(bytes.slice(at, at + pieceBytes));
    }
  };
  if (vector.error === undefined) push();
  else return { messages, frames, error: assertThrows(push, WireError) };
  return { messages, frames };
}

for (const vector of vectors) {
  Deno.test(`vector: ${vector.name}`, () => {
    for (const pieceBytes of [1, 7, 64, vector.hex.length]) {
      const { messages, frames, error } = read(vector, pieceBytes);
      assertEquals(messages, vector.messages);
      const described = frames.map(({ payload, ...rest }) => ({
        ...rest,
        picture: payload.toHex(),
      }));
      assertEquals(described, vector.frames ?? []);
      if (!(error instanceof WireError)) continue;
      assertEquals({ code: error.code, damage: error instanceof DamageError }, vector.error);
    }
  });
}

Deno.test("vectors made into bytes again are the same bytes", () => {
  for (const { hex, messages, error } of vectors) {
    if (error !== undefined) continue;
    const again = messages.map((it) =>
      "json" in it
        ? { ...it, payload: new TextEncoder().encode(JSON.stringify(it.json)) }
        : { ...it, payload: Uint8Array.fromHex(it.payload) }
    );
    assertEquals(again.map((it) => encodeMessage(it).toHex()).join(""), hex);
  }
});
