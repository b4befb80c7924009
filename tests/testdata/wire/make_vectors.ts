/**
 * Writes `vectors.json`: bytes, and what they say or why they are refused.
 *
 * ```sh
 * deno run -A tests/testdata/wire/make_vectors.ts
 * ```
 * @module
 */
import { crc32 } from "../../../lib/bytes/mod.ts";
import type { Frame } from "../../../lib/frame/mod.ts";
import {
  encodeFrame,
  encodeMessage,
  encodePong,
  type Message,
  MessageType,
} from "../../../lib/wire/mod.ts";
import { changed, joined, message } from "../../unit/wire/messages.ts";
import { payloads, rightPayloads, wrongPayloads } from "../../unit/wire/payload_cases.ts";

/** One vector; `README.md` beside this file says what the members mean. */
export interface WireVector {
  readonly name: string;
  readonly as?: string;
  readonly hex: string;
  readonly messages: readonly VectorMessage[];
  readonly frames?: readonly VectorFrame[];
  readonly error?: { readonly code: string; readonly damage: boolean };
}

/** A message: its header's numbers, and its payload as JSON or else in hex. */
export type VectorMessage =
  & Omit<Message, "payload">
  & ({ readonly json: unknown } | { readonly payload: string });

/** A frame, with its picture in hex. */
export type VectorFrame = Omit<Frame, "payload"> & { readonly picture: string };

const text = new TextEncoder();
const timestampUs = 1_790_000_000_123_456;

const withJson = (type: number, json: string): Message =>
  message({ type, timestampUs, payload: text.encode(json) });

function described({ payload, ...numbers }: Message, json?: unknown): VectorMessage {
  return json === undefined ? { ...numbers, payload: payload.toHex() } : { ...numbers, json };
}

const payloadVectors: readonly WireVector[] = [
  ...rightPayloads.map(({ of, name, json }) => {
    const whole = withJson(payloads[of].type, JSON.stringify(json));
    return {
      name: `${of}: ${name}`,
      as: of,
      hex: encodeMessage(whole).toHex(),
      messages: [described(whole, json)],
    };
  }),
  ...wrongPayloads.filter(({ text }) => text.length < 500).map(({ of, name, text, code }) => ({
    name: `${of} is refused: ${name}`,
    as: of,
    hex: encodeMessage(withJson(payloads[of].type, text)).toHex(),
    messages: [],
    error: { code, damage: false },
  })),
];

const ping = message({ type: MessageType.ping, timestampUs });
const later = message({ type: 77, flags: 0xffff, streamId: 9, payload: Uint8Array.of(1, 2, 3) });
const pong: Message = {
  ...message({ type: MessageType.pong, timestampUs: 1_790_000_000_500_999 }),
  payload: encodePong(ping, { t1: 1_790_000_000_500_000, t2: 1_790_000_000_500_999 }).slice(40),
};
const full = message({
  type: MessageType.event,
  flags: 0x8001,
  streamId: 2 ** 32 - 1,
  sequence: 2 ** 53 - 1,
  timestampUs: 2 ** 53 - 1,
  payload: text.encode('{"event":"state","data":{"text":"žluťoučký 🐎"}}'),
});

const session = (name: string, messages: readonly Message[]): WireVector => ({
  name,
  hex: joined(messages.map(encodeMessage)).toHex(),
  messages: messages.map((it) => described(it)),
});

const headerVectors: readonly WireVector[] = [
  session("PING: no payload", [ping]),
  session("PONG: three times", [pong]),
  session("the largest numbers, every flag, UTF-8 of up to four bytes", [full]),
  session("a type of a later version is skipped by its length", [later, ping]),
  session("several messages in a row", [ping, pong, later, full, ping]),
];

const refused = (
  name: string,
  bytes: Uint8Array,
  { code = "protocol", damage = false, before = [] as readonly Message[] } = {},
): WireVector => ({
  name,
  hex: joined([...before.map(encodeMessage), bytes]).toHex(),
  messages: before.map((it) => described(it)),
  error: { code, damage },
});
const lengthOf = (type: number, length: number): Uint8Array =>
  changed(encodeMessage(message({ type })), {
    at: 8,
    to: [24, 16, 8, 0].map((shift) => length >>> shift & 0xff),
  });

const faultVectors: readonly WireVector[] = [
  refused("another protocol", text.encode("GET / HTTP/1.1\r\n\r\n"), { damage: true }),
  refused("magic lost after a message", text.encode("PCAN"), { damage: true, before: [ping] }),
  refused(
    "a header's sum is wrong",
    changed(encodeMessage(pong), { at: 39, to: [0], keepSum: true }),
    {
      damage: true,
      before: [ping],
    },
  ),
  refused("a payload's sum is wrong", changed(encodeMessage(pong), { at: 63, to: [0] }), {
    damage: true,
    before: [ping],
  }),
  refused("version 2", changed(encodeMessage(ping), { at: 4, to: [2] })),
  refused("a FRAME over 16 MiB", lengthOf(3, (16 << 20) + 1), { code: "too-large" }),
  refused("a HELLO over 64 KiB", lengthOf(1, 65_537), { code: "too-large" }),
  refused("an unknown type over 64 KiB", lengthOf(77, 65_537), { code: "too-large" }),
  refused("PONG of 23 bytes", encodeMessage({ ...pong, payload: pong.payload.slice(1) })),
];

const base: Frame = {
  sequence: 31,
  captureUs: timestampUs,
  flags: 1,
  streamId: 1,
  payload: Uint8Array.of(0, 0, 0, 1, 0x65, 0x88, 0x84),
};
const frames: readonly (readonly [string, Frame])[] = [
  ["KEY", base],
  ["no flags", { ...base, flags: 0, sequence: 32 }],
  ["KEY and DISCONTINUITY", { ...base, flags: 3 }],
  ["CONTINUATION", { ...base, flags: 32, sequence: 2 ** 53 - 1 }],
  ["no bytes", { ...base, payload: new Uint8Array() }],
  ["metadata", { ...base, metadata: { exposureUs: 33_000, lux: 12.5, later: "é" } }],
];
const fragment = (flags: number, payload: readonly number[], members = {}): Message =>
  message({
    type: MessageType.frame,
    streamId: 1,
    sequence: 31,
    timestampUs,
    flags,
    payload: Uint8Array.from(payload),
    ...members,
  });
const pictured = ({ payload, ...frame }: Frame): VectorFrame => ({
  ...frame,
  picture: payload.toHex(),
});

const frameVectors: readonly WireVector[] = [
  ...frames.map(([name, frame]) => ({
    name: `FRAME: ${name}`,
    hex: joined(encodeFrame(frame)).toHex(),
    messages: encodeFrame(frame).map((bytes) =>
      described(fragment(bytes[7]!, [...bytes.subarray(40)], { sequence: frame.sequence }))
    ),
    frames: [pictured(frame)],
  })),
  {
    ...session("FRAME: three fragments, metadata cut, PING in between", [
      fragment(0x0d, [0, 0, 0, 9, ...text.encode('{"lu')]),
      ping,
      fragment(0x09, [...text.encode('x":1}'), 0, 0, 0, 1]),
      fragment(0x01, [0x65, 0x88]),
    ]),
    frames: [pictured({
      ...base,
      metadata: { lux: 1 },
      payload: Uint8Array.of(0, 0, 0, 1, 0x65, 0x88),
    })],
  },
  ...([
    ["GAP between fragments", message({ type: MessageType.gap, payload: text.encode("{}") })],
    ["another frame between fragments", fragment(1, [2], { sequence: 32 })],
    ["fragments of different times", fragment(1, [2], { timestampUs: 1 })],
    ["METADATA in the second fragment", fragment(5, [0, 0, 0, 2, 0x7b, 0x7d])],
  ] as const).map(([name, second]) =>
    refused(`FRAME is refused: ${name}`, encodeMessage(second), { before: [fragment(9, [1])] })
  ),
  refused("FRAME is refused: metadata longer than it", encodeMessage(fragment(5, [0, 0, 0, 1]))),
];

/** All vectors, in the order of the file. */
export const wireVectors: readonly WireVector[] = [
  ...headerVectors,
  ...faultVectors,
  ...frameVectors,
  ...payloadVectors,
];

/** What the file holds. */
export function vectorsFile(): Record<string, unknown> {
  const crc = ["", "123456789"].map((it) => ({
    text: it,
    crc32: crc32(text.encode(it)).toString(16).padStart(8, "0"),
  }));
  const clock = [
    { t0: 1000, t1: 5500, t2: 5600, t3: 2100, offsetUs: 4000, roundTripUs: 1000 },
    { t0: 1000, t1: 100, t2: 100, t3: 1001, offsetUs: -900.5, roundTripUs: 1 },
  ];
  return { version: 1, crc32: crc, clock, vectors: wireVectors };
}

if (import.meta.main) {
  const path = new URL("vectors.json", import.meta.url).pathname;
  Deno.writeTextFileSync(path, JSON.stringify(vectorsFile()));
  new Deno.Command(Deno.execPath(), { args: ["fmt", "--quiet", path] }).outputSync();
}
