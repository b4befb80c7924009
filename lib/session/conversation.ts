import type { NowUs } from "../frame/mod.ts";
import { systemTiming, type Timing } from "../observe/mod.ts";
import {
  ClockOffset,
  decodeError,
  decodePong,
  decodeReport,
  decodeResponse,
  defaultHeartbeatMs,
  encodeJson,
  encodeMessage,
  encodePong,
  errorBody,
  isKnownType,
  type Message,
  MessageDecoder,
  MessageType,
  type ViewerReport,
  WireError,
} from "../wire/mod.ts";
import { PendingRequests } from "./pending_requests.ts";
import type { Pipe } from "./pipe.ts";

/** So many heartbeats without a byte, and the other side is gone. */
const silentHeartbeats = 3;
/** PINGs right after WELCOME. Spec: wire-protocol v1, *Session*, liveness. */
const firstPings = 4;
/**
 * As many again, this far apart: what answers the first ones at once was measured 4 to 8 ms late,
 * because both programs are still warming up.
 */
const laterPingMs = 500;

/** So long the other side may take to close what this one has left. */
const leaveMs = 1000;

/** Messages beside frames that may wait for a side that takes nothing. */
const maxOwedBytes = 1024 * 1024;

/** Who hears what a conversation brings. All are called in the order of the messages. */
export interface ConversationListener {
  /** A message came, other than PING, PONG, RESPONSE and ERROR; may throw {@linkcode WireError}. */
  onMessage(message: Message): void;
  /** There is room again after `send` said that there was none. */
  onDrain?(): void;
  /** A viewer told how its stream is. */
  onReport?(report: ViewerReport): void;
  /**
   * It is over; called once, last.
   * @param reason What ERROR said, or what was wrong; nothing where the other side just closed.
   * @param isBroken Whether the link broke or fell silent: neither side closed it.
   */
  onClose(reason: WireError | undefined, isBroken: boolean): void;
}

/** What a conversation is made of. */
export interface ConversationOptions {
  /** Where it is led; the conversation's own from then on. */
  readonly pipe: Pipe;
  /** This side's clock: on the sending side the one of frames. */
  readonly nowUs: NowUs;
  /** Time; the machine's own unless a test turns it. */
  readonly timing?: Timing;
  /** Largest FRAME payload that is taken; 0, the default: frames are not taken. */
  readonly maxFramePayloadBytes?: number;
  /** After so long without a message PING is sent; see `setHeartbeat`. */
  readonly heartbeatMs?: number;
  /** What to tell with PING. */
  readonly report?: () => ViewerReport | undefined;
}

/**
 * One wire conversation over any pipe: messages both ways, liveness, the other side's clock,
 * requests and their answers, and an ERROR for whoever breaks the protocol.
 * Spec: wire-protocol v1, *Session*, *Bad input*.
 */
export class Conversation {
  /** What is known of the other side's clock. */
  readonly clock: ClockOffset = new ClockOffset();
  readonly #options: ConversationOptions;
  readonly #pipe: Pipe;
  readonly #timing: Timing;
  readonly #decoder: MessageDecoder;
  readonly #requests = new PendingRequests();
  #listener: ConversationListener | undefined;
  #heartbeatMs: number;
  #heardMs: number;
  #sentMs: number;
  #isReading = true;
  #hasRoom = true;
  #owedBytes = 0;
  #cancelBeat: () => void = () => {};
  #cancelPing: () => void = () => {};
  #cancelLeave: () => void = () => {};
  #over = false;
  #isBroken = false;
  #reason: WireError | undefined;

  /** Makes one; nothing is read before `open`. */
  constructor(options: ConversationOptions) {
    this.#options = options;
    this.#pipe = options.pipe;
    this.#timing = options.timing ?? systemTiming;
    this.#heartbeatMs = options.heartbeatMs ?? defaultHeartbeatMs;
    this.#heardMs = this.#sentMs = this.#timing.nowMs();
    this.#decoder = new MessageDecoder({
      maxFramePayloadBytes: options.maxFramePayloadBytes ?? 0,
      onMessage: (message) => this.#onMessage(message),
    });
  }

  /** Address and port of the other side. */
  get remote(): string {
    return this.#pipe.remote;
  }

  /** Both addresses. */
  get ends(): Pipe["ends"] {
    return this.#pipe.ends;
  }

  /** Whether there is room for a frame. */
  get hasRoom(): boolean {
    return this.#hasRoom && !this.#over;
  }

  /** Whether it has ended, or is about to. */
  get isOver(): boolean {
    return this.#over;
  }

  /** Begins to read and to watch over it. To be called once. */
  open(listener: ConversationListener): void {
    this.#listener = listener;
    this.#beat();
    this.#pipe.open({
      onBytes: (bytes) => this.#onBytes(bytes),
      onDrain: () => this.#onDrain(),
      onClose: (isBroken) => this.#onClose(isBroken),
    });
  }

  /** From now on another listener hears it: who has been greeted is somebody else's. */
  handTo(listener: ConversationListener): void {
    this.#listener = listener;
  }

  /** Takes FRAMEs of up to so many bytes from now on: the other side has been let in. */
  takeFrames(maxPayloadBytes: number): void {
    this.#decoder.takeFrames(maxPayloadBytes);
  }

  /** Keeps another beat, as WELCOME says. */
  setHeartbeat(heartbeatMs: number): void {
    this.#heartbeatMs = heartbeatMs;
    this.#beat();
  }

  /** Stops and resumes reading: who cannot keep up is felt by the other side. */
  setReading(on: boolean): void {
    if (on && !this.#isReading) this.#heardMs = this.#timing.nowMs();
    this.#isReading = on;
    this.#pipe.setReading(on);
  }

  /**
   * Sends an encoded message other than FRAME; it is not copied and must not change.
   * @returns whether there is room for a frame.
   */
  send(message: Uint8Array<ArrayBuffer>): boolean {
    if (this.#over) return false;
    this.#sentMs = this.#timing.nowMs();
    if (!this.#hasRoom) this.#owedBytes += message.length;
    if (this.#owedBytes > maxOwedBytes) {
      this.#reason = new WireError("protocol", "The other side takes nothing");
      this.#isBroken = true;
      this.destroy();
      return false;
    }
    this.#hasRoom = this.#pipe.write(message) && this.#hasRoom;
    return this.#hasRoom;
  }

  /**
   * Sends the messages of one frame, also where the first of them takes all the room: END and GAP must
   * not stand between them. To be called where there is room, so that at most one frame waits.
   * @param messages Not copied; they must not change.
   * @returns whether there is room for a frame more.
   */
  sendFrame(messages: readonly Uint8Array<ArrayBuffer>[]): boolean {
    if (this.#over) return false;
    this.#sentMs = this.#timing.nowMs();
    for (const message of messages) {
      this.#hasRoom = this.#pipe.write(message) && this.#hasRoom;
    }
    return this.#hasRoom;
  }

  /** Sends a message that carries JSON. */
  sendJson(type: number, value: unknown, streamId = 0): boolean {
    return this.send(encodeJson(type, value, { timestampUs: this.#options.nowUs(), streamId }));
  }

  /**
   * Asks for something.
   * @returns the result.
   * @throws {RequestError} where the answer is no, or none can come any more.
   */
  request(method: string, params: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const { id, result } = this.#requests.begin();
    if (this.#over) this.#requests.failAll("the connection is closed");
    else this.sendJson(MessageType.request, { id, method, params });
    return result;
  }

  /** Asks for the other side's clock, and tells it how the stream is. */
  ping(): void {
    const report = this.#options.report?.();
    const timestampUs = this.#options.nowUs();
    if (report !== undefined) {
      this.send(encodeJson(MessageType.ping, report, { timestampUs }));
      return;
    }
    const payload = new Uint8Array();
    const { ping: type } = MessageType;
    this.send(encodeMessage({ type, flags: 0, streamId: 0, sequence: 0, timestampUs, payload }));
  }

  /** Asks for the other side's clock as often as it takes to know it well: after WELCOME. */
  learnClock(): void {
    for (let count = 0; count < firstPings; count++) this.ping();
    this.#pingLater(firstPings);
  }

  /** Sends ERROR and closes. */
  fail(error: WireError): void {
    if (this.#over) return;
    this.#reason ??= error;
    this.sendJson(MessageType.error, errorBody(error));
    this.end();
  }

  /** Closes after all that was sent is taken. */
  end(): void {
    this.#over = true;
    this.#pipe.end();
  }

  /**
   * Closes, and reads on meanwhile: what is closed with something unread looks broken to the other side. Where that
   * does not close as well within a second, closes at once.
   */
  leave(): void {
    if (this.#over) return this.destroy();
    this.#cancelLeave = this.#timing.after(leaveMs, () => this.#pipe.destroy());
    this.#pipe.setReading(true);
    this.end();
  }

  /** Closes at once. */
  destroy(): void {
    this.#over = true;
    this.#pipe.destroy();
  }

  #pingLater(count: number): void {
    if (count === 0 || this.#over) return;
    this.#cancelPing = this.#timing.after(laterPingMs, () => {
      this.ping();
      this.#pingLater(count - 1);
    });
  }

  #onBytes(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#over) return;
    this.#heardMs = this.#timing.nowMs();
    try {
      this.#decoder.push(bytes);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.fail(error);
    }
  }

  #onMessage(message: Message): void {
    if (this.#over) return;
    switch (message.type) {
      case MessageType.ping:
        return this.#onPing(message);
      case MessageType.pong:
        return this.clock.add(decodePong(message, this.#options.nowUs()));
      case MessageType.response:
        return this.#requests.settle(decodeResponse(message.payload));
      case MessageType.error:
        this.#reason = decodeError(message.payload);
        return this.end();
      default:
        if (isKnownType(message.type)) this.#listener?.onMessage(message);
    }
  }

  #onPing(message: Message): void {
    const t1 = this.#options.nowUs();
    const report = decodeReport(message);
    if (report !== undefined) this.#listener?.onReport?.(report);
    // Whoever asks without end and takes no answer gets none.
    if (this.#hasRoom) this.send(encodePong(message, { t1, t2: this.#options.nowUs() }));
  }

  #onDrain(): void {
    this.#hasRoom = true;
    this.#owedBytes = 0;
    if (!this.#over) this.#listener?.onDrain?.();
  }

  #onClose(isBroken: boolean): void {
    this.#over = true;
    this.#cancelBeat();
    this.#cancelPing();
    this.#cancelLeave();
    this.#requests.failAll(this.#reason?.message ?? "the connection was closed");
    this.#listener?.onClose(this.#reason, isBroken || this.#isBroken);
  }

  /** Looks twice in a heartbeat whether there is something to send, or nothing to be heard. */
  #beat(): void {
    this.#cancelBeat();
    const nowMs = this.#timing.nowMs();
    if (this.#isReading && nowMs - this.#heardMs >= silentHeartbeats * this.#heartbeatMs) {
      this.#reason ??= new WireError("protocol", "The other side has gone silent");
      this.#isBroken = true;
      return this.destroy();
    }
    if (!this.#over && nowMs - this.#sentMs >= this.#heartbeatMs) this.ping();
    this.#cancelBeat = this.#timing.after(this.#heartbeatMs / 2, () => this.#beat());
  }
}
