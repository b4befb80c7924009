import { decodeObject, type JsonObject, optional, optionalNumber } from "./json.ts";
import { encodeMessage } from "./encode.ts";
import { getUint64, setUint64 } from "./uint64.ts";
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

/**
 * Makes the answer to a PING.
 *
 * ```text
 *  0                8                16               24
 *  +----------------+----------------+----------------+
 *  | t0, copied     | t1             | t2             |
 *  +----------------+----------------+----------------+
 * ```
 *
 * Spec: wire-protocol v1, *Message*, type 8.
 *
 * @param times `t1` and `t2` of {@linkcode Exchange}.
 */
export function encodePong(
  ping: Message,
  { t1, t2 }: Pick<Exchange, "t1" | "t2">,
): Uint8Array<ArrayBuffer> {
  const payload = new Uint8Array(pongBytes);
  const view = new DataView(payload.buffer);
  [ping.timestampUs, t1, t2].forEach((time, index) => setUint64(view, index * 8, time));
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
  const [t0 = 0, t1 = 0, t2 = 0] = [0, 8, 16].map((at) => getUint64(view, at));
  return { t0, t1, t2, t3 };
}

/** Reads what PING carries, if anything. @throws {WireError} where that is no report. */
export function decodeReport({ payload }: Message): ViewerReport | undefined {
  if (payload.length === 0) return undefined;
  const object = decodeObject(payload, "PING");
  const latencyUs = optional(object, "latencyUs", "object");
  return {
    received: optionalNumber(object, "received") ?? 0,
    dropped: optionalNumber(object, "dropped") ?? 0,
    ...(latencyUs === undefined ? {} : { latencyUs: decodeTimes(latencyUs) }),
  };
}

/** Below 0 where the clocks' offset is not known well. */
function decodeTimes(object: JsonObject): NonNullable<ViewerReport["latencyUs"]> {
  const range = { min: -Number.MAX_SAFE_INTEGER, fraction: true };
  const of = (name: string): number => optionalNumber(object, name, range) ?? 0;
  return { p50: of("p50"), p95: of("p95"), p99: of("p99") };
}
