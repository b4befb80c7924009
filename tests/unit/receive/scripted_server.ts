import { FrameFlag, type From } from "../../../lib/frame/mod.ts";
import type { TurnedTiming } from "../../support/turned_timing.ts";
import type { Pipe, PipeListener } from "../../../lib/session/mod.ts";
import {
  decodeHello,
  encodeFrame,
  encodeJson,
  encodePong,
  errorBody,
  type Hello,
  type Message,
  MessageDecoder,
  MessageType,
  type WireError,
} from "../../../lib/wire/mod.ts";

/** What becomes of a connection; without anything it lasts. */
export interface Fate {
  /** It cannot be had. */
  readonly unreachable?: string;
  /** HELLO is answered so. */
  readonly refuse?: WireError;
  /** It breaks right after WELCOME. */
  readonly hangsUp?: boolean;
  /** It breaks after so many bytes to the client. */
  readonly cutAfterBytes?: number;
  /** The byte at that place arrives changed. */
  readonly flipByte?: number;
  /** What the client gets instead of anything that picam says. */
  readonly says?: string;
  /** So many bytes arrive at a time. */
  readonly pieceBytes?: number;
  /** How long bytes are under way, there and back. */
  readonly delayMs?: { readonly up: number; readonly down: number };
}

const stream = {
  id: 1,
  name: "door",
  codec: "h264",
  width: 64,
  height: 48,
  framerate: 30,
} as const;

/** A frame's text: it names the epoch and the number, and is longer for some. */
export function textOf(epoch: string, sequence: number): string {
  return `${epoch} ${sequence} `.repeat(1 + sequence % 7 * 5);
}

/**
 * A server of the framed protocol in memory, with frames 0 to `head` − 1 of which every fifth is a key
 * frame.
 */
export class ScriptedServer {
  epoch = "one";
  /** First frame that it still has. */
  oldest = 0;
  head = 0;
  /** What becomes of the next connections, in their order. */
  readonly fates: Fate[] = [];
  /** What was said by whoever connected. */
  readonly hellos: Hello[] = [];
  /** What else clients sent. */
  readonly received: Message[] = [];
  /** Names frames' texts; another one shows frames that were numbered twice. */
  content = "one";
  /** Microseconds to add to get this server's clock from the client's. */
  offsetUs = 0;
  /** Whether it says PONG; else it is silent but for frames. */
  answersPings = false;
  /** Whether the next frame carries DISCONTINUITY. */
  isDiscontinuous = false;
  connection: Connection | undefined;
  reading: boolean[] = [];

  constructor(readonly timing: TurnedTiming, readonly nowUs: () => number) {}

  dial = (): Promise<Pipe> => {
    const fate = this.fates.shift() ?? {};
    if (fate.unreachable !== undefined) return Promise.reject(new Error(fate.unreachable));
    this.connection = new Connection(this, fate);
    return Promise.resolve(this.connection);
  };

  /** Breaks the connection. */
  cut(): void {
    const { connection } = this;
    this.connection = undefined;
    connection?.close();
  }

  /** Adds frames and sends them. */
  add(count: number): void {
    for (let added = 0; added < count; added++) {
      const message = this.frame(this.head++);
      this.connection?.send(message);
    }
  }

  /** Numbers anew, as a ring does that is made anew. */
  begin(epoch: string): void {
    this.epoch = this.content = epoch;
    this.oldest = this.head = 0;
  }

  /** The message of a frame. */
  frame(sequence: number): Uint8Array<ArrayBuffer> {
    const [message] = encodeFrame({
      sequence,
      captureUs: this.nowUs() + this.offsetUs,
      flags: (sequence % 5 === 0 ? FrameFlag.key : 0) |
        (this.isDiscontinuous ? FrameFlag.discontinuity : 0),
      streamId: 1,
      payload: new TextEncoder().encode(textOf(this.content, sequence)),
    });
    return message!;
  }

  /** Sends a message that carries JSON. */
  say(type: number, value: unknown): void {
    this.connection?.send(encodeJson(type, value, { timestampUs: this.nowUs() + this.offsetUs }));
  }

  /** Says WELCOME and sends what was asked for. */
  greet(hello: Hello): void {
    this.hellos.push(hello);
    const { epoch, oldest, head } = this;
    const { from } = hello;
    if (from?.kind === "sequence" && from.epoch === epoch && from.sequence > head) {
      const message = `There is no frame ${from.sequence} yet`;
      return this.say(MessageType.error, { code: "invalid-from", message });
    }
    this.say(MessageType.welcome, {
      agent: "picam/scripted",
      session: this.hellos.length,
      epoch,
      stream,
      oldest,
      head,
      serverTimeUs: this.nowUs(),
      heartbeatMs: 5000,
    });
    const first = this.#start(hello.from ?? { kind: "live" });
    for (let sequence = first; sequence < this.head; sequence++) {
      this.connection?.send(this.frame(sequence));
    }
  }

  #start(from: From): number {
    const oldestKey = Math.ceil(this.oldest / 5) * 5;
    if (from.kind !== "sequence") {
      return from.kind === "oldest" ? oldestKey : Math.max(0, Math.floor((this.head - 1) / 5) * 5);
    }
    if (from.epoch !== this.epoch) {
      this.say(MessageType.gap, { reason: "epoch" });
      return oldestKey;
    }
    if (from.sequence >= this.oldest) return from.sequence;
    this.say(MessageType.gap, { first: from.sequence, last: oldestKey - 1, reason: "overrun" });
    return oldestKey;
  }
}

/** The client's end of a connection to a {@linkcode ScriptedServer}. */
export class Connection implements Pipe {
  readonly remote = "192.168.0.2:5000";
  readonly ends = {};
  readonly #server: ScriptedServer;
  readonly #fate: Fate;
  readonly #decoder: MessageDecoder;
  #listener: PipeListener | undefined;
  #sentBytes = 0;
  #isOpen = true;

  constructor(server: ScriptedServer, fate: Fate) {
    this.#server = server;
    this.#fate = fate;
    this.#decoder = new MessageDecoder({ onMessage: (message) => this.#onMessage(message) });
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  open(listener: PipeListener): void {
    this.#listener = listener;
  }

  /** What the client writes. */
  write(bytes: Uint8Array<ArrayBuffer>): boolean {
    this.#later(this.#fate.delayMs?.up, () => {
      if (this.#isOpen) this.#decoder.push(bytes);
    });
    return true;
  }

  #later(delayMs: number | undefined, work: () => void): void {
    if (delayMs === undefined) work();
    else this.#server.timing.after(delayMs, work);
  }

  setReading(on: boolean): void {
    this.#server.reading.push(on);
  }

  end(): void {
    this.close();
  }

  destroy(): void {
    this.close();
  }

  /** The connection is over. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#listener?.onClose(false);
  }

  /** Sends to the client, as its fate wants it. */
  send(message: Uint8Array<ArrayBuffer>): void {
    const { pieceBytes = message.length, delayMs } = this.#fate;
    this.#later(delayMs?.down, () => {
      for (let at = 0; at < message.length; at += pieceBytes) {
        this.#deliver(message.slice(at, at + pieceBytes));
      }
    });
  }

  #deliver(bytes: Uint8Array<ArrayBuffer>): void {
    if (!this.#isOpen) return;
    const { cutAfterBytes = Infinity, flipByte = -1 } = this.#fate;
    const flipAt = flipByte - this.#sentBytes;
    if (flipAt >= 0 && flipAt < bytes.length) bytes[flipAt]! ^= 0x10;
    const part = bytes.subarray(0, Math.max(0, cutAfterBytes - this.#sentBytes));
    this.#sentBytes += bytes.length;
    if (part.length > 0) this.#listener?.onBytes(part);
    if (this.#sentBytes >= cutAfterBytes) this.close();
  }

  #onMessage(message: Message): void {
    if (message.type === MessageType.ping) this.#answer(message);
    if (message.type !== MessageType.hello) return void this.#server.received.push(message);
    const hello = decodeHello(message.payload);
    queueMicrotask(() => this.#onHello(hello));
  }

  #answer(ping: Message): void {
    const nowUs = this.#server.nowUs() + this.#server.offsetUs;
    if (this.#server.answersPings) this.send(encodePong(ping, { t1: nowUs, t2: nowUs }));
  }

  #onHello(hello: Hello): void {
    const { refuse, says, hangsUp } = this.#fate;
    if (says !== undefined) return this.send(new TextEncoder().encode(says));
    if (refuse === undefined) {
      this.#server.greet(hello);
      return hangsUp ? this.close() : undefined;
    }
    this.#server.hellos.push(hello);
    this.#server.say(MessageType.error, errorBody(refuse));
    this.close();
  }
}
