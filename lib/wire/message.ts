import { FrameFlag } from "../frame/mod.ts";

/** Message types. Spec: wire-protocol v1, *Message*. */
export const MessageType = {
  hello: 1,
  welcome: 2,
  frame: 3,
  request: 4,
  response: 5,
  event: 6,
  ping: 7,
  pong: 8,
  gap: 9,
  end: 10,
  error: 11,
} as const;

const knownTypes: ReadonlySet<number> = new Set(Object.values(MessageType));

/** Whether a type is one of this version; a message of another is skipped. */
export function isKnownType(type: number): boolean {
  return knownTypes.has(type);
}

/** Flags of FRAME beyond those of `FrameFlag`. Spec: wire-protocol v1, *Message*. */
export const MessageFlag = {
  /** The payload begins with a u32 length and that many bytes of JSON. */
  metadata: 1 << 2,
  /** Not the last fragment of the frame. */
  more: 1 << 3,
} as const;

/** The flags of FRAME that are the frame's own; the others say how its messages are built. */
export const frameFlags: number = FrameFlag.key | FrameFlag.discontinuity | FrameFlag.continuation;

/** Length of a header in bytes. */
export const headerSize = 40;
/** Most bytes of payload in one message. */
export const maxPayloadBytes = 16 * 1024 * 1024;
/** Most bytes of payload in a message other than FRAME. */
export const maxTextBytes = 64 * 1024;
/** Most bytes of a frame, all its fragments together. */
export const maxFrameBytes = 64 * 1024 * 1024;

/** One message. */
export interface Message {
  /** One of {@linkcode MessageType}, or a type of a later version. */
  readonly type: number;
  /** Flags of the type. */
  readonly flags: number;
  /** 0 is the session, 1 the first stream. */
  readonly streamId: number;
  /** FRAME: number of the frame in its epoch; else 0. */
  readonly sequence: number;
  /** Unix µs, see the type. */
  readonly timestampUs: number;
  /** What it carries; of a message that came, memory of its own. */
  readonly payload: Uint8Array<ArrayBuffer>;
}
