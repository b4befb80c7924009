import { assert, assertEquals, assertThrows } from "@std/assert";
import { type Frame, FrameFlag } from "../../../lib/frame/mod.ts";
import {
  encodeFrame,
  FrameJoiner,
  headerSize,
  maxFrameBytes,
  maxPayloadBytes,
  type Message,
  MessageFlag,
  MessageType,
  WireError,
} from "../../../lib/wire/mod.ts";
import { decodeAll, message } from "./messages.ts";

const { metadata, more } = MessageFlag;
const { key, discontinuity, continuation } = FrameFlag;

function frame(members: Partial<Frame> = {}): Frame {
  return {
    sequence: 9,
    captureUs: 1_790_000_000_000_001,
    flags: key,
    streamId: 1,
    payload: Uint8Array.of(0, 0, 0, 1, 0x65),
    ...members,
  };
}

function fragment(members: Partial<Message> = {}): Message {
  return message({ type: MessageType.frame, streamId: 1, sequence: 9, ...members });
}

/** Everything that comes out of messages pushed in order. */
function join(messages: readonly Message[]): Frame[] {
  const joiner = new FrameJoiner();
  return messages.map((it) => joiner.push(it)).filter((it) => it !== undefined);
}

function roundTrip(one: Frame): { frames: Frame[]; messages: Message[] } {
  const messages = encodeFrame(one).flatMap((bytes) => decodeAll(bytes));
  return { frames: join(messages), messages };
}

const frames: readonly [string, Frame][] = [
  ["a key frame", frame()],
  ["no flags", frame({ flags: 0 })],
  ["every flag", frame({ flags: key | discontinuity | continuation })],
  ["nothing in it", frame({ payload: new Uint8Array() })],
  ["metadata", frame({ metadata: { lux: 12.5, exposureUs: 33_000, x: [1, null, "ü"] } })],
  ["metadata and no picture", frame({ payload: new Uint8Array(), metadata: {} })],
  ["the largest sequence", frame({ sequence: 2 ** 53 - 1 })],
  ["a stream beyond the first", frame({ streamId: 2 ** 32 - 1 })],
  ["a view in the middle of other bytes", frame({ payload: new Uint8Array(90).subarray(40, 50) })],
];

for (const [name, one] of frames) {
  Deno.test(`a frame comes out as it went in: ${name}`, () => {
    const { frames, messages } = roundTrip(one);
    assertEquals(frames, [one]);
    assertEquals(messages.length, 1);
    assertEquals(frames[0]!.payload.buffer, messages[0]!.payload.buffer, "a view, not a copy");
  });
}

Deno.test("the bytes of a message are its own: the frame may go, and so may the ring's memory", () => {
  const payload = Uint8Array.of(1, 2, 3);
  const [bytes] = encodeFrame(frame({ payload }));
  payload.fill(9);
  assertEquals([...bytes!.subarray(headerSize)], [1, 2, 3]);
});

Deno.test("flags that say how messages are built never come from the frame", () => {
  const { frames, messages } = roundTrip(frame({ flags: 0xffff }));
  assertEquals(messages.map(({ flags }) => flags), [key | discontinuity | continuation]);
  assertEquals(frames, [frame({ flags: key | discontinuity | continuation })]);
});

Deno.test("flags of a later version are ignored", () => {
  assertEquals(join([fragment({ flags: 0xffc0 | 16 | key })])[0]!.flags, key);
});

Deno.test("a frame over 16 MiB goes in fragments and comes out whole, with its metadata", () => {
  const payload = new Uint8Array(20 << 20);
  for (let at = 0; at < payload.length; at += 4099) payload[at] = at;
  const one = frame({ flags: key | discontinuity, payload, metadata: { lux: 12.5 } });
  const { frames, messages } = roundTrip(one);
  assertEquals(messages.map(({ flags }) => flags), [
    key | discontinuity | metadata | more,
    key | discontinuity,
  ]);
  assertEquals(messages[0]!.payload.length, maxPayloadBytes);
  assert(isSame(frames[0]!.payload, payload));
  assertEquals({ ...frames[0]!, payload }, one);
});

/** `assertEquals` takes seconds for millions of bytes. */
function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}

Deno.test("where fragments end: a payload of exactly 16 MiB is one message, a byte more is two", () => {
  for (const [sizeBytes, count] of [[maxPayloadBytes, 1], [maxPayloadBytes + 1, 2]] as const) {
    assertEquals(encodeFrame(frame({ payload: new Uint8Array(sizeBytes) })).length, count);
  }
});

Deno.test("a frame of 64 MiB goes, one byte more does not", () => {
  const payload = new Uint8Array(maxFrameBytes + 1);
  assertEquals(encodeFrame(frame({ payload: payload.subarray(1) })).length, 4);
  for (const one of [frame({ payload }), frame({ payload: payload.subarray(1), metadata: {} })]) {
    assertEquals(assertThrows(() => encodeFrame(one), WireError).code, "too-large");
  }
});

Deno.test("a frame that never ends is refused at 64 MiB", () => {
  const joiner = new FrameJoiner();
  const part = fragment({ flags: more, payload: new Uint8Array(maxPayloadBytes) });
  for (let count = 0; count < 4; count++) joiner.push(part);
  assertEquals(joiner.heldBytes, maxFrameBytes);
  const one = fragment({ flags: more, payload: new Uint8Array(1) });
  assertEquals(assertThrows(() => joiner.push(one), WireError).code, "too-large");
});

Deno.test("a million fragments of a byte, or of none, cost what their bytes cost", () => {
  const joiner = new FrameJoiner();
  const chunk = new Uint8Array(65_536);
  for (let count = 0; count < 1_000_000; count++) {
    const from = count % chunk.length;
    joiner.push(fragment({ flags: more, payload: chunk.subarray(from, from + (count & 1)) }));
  }
  assert(joiner.heldBytes <= 1_000_000, `${joiner.heldBytes}`);
  assertEquals(joiner.push(fragment())!.payload.length, 500_000);
  assertEquals(joiner.heldBytes, 0);
});

Deno.test("messages that may stand between fragments do", () => {
  const { ping, event, response } = MessageType;
  const [first, last] = [
    fragment({ flags: more, payload: Uint8Array.of(1) }),
    fragment({ payload: Uint8Array.of(2) }),
  ];
  const between = [ping, event, response, 77].map((type) => message({ type }));
  assertEquals(join([first, ...between, last]).map(({ payload }) => [...payload]), [[1, 2]]);
});

const first = fragment({ flags: more | key, timestampUs: 5, payload: Uint8Array.of(1) });
const next = { ...first, flags: key };
const wrongOrders: readonly [string, readonly Message[], RegExp][] = [
  ["GAP between fragments", [first, message({ type: MessageType.gap })], /broken off/],
  ["END between fragments", [first, message({ type: MessageType.end })], /broken off/],
  ["another frame between fragments", [first, { ...next, sequence: 10 }], /broken off by frame 10/],
  ["another stream between fragments", [first, { ...next, streamId: 2 }], /broken off/],
  ["fragments of different times", [first, { ...next, timestampUs: 6 }], /contradict/],
  ["a fragment that is no KEY", [first, { ...next, flags: 0 }], /contradict/],
  ["a DISCONTINUITY in the middle", [first, { ...next, flags: key | 2 }], /contradict/],
  [
    "METADATA in the second fragment",
    [first, { ...next, flags: key | metadata }],
    /first fragment/,
  ],
];
for (const [name, messages, says] of wrongOrders) {
  Deno.test(`refused: ${name}`, () => {
    const error = assertThrows(() => join(messages), WireError);
    assertEquals(error.code, "protocol");
    assert(says.test(error.message), error.message);
  });
}

const text = (json: string): number[] => [...new TextEncoder().encode(json)];
const wrongMetadata: readonly [string, number[], string][] = [
  ["no room for their length", [0, 0, 0], "protocol"],
  ["longer than the frame", [0, 0, 0, 3, ...text("{}")], "protocol"],
  ["of 4 GB", [255, 255, 255, 255, ...text("{}")], "protocol"],
  ["no JSON", [0, 0, 0, 2, ...text("{x")], "protocol"],
  ["no object", [0, 0, 0, 2, ...text("[]")], "protocol"],
  ["nothing", [0, 0, 0, 0], "protocol"],
  ["over 64 KiB", [0, 1, 0, 1, ...text(`{"a":"${"x".repeat(65_529)}"}`)], "too-large"],
];
for (const [name, bytes, code] of wrongMetadata) {
  Deno.test(`metadata are refused: ${name}`, () => {
    const one = fragment({ flags: metadata, payload: Uint8Array.from(bytes) });
    assertEquals(assertThrows(() => join([one]), WireError).code, code);
  });
}

Deno.test("metadata may be cut anywhere by the fragments", () => {
  const whole = Uint8Array.from([0, 0, 0, 9, ...text('{"lux":1}'), 7, 8]);
  for (let at = 0; at <= whole.length; at++) {
    const parts = [
      fragment({ flags: metadata | more, payload: whole.slice(0, at) }),
      fragment({ payload: whole.slice(at) }),
    ];
    const [one] = join(parts);
    assertEquals([one!.metadata, [...one!.payload]], [{ lux: 1 }, [7, 8]]);
  }
});

Deno.test("metadata over 64 KiB are not sent", () => {
  const one = frame({ metadata: { text: "x".repeat(65_536) } });
  assertEquals(assertThrows(() => encodeFrame(one), WireError).code, "too-large");
});
