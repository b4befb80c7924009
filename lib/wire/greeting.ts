import type { From, Policy, StreamInfo } from "../frame/mod.ts";
import { decodeFrom, optionalPolicy } from "./from_member.ts";
import {
  decodeObject,
  type JsonObject,
  optional,
  optionalNumber,
  quoted,
  required,
  requiredCount,
} from "./json.ts";
import { decodeStream } from "./stream_member.ts";
import { WireError } from "./wire_error.ts";

/** What a side that connects wants to be. */
export type Role = "view" | "control" | "publish";

/** A ring's frames, as numbers. */
export interface Offer {
  /** What they are. */
  readonly stream: StreamInfo;
  /** UUID of their numbering. */
  readonly epoch: string;
  /** First sequence still held. */
  readonly oldest: number;
  /** The sequence that the next frame will get. */
  readonly head: number;
}

/** HELLO: the first message, of the side that connected. Spec: wire-protocol v1, *Session*. */
export interface Hello {
  /** Program and version. */
  readonly agent: string;
  /** What it wants to be. */
  readonly role: Role;
  /** Secret that allows it. */
  readonly token?: string;
  /** Name of the stream; the first without. */
  readonly stream?: string;
  /** Where frames begin; a `control` session gets some only if it says this. */
  readonly from?: From;
  /** What happens when it falls behind. */
  readonly policy?: Policy;
  /** 1 is the recorded pace; absent: as fast as frames are taken. */
  readonly rate?: number;
  /** What a `publish` session has. */
  readonly offer?: Offer;
}

/** WELCOME of a server that has frames. Spec: wire-protocol v1, *Session*. */
export interface Welcome extends Offer {
  /** Program and version. */
  readonly agent: string;
  /** Number of the session. */
  readonly session: number;
  /** The server's clock, Unix µs. */
  readonly serverTimeUs: number;
  /** After so long without a message a side sends PING. */
  readonly heartbeatMs: number;
}

/** WELCOME of a receiver, to a camera that dialled out. Spec: wire-protocol v1, *Session*. */
export interface PublishWelcome {
  /** Program and version. */
  readonly agent: string;
  /** Number of the session. */
  readonly session: number;
  /** First frame that it lacks. */
  readonly from: From;
  /** What happens when it falls behind. */
  readonly policy: Policy;
  /** After so long without a message a side sends PING. */
  readonly heartbeatMs: number;
}

/**
 * Reads HELLO.
 * @param options Whether offers of those who publish are looked at: a side that turns them away does not.
 * @throws {WireError} where it is none.
 */
export function decodeHello(
  payload: Uint8Array,
  { takesOffers = true }: { readonly takesOffers?: boolean } = {},
): Hello {
  const object = decodeObject(payload, "HELLO");
  const role = required(object, "role", "string");
  if (role !== "view" && role !== "control" && role !== "publish") {
    throw new WireError("protocol", `role must be view, control or publish, not ${quoted(role)}`);
  }
  const rate = optionalNumber(object, "rate", { fraction: true });
  if (rate === 0) throw new WireError("protocol", "rate must be above 0, not 0");
  const from = optional(object, "from", "object");
  const offer = takesOffers ? optional(object, "offer", "object") : undefined;
  if (takesOffers && role === "publish" && offer === undefined) {
    throw new WireError("protocol", "offer is missing: what a publish session has");
  }
  return withoutAbsent({
    agent: optional(object, "agent", "string") ?? "",
    role,
    token: optional(object, "token", "string"),
    stream: optional(object, "stream", "string"),
    from: from && decodeFrom(from),
    policy: optionalPolicy(object),
    rate,
    offer: offer && decodeOffer(offer),
  });
}

/** Reads WELCOME of a server. @throws {WireError} where it is none. */
export function decodeWelcome(payload: Uint8Array): Welcome {
  const object = decodeObject(payload, "WELCOME");
  return {
    ...decodeAnswerer(object),
    ...decodeOffer(object),
    serverTimeUs: requiredCount(object, "serverTimeUs"),
  };
}

/** Reads WELCOME of a receiver. @throws {WireError} where it is none. */
export function decodePublishWelcome(payload: Uint8Array): PublishWelcome {
  const object = decodeObject(payload, "WELCOME");
  return {
    ...decodeAnswerer(object),
    from: decodeFrom(required(object, "from", "object")),
    policy: optionalPolicy(object) ?? "gapless",
  };
}

function decodeAnswerer(
  object: JsonObject,
): Pick<Welcome, "agent" | "session" | "heartbeatMs"> {
  return {
    agent: optional(object, "agent", "string") ?? "",
    session: optionalNumber(object, "session") ?? 0,
    heartbeatMs: optionalNumber(object, "heartbeatMs", { min: 1, max: maxHeartbeatMs }) ??
      defaultHeartbeatMs,
  };
}

function decodeOffer(object: JsonObject): Offer {
  const oldest = requiredCount(object, "oldest");
  const head = requiredCount(object, "head");
  if (oldest > head) {
    throw new WireError("protocol", `oldest ${oldest} must not be above head ${head}`);
  }
  return {
    stream: decodeStream(required(object, "stream", "object")),
    epoch: required(object, "epoch", "string"),
    oldest,
    head,
  };
}

/** After so long without a message a side sends PING, unless WELCOME says otherwise. */
export const defaultHeartbeatMs = 5000;
/** Ten minutes: three times as much is still far from what a timer can wait, 2³¹ ms. */
const maxHeartbeatMs = 600_000;

function withoutAbsent<T extends object>(
  members: { readonly [K in keyof T]: T[K] | undefined },
): T {
  const given = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as T;
}
