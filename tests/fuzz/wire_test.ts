import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Frame } from "../../lib/frame/mod.ts";
import {
  decodePong,
  encodeFrame,
  encodeMessage,
  FrameJoiner,
  maxTextBytes,
  type Message,
  MessageDecoder,
  MessageType,
  WireError,
} from "../../lib/wire/mod.ts";
import { changed, joined, message } from "../unit/wire/messages.ts";
import { payloads, rightPayloads, wrongPayloads } from "../unit/wire/payload_cases.ts";

const maxExact = Number.MAX_SAFE_INTEGER;
const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const payload = fc.uint8Array({ maxLength: 300 }).map((bytes) => Uint8Array.from(bytes));

const anyMessage: fc.Arbitrary<Message> = fc.record({
  type: fc.integer({ min: 1, max: 11 }),
  flags: fc.integer({ min: 0, max: 0xffff }),
  streamId: uint32,
  sequence: fc.integer({ min: 0, max: maxExact }),
  timestampUs: fc.integer({ min: 0, max: maxExact }),
  payload,
}, { noNullPrototype: true });

const anyFrame: fc.Arbitrary<Frame> = fc.record({
  sequence: fc.integer({ min: 0, max: maxExact }),
  captureUs: fc.integer({ min: 0, max: maxExact }),
  flags: fc.constantFrom(0, 1, 2, 3, 32),
  streamId: uint32,
  payload,
  metadata: fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.constant(null)), {
    noNullPrototype: true,
  }),
}, { requiredKeys: ["sequence", "captureUs", "flags", "streamId", "payload"] });

/** Cuts bytes at the places that the numbers name; each piece is memory of its own. */
function pieces(bytes: Uint8Array, cuts: readonly number[]): Uint8Array<ArrayBuffer>[] {
  const places = cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b);
  return [...places, bytes.length].map((end, index) => bytes.slice(places[index - 1] ?? 0, end));
}

const cuts = fc.array(fc.nat(), { maxLength: 30 });

/** Everything that may go wrong with bytes of the other side, and nothing else. */
function onlyWireErrors(act: () => void): WireError | undefined {
  try {
    act();
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    assert(error.message.length < 300, error.message);
    return error;
  }
}

/** Reads whatever comes as far as it goes, and keeps the promise about memory. */
function readAll(parts: readonly Uint8Array<ArrayBuffer>[]): Message[] {
  const messages: Message[] = [];
  const joiner = new FrameJoiner();
  const decoder = new MessageDecoder({
    maxFramePayloadBytes: 1000,
    onMessage: (it) => {
      messages.push(it);
      joiner.push(it);
    },
  });
  for (const part of parts) {
    const error = onlyWireErrors(() => decoder.push(part));
    assert(decoder.heldBytes < 40 + maxTextBytes);
    if (error !== undefined) break;
  }
  return messages;
}

Deno.test("any messages, cut anywhere, come out as they went in", () => {
  fc.assert(
    fc.property(fc.array(anyMessage, { maxLength: 8 }), cuts, (messages, cuts) => {
      const seen: Message[] = [];
      const decoder = new MessageDecoder({ onMessage: (it) => seen.push(it) });
      for (const piece of pieces(joined(messages.map(encodeMessage)), cuts)) decoder.push(piece);
      assertEquals(seen, messages);
      assertEquals(decoder.heldBytes, 0);
      assertEquals(joined(seen.map(encodeMessage)), joined(messages.map(encodeMessage)));
    }),
    { numRuns: 300 },
  );
});

Deno.test("any frames, cut anywhere, come out as they went in", () => {
  fc.assert(
    fc.property(fc.array(anyFrame, { maxLength: 5 }), cuts, (frames, cuts) => {
      const seen: (Frame | undefined)[] = [];
      const joiner = new FrameJoiner();
      const decoder = new MessageDecoder({ onMessage: (it) => seen.push(joiner.push(it)) });
      for (const piece of pieces(joined(frames.flatMap(encodeFrame)), cuts)) decoder.push(piece);
      assertEquals(seen, frames);
    }),
    { numRuns: 300 },
  );
});

Deno.test("any fragments make the frame whose bytes they are", () => {
  fc.assert(
    fc.property(anyFrame, cuts, (frame, cuts) => {
      const [bytes] = encodeFrame(frame);
      const flags = bytes![7]!;
      const parts = pieces(bytes!.subarray(40), cuts);
      const joiner = new FrameJoiner();
      const seen = parts.map((payload, index) =>
        joiner.push(message({
          type: MessageType.frame,
          streamId: frame.streamId,
          sequence: frame.sequence,
          timestampUs: frame.captureUs,
          flags: flags & (index === 0 ? 7 : 3) | (index < parts.length - 1 ? 8 : 0) | flags & 32,
          payload,
        }))
      );
      assertEquals(seen.at(-1), frame);
      assert(seen.slice(0, -1).every((it) => it === undefined));
    }),
    { numRuns: 300 },
  );
});

Deno.test("arbitrary bytes, also behind PCAM, raise only the protocol's errors", () => {
  const begun = payload.map((bytes) => joined([new TextEncoder().encode("PCAM\x01"), bytes]));
  fc.assert(
    fc.property(fc.oneof(payload, begun), cuts, (bytes, cuts) => {
      readAll(pieces(bytes, cuts));
    }),
    { numRuns: 1000 },
  );
});

Deno.test("a header with any numbers and a right sum raises only the protocol's errors", () => {
  const header = fc.uint8Array({ minLength: 35, maxLength: 35 });
  fc.assert(
    fc.property(header, payload, cuts, (header, payload, cuts) => {
      const bytes = encodeMessage(message({ payload }));
      readAll(pieces(changed(bytes, { at: 5, to: [...header.subarray(4)] }), cuts));
      const small = [...header.subarray(0, 1), 0, 0, 0, 0, header[1]!, header[2]!];
      readAll(pieces(changed(bytes, { at: 5, to: small }), cuts));
    }),
    { numRuns: 500 },
  );
});

Deno.test("one bit turned anywhere in a session: the messages before it, and then a fault", () => {
  const text = new TextEncoder();
  const session = rightPayloads.map(({ of, json }) =>
    encodeMessage(message({ type: payloads[of].type, payload: text.encode(JSON.stringify(json)) }))
  );
  const bytes = joined(session);
  const whole = readAll([bytes]);
  assertEquals(whole.length, session.length);
  fc.assert(
    fc.property(fc.nat({ max: bytes.length * 8 - 1 }), cuts, (bit, cuts) => {
      const copy = bytes.slice();
      copy[bit >> 3]! ^= 1 << (bit & 7);
      const seen = readAll(pieces(copy, cuts));
      let end = 0;
      const before = session.filter((it) => (end += it.length) <= bit >> 3).length;
      assertEquals(seen, whole.slice(0, before));
    }),
    { numRuns: 500 },
  );
});

Deno.test("any JSON in any message raises only the protocol's errors", () => {
  const text = new TextEncoder();
  const known = [
    ...rightPayloads.map(({ json }) => json),
    ...wrongPayloads.flatMap(({ text }) => {
      return text.startsWith('{"') && text.length < 500 && text.endsWith("}") ? [parsed(text)] : [];
    }),
  ].filter((json) => typeof json === "object" && json !== null) as object[];
  const members = fc.constantFrom(...new Set(known.flatMap((json) => Object.keys(json))));
  const twisted = fc.tuple(fc.constantFrom(...known), members, fc.jsonValue()).map((
    [json, member, value],
  ) => ({ ...json, [member]: value }));
  const names = fc.constantFrom(...Object.values(payloads));
  fc.assert(
    fc.property(names, fc.oneof(twisted, fc.jsonValue()), ({ type, decode }, json) => {
      const payload = text.encode(JSON.stringify(json));
      onlyWireErrors(() => void decode(message({ type, payload })));
    }),
    { numRuns: 2000 },
  );
  fc.assert(
    fc.property(names, payload, ({ type, decode }, payload) => {
      onlyWireErrors(() => void decode(message({ type, payload })));
      onlyWireErrors(() => void decodePong(message({ payload }), 0));
    }),
    { numRuns: 500 },
  );
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
