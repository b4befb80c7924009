import {
  decodeEnd,
  decodeError,
  decodeGap,
  decodeHello,
  decodePublishWelcome,
  decodeReport,
  decodeRequest,
  decodeResponse,
  decodeWelcome,
  type Message,
  MessageType,
  RequestError,
} from "../../../lib/wire/mod.ts";

/** What a payload of JSON may be: the message's name, PING's where it carries a report. */
export type PayloadName = keyof typeof payloads;

/** Type of the message that carries a payload, and how it is read. */
export const payloads = {
  hello: { type: MessageType.hello, decode: (it: Message) => decodeHello(it.payload) },
  welcome: { type: MessageType.welcome, decode: (it: Message) => decodeWelcome(it.payload) },
  publishWelcome: {
    type: MessageType.welcome,
    decode: (it: Message) => decodePublishWelcome(it.payload),
  },
  request: { type: MessageType.request, decode: (it: Message) => decodeRequest(it.payload) },
  response: { type: MessageType.response, decode: (it: Message) => decodeResponse(it.payload) },
  ping: { type: MessageType.ping, decode: (it: Message) => decodeReport(it) },
  gap: { type: MessageType.gap, decode: (it: Message) => decodeGap(it.payload) },
  end: { type: MessageType.end, decode: (it: Message) => decodeEnd(it.payload) },
  error: {
    type: MessageType.error,
    decode: (it: Message) => {
      const { code, message, retryAfterMs } = decodeError(it.payload);
      return { code, message, retryAfterMs };
    },
  },
} as const;

/** JSON that is taken, and what is read of it: the same unless `value` says otherwise. */
export interface RightPayload {
  readonly of: PayloadName;
  readonly name: string;
  readonly json: unknown;
  readonly value?: unknown;
}

/** Text that is refused, and the ERROR code that tells so. */
export interface WrongPayload {
  readonly of: PayloadName;
  readonly name: string;
  readonly text: string;
  readonly code: string;
  /** What the words must tell. */
  readonly says: RegExp;
}

const epoch = "3f6c8a52-9d14-4c0b-8f3e-2b7a1c5d9e60";
const stream = {
  id: 1,
  name: "camera",
  codec: "h264",
  codecString: "avc1.64001F",
  width: 1280,
  height: 720,
  framerate: 30,
  bitrate: 2_000_000,
};
const offer = { stream, epoch, oldest: 4, head: 1000 };
const welcome = {
  agent: "picam/1.0.0",
  session: 7,
  ...offer,
  serverTimeUs: 1_790_000_000_000_000,
  heartbeatMs: 5000,
};
const publishWelcome = {
  agent: "picam/1.0.0",
  session: 7,
  from: { kind: "sequence", epoch, sequence: 31 },
  policy: "gapless",
  heartbeatMs: 5000,
};
const hello = { agent: "picam/1.0.0", role: "view" };

function right(of: PayloadName, name: string, json: unknown, value?: unknown): RightPayload {
  return { of, name, json, ...(value === undefined ? {} : { value }) };
}

/** Every payload as it may come. */
export const rightPayloads: readonly RightPayload[] = [
  right("hello", "a viewer of the newest", hello),
  right("hello", "a role alone", { role: "control" }, { agent: "", role: "control" }),
  right("hello", "every member of a viewer", {
    ...hello,
    token: "pa ss",
    stream: "camera",
    from: { kind: "oldest" },
    policy: "live",
    rate: 0.5,
  }),
  right("hello", "the past", { ...hello, from: { kind: "ago", seconds: 12.5 } }),
  right("hello", "resume", { ...hello, from: { kind: "sequence", epoch, sequence: 2 ** 53 - 1 } }),
  right("hello", "members that are not known", { ...hello, later: [1, { x: null }] }, hello),
  right("hello", "members that are null", { ...hello, token: null, from: null }, hello),
  right("hello", "a camera that dials out", { ...hello, role: "publish", offer }),
  right("hello", "an empty ring", { ...hello, role: "publish", offer: { ...offer, head: 4 } }),
  right("welcome", "every member", welcome),
  right("welcome", "a stream of which little is known", {
    ...welcome,
    stream: { id: 1, name: "", codec: "mjpeg" },
  }),
  right("welcome", "RAW", {
    ...welcome,
    stream: { id: 2, name: "raw", codec: "raw12", bayer: "GBRG", bitDepth: 12 },
  }),
  right(
    "welcome",
    "an order of colours that is not known",
    { ...welcome, stream: { id: 1, name: "x", codec: "raw12", bayer: "MONO" } },
    { ...welcome, stream: { id: 1, name: "x", codec: "raw12" } },
  ),
  right(
    "welcome",
    "only what is needed",
    { ...offer, serverTimeUs: 5 },
    { ...offer, serverTimeUs: 5, agent: "", session: 0, heartbeatMs: 5000 },
  ),
  right("publishWelcome", "resume", publishWelcome),
  right("publishWelcome", "the newest", { ...publishWelcome, from: { kind: "live" } }),
  right("request", "without params", { id: 1, method: "status" }, {
    id: 1,
    method: "status",
    params: {},
  }),
  right("request", "with params", {
    id: "a-1",
    method: "system.shutdown",
    params: { afterSeconds: 60 },
  }),
  right("response", "a result", { id: 1, result: { state: "streaming" } }),
  right("response", "nothing as result", { id: "", result: null }),
  right("response", "an error", {
    id: 2,
    error: { code: "invalid-state", message: "It is stopped" },
  }, { id: 2, error: new RequestError("invalid-state", "It is stopped") }),
  right("response", "an error without words", { id: 2, error: {} }, {
    id: 2,
    error: new RequestError("failed", "failed"),
  }),
  right("ping", "a viewer's report", {
    received: 900,
    dropped: 3,
    latencyUs: { p50: -12.5, p95: 3000, p99: 4100 },
  }),
  right("ping", "an empty report", {}, { received: 0, dropped: 0 }),
  right("gap", "frames that left the ring", { first: 0, last: 0, reason: "overrun" }),
  right("gap", "frames that were skipped", { first: 5, last: 9, reason: "skipped" }),
  right("gap", "a new numbering", { reason: "epoch" }),
  right("gap", "a reason of a later version", { first: 5, last: 9, reason: "moon" }, {
    first: 5,
    last: 9,
    reason: "overrun",
  }),
  ...["stopped", "shutdown", "limit", "camera", "moon"].map((reason) =>
    right("end", reason, { reason }, reason)
  ),
  right("error", "with a time to wait", { code: "busy", message: "full", retryAfterMs: 250 }),
  right("error", "a code of a later version", { code: "moon", message: "no" }, {
    code: "moon",
    message: "no",
    retryAfterMs: undefined,
  }),
  right("error", "a wait that nobody wants", { code: "busy", message: "", retryAfterMs: 1e15 }, {
    code: "busy",
    message: "",
    retryAfterMs: 3_600_000,
  }),
  right("error", "nothing at all", {}, {
    code: "protocol",
    message: "the other side gave no reason",
    retryAfterMs: undefined,
  }),
];

function wrong(of: PayloadName, json: unknown, says: RegExp, code = "protocol"): WrongPayload {
  const text = typeof json === "string" ? json : JSON.stringify(json);
  const name = text.length > 70 ? `${plain(says)}, in …${text.slice(-40)}` : text;
  return { of, name, text, code, says };
}

function plain(says: RegExp): string {
  return says.source.replace(/[\\^$]/g, "");
}

const names = Object.keys(payloads) as PayloadName[];
const withFrom = (from: unknown): unknown => ({ ...hello, from });
const withStream = (members: object): unknown => ({
  ...welcome,
  stream: { ...stream, ...members },
});

/** Payloads that are refused. */
export const wrongPayloads: readonly WrongPayload[] = [
  ...names.flatMap((of) => [
    wrong(of, "[]", /no object/),
    wrong(of, "null", /no object/),
    wrong(of, '{"a":1', /cannot be read/),
    wrong(of, '{"a":1} x', /cannot be read/),
    wrong(of, "\0", /cannot be read/),
  ]),
  ...names.filter((of) => of !== "ping").map((of) => wrong(of, '""', /no object/)),
  wrong("hello", {}, /role is missing/),
  wrong("hello", { role: "admin" }, /view, control or publish, not "admin"/),
  wrong("hello", { role: "x".repeat(60_000) }, /not "x{40}…"$/),
  wrong("hello", { ...hello, token: ["secret"] }, /token must be a string, not a list$/),
  wrong("hello", { ...hello, token: { secret: 1 } }, /token must be a string, not an object$/),
  wrong("hello", `{"role":${"[".repeat(30_000)}${"]".repeat(30_000)}}`, /not a list$/),
  wrong("hello", { ...hello, policy: "lossy" }, /live or gapless, not "lossy"/),
  wrong("hello", { ...hello, rate: 0 }, /above 0/),
  wrong("hello", { ...hello, rate: -1 }, /rate must be a number, 0 or more, not -1/),
  wrong("hello", '{"role":"view","rate":1e999}', /rate must be a number/),
  wrong("hello", { role: "publish" }, /offer is missing/),
  wrong("hello", { role: "publish", offer: { ...offer, epoch: 5 } }, /epoch must be a string/),
  wrong("hello", { role: "publish", offer: { ...offer, oldest: 1001 } }, /not be above head/),
  wrong("hello", withFrom("live"), /from must be an object, not a string/),
  wrong("hello", withFrom({}), /from: kind is missing/, "invalid-from"),
  wrong("hello", withFrom({ kind: "newest" }), /not "newest"/, "invalid-from"),
  wrong("hello", withFrom({ kind: "ago" }), /seconds is missing/, "invalid-from"),
  wrong("hello", withFrom({ kind: "ago", seconds: -1 }), /seconds must be/, "invalid-from"),
  wrong("hello", withFrom({ kind: "ago", seconds: "1" }), /seconds must be/, "invalid-from"),
  wrong("hello", withFrom({ kind: "sequence", sequence: 1 }), /epoch is missing/, "invalid-from"),
  wrong("hello", withFrom({ kind: "sequence", epoch }), /sequence is missing/, "invalid-from"),
  ...[-1, 1.5, 2 ** 53].map((sequence) =>
    wrong("hello", withFrom({ kind: "sequence", epoch, sequence }), /whole number/, "invalid-from")
  ),
  wrong("welcome", { ...welcome, epoch: undefined }, /epoch is missing/),
  wrong("welcome", { ...welcome, stream: undefined }, /stream is missing/),
  wrong("welcome", { ...welcome, head: -1 }, /head must be a whole number, 0 or more, not -1/),
  wrong("welcome", { ...welcome, oldest: 1001 }, /oldest 1001 must not be above head 1000/),
  wrong("welcome", { ...welcome, serverTimeUs: "now" }, /serverTimeUs must be a number/),
  wrong("welcome", { ...welcome, heartbeatMs: 0 }, /heartbeatMs must be a whole number, 1 to/),
  wrong("welcome", { ...welcome, heartbeatMs: 2 ** 31 }, /heartbeatMs must be/),
  wrong("welcome", withStream({ codec: "vp9" }), /codec "vp9" is not known/),
  wrong("welcome", withStream({ name: 5 }), /name must be a string/),
  wrong("welcome", withStream({ id: 0.5 }), /id must be a whole number/),
  wrong("welcome", withStream({ width: -1 }), /width must be/),
  wrong("welcome", withStream({ height: 70_000 }), /height must be/),
  wrong("welcome", withStream({ framerate: -30 }), /framerate must be/),
  wrong("welcome", withStream({ bitDepth: 64 }), /bitDepth must be/),
  wrong("publishWelcome", { ...publishWelcome, from: undefined }, /from is missing/),
  wrong("publishWelcome", { ...publishWelcome, from: { kind: 1 } }, /kind must/, "invalid-from"),
  wrong("publishWelcome", { ...publishWelcome, policy: 1 }, /policy must be a string/),
  wrong("request", { method: "status" }, /id must be a number or a string of 100/),
  wrong("request", '{"id":1e999,"method":"status"}', /id must be/),
  wrong("request", { id: "x".repeat(101), method: "status" }, /id must be/),
  wrong("response", { result: 1 }, /id must be/),
  wrong("response", { id: 1, error: "no" }, /error must be an object/),
  wrong("response", { id: 1, error: { code: 5 } }, /code must be a string/),
  wrong("ping", { received: -1 }, /received must be/),
  wrong("ping", { received: 1, latencyUs: { p50: "1" } }, /p50 must be a number/),
  wrong("ping", '{"latencyUs":{"p99":1e999}}', /p99 must be a number/),
  wrong("gap", {}, /reason is missing/),
  wrong("gap", { reason: "overrun" }, /first is missing/),
  wrong("gap", { first: 1, reason: "overrun" }, /last is missing/),
  wrong("gap", { first: 9, last: 8, reason: "skipped" }, /from 9 to 8/),
  wrong("gap", { first: -1, last: 8, reason: "skipped" }, /first must be/),
  wrong("end", {}, /reason is missing/),
  wrong("end", { reason: 5 }, /reason must be a string/),
  wrong("error", { code: 5 }, /code must be a string/),
  wrong("error", { code: "busy", retryAfterMs: -1 }, /retryAfterMs must be/),
];
