import { decodeObject, isObject, optional } from "./json.ts";
import { encodeMessage } from "./encode.ts";
import { type Message, MessageType } from "./message.ts";
import { WireError } from "./wire_error.ts";

const pongBytes = 24;

/** What a viewer tells of its stream with PING. Spec: wire-protocol v1, *Message*, type 7. */
export interface ViewerReport {
  /** Frames received. */
  readonly received: number;
  /** Frames told lost by GAP. */
  readonly dropped: number;
  /** From capture to receipt, µs. */
  readonly latencyUs?: { readonly p50: number; readonly p95: number; readonly p99: number };
}

/** The four times of one PING and PONG, Unix µs. */
export interface Exchange {
  /** PING sent, the asker's clock. */
  readonly t0: number;
  /** PING received, the answerer's clock. */
  readonly t1: number;
  /** PONG sent, the answerer's clock. */
  readonly t2: number;
  /** PONG received, the asker's clock. */
  readonly t3: number;
}

/** Makes the answer to a PING. @param times `t1` and `t2` of {@linkcode Exchange}. */
export function encodePong(
  ping: Message,
  { t1, t2 }: Pick<Exchange, "t1" | "t2">,
): Uint8Array<ArrayBuffer> {
  const payload = new Uint8Array(pongBytes);
  const view = new DataView(payload.buffer);
  [ping.timestampUs, t1, t2].forEach((time, index) => {
    view.setBigUint64(index * 8, BigInt(Math.round(time)));
  });
  const { pong } = MessageType;
  return encodeMessage({
    type: pong,
    flags: 0,
    streamId: 0,
    sequence: 0,
    timestampUs: t2,
    payload,
  });
}

/** Reads PONG. @param t3 When it was received. @throws {WireError} where it is none. */
export function decodePong({ payload }: Message, t3: number): Exchange {
  if (payload.length !== pongBytes) {
    throw new WireError("protocol", `PONG has ${pongBytes} bytes, not ${payload.length}`);
  }
  const view = new DataView(payload.buffer, payload.byteOffset);
  const [t0 = 0, t1 = 0, t2 = 0] = [0, 8, 16].map((at) => Number(view.getBigUint64(at)));
  return { t0, t1, t2, t3 };
}

/** Reads what PING carries, if anything. @throws {WireError} where that is no report. */
export function decodeReport({ payload }: Message): ViewerReport | undefined {
  if (payload.length === 0) return undefined;
  const object = decodeObject(payload, "PING");
  const { latencyUs } = object;
  const times = isObject(latencyUs)
    ? {
      latencyUs: {
        p50: optional(latencyUs, "p50", "number") ?? 0,
        p95: optional(latencyUs, "p95", "number") ?? 0,
        p99: optional(latencyUs, "p99", "number") ?? 0,
      },
    }
    : {};
  return {
    received: optional(object, "received", "number") ?? 0,
    dropped: optional(object, "dropped", "number") ?? 0,
    ...times,
  };
}
