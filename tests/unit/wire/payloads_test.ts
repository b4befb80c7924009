import { assertEquals, assertInstanceOf, assertMatch, assertThrows } from "@std/assert";
import {
  decodePong,
  decodeRequest,
  encodeJson,
  encodeMessage,
  encodePong,
  errorBody,
  type Message,
  MessageType,
  WireError,
} from "../../../lib/wire/mod.ts";
import { decodeAll, message } from "./messages.ts";
import { payloads, rightPayloads, wrongPayloads } from "./payload_cases.ts";

for (const { of, name, json, value } of rightPayloads) {
  Deno.test(`${of} is read: ${name}`, () => {
    const { type, decode } = payloads[of];
    const [message] = decodeAll(encodeJson(type, json, { timestampUs: 5 }));
    const expected = value ?? (of === "error" ? { ...json as object } : json);
    assertEquals(decode(message!), expected);
  });
}

for (const { of, name, text, code, says } of wrongPayloads) {
  Deno.test(`${of} is refused: ${name}`, () => {
    const { type, decode } = payloads[of];
    const payload = new TextEncoder().encode(text);
    const error = assertThrows(() => decode(message({ type, payload })), WireError);
    assertEquals(error.code, code);
    assertMatch(error.message, says);
    assertEquals(error.message.includes("secret"), false, error.message);
    assertEquals(error.message.length < 200, true, error.message);
  });
}

Deno.test("text that is no UTF-8 is refused", () => {
  const payload = Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d);
  for (const { type, decode } of Object.values(payloads)) {
    assertThrows(() => decode(message({ type, payload })), WireError, "cannot be read");
  }
});

Deno.test("a member that every object inherits is no member", () => {
  const payload = new TextEncoder().encode('{"__proto__":{"role":"view","id":1,"method":"x"}}');
  const { hello, request } = payloads;
  assertThrows(() => hello.decode(message({ type: 1, payload })), WireError, "role is missing");
  assertThrows(() => request.decode(message({ type: 4, payload })), WireError, "id must be");
});

Deno.test("a request that can be answered but not done has a fault", () => {
  const faultOf = (request: object): unknown[] => {
    const payload = new TextEncoder().encode(JSON.stringify(request));
    const { id, fault } = decodeRequest(payload);
    return [id, fault?.code, fault?.message];
  };
  const list = "params must be an object, not a list";
  assertEquals(faultOf({ id: 1, method: "status", params: [1] }), [1, "invalid-params", list]);
  assertEquals(faultOf({ id: "a" }), ["a", "invalid-params", "method is missing: a string"]);
  assertEquals(faultOf({ id: 2, method: "status" }), [2, undefined, undefined]);
});

Deno.test("PING without a payload is no report", () => {
  assertEquals(payloads.ping.decode(message({ type: MessageType.ping })), undefined);
});

Deno.test("PONG carries the three times and is sent at the last of them", () => {
  const ping = message({ type: MessageType.ping, timestampUs: 1_790_000_000_000_001 });
  const [t1, t2, t3] = [2 ** 53 - 3, 2 ** 53 - 2, 7];
  const [pong] = decodeAll(encodePong(ping, { t1, t2 }));
  assertEquals(pong!.type, MessageType.pong);
  assertEquals(pong!.timestampUs, t2);
  assertEquals(decodePong(pong!, t3), { t0: ping.timestampUs, t1, t2, t3 });
});

Deno.test("PONG of another length, or with times that no clock tells, is refused", () => {
  const pong = (payload: Uint8Array<ArrayBuffer>): Message =>
    message({ type: MessageType.pong, payload });
  for (const length of [0, 23, 25]) {
    assertThrows(() => decodePong(pong(new Uint8Array(length)), 0), WireError, "24 bytes");
  }
  const endless = new Uint8Array(24).fill(255);
  assertThrows(() => decodePong(pong(endless), 0), WireError, "2^53");
});

Deno.test("text over 64 KiB is not sent, one of 64 KiB is", () => {
  const fits = "x".repeat(65_536 - 8);
  assertEquals(encodeJson(6, { x: fits }, { timestampUs: 0 }).length, 40 + 65_536);
  const error = assertThrows(
    () => encodeJson(6, { x: `${fits}x` }, { timestampUs: 0 }),
    WireError,
  );
  assertEquals(error.code, "too-large");
});

Deno.test("an ERROR's body says when to try again only where there is such a time", () => {
  assertEquals(errorBody(new WireError("busy", "full", 250)), {
    code: "busy",
    message: "full",
    retryAfterMs: 250,
  });
  const body = errorBody(new WireError("protocol", "no"));
  assertEquals(Object.keys(body), ["code", "message"]);
});

Deno.test("an ERROR always fits into its message, whatever its words repeat", () => {
  const body = errorBody(new WireError("unknown-stream", `No stream ${"\x01".repeat(65_536)}`));
  assertEquals(body.message.length, 501);
  assertEquals(encodeJson(MessageType.error, body, { timestampUs: 0 }).length < 65_536, true);
});

Deno.test("every message of text keeps its type, its stream and its time", () => {
  const options = { timestampUs: 1_790_000_000_123_456, streamId: 3 };
  const [decoded] = decodeAll(encodeJson(MessageType.event, { event: "state" }, options));
  assertInstanceOf(decoded!.payload, Uint8Array);
  assertEquals({ ...decoded, payload: undefined }, {
    type: MessageType.event,
    flags: 0,
    streamId: 3,
    sequence: 0,
    timestampUs: 1_790_000_000_123_456,
    payload: undefined,
  });
  assertEquals(encodeMessage(decoded!), encodeJson(MessageType.event, { event: "state" }, options));
});
