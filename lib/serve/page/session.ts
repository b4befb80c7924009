import type { Frame, Gap, NowUs, StreamInfo } from "../../frame/mod.ts";
import {
  ClockOffset,
  decodeEnd,
  decodeError,
  decodeGap,
  decodeObject,
  decodePong,
  decodeResponse,
  decodeStream,
  decodeWelcome,
  defaultHeartbeatMs,
  encodeJson,
  encodeMessage,
  encodePong,
  FrameJoiner,
  type Hello,
  isObject,
  type JsonObject,
  type Message,
  MessageDecoder,
  MessageType,
  type ViewerReport,
  type Welcome,
  WireError,
} from "../../wire/mod.ts";

/** Exchanges right after WELCOME, so that the offset of the clocks is known from the first picture on. */
const firstPings = 4;
/** Those of the first moments wait behind a second of frames: so many more follow, one a second. */
const laterPings = 8;
/** So many heartbeats without a byte, and the server is gone. */
const silentHeartbeats = 3;

/** Who hears what a server sends. */
export interface SessionListener {
  /** The server has taken the session. */
  onWelcome(welcome: Welcome): void;
  /** A frame, with the newest description of its stream. */
  onFrame(frame: Frame, stream: StreamInfo): void;
  /** Frames that will never come. */
  onGap(gap: Gap): void;
  /** No frames come until some do again, or ever. */
  onEnd(reason: string): void;
  /** Something happened at the server's. */
  onEvent(event: string, data: JsonObject): void;
  /** It is over; called once, last. The reason is the server's, or what it broke the protocol with. */
  onClose(reason: WireError | undefined): void;
}

/** What a session is made of. */
export interface SessionOptions {
  /** Where the server takes WebSockets. */
  readonly url: string;
  /** What to say first. */
  readonly hello: Hello;
  /** This side's clock. */
  readonly nowUs: NowUs;
  /** What to tell with PING. */
  readonly report?: () => ViewerReport | undefined;
  /** Who hears of it. */
  readonly listener: SessionListener;
}

/** One conversation with a picam over a WebSocket. Spec: wire-protocol v1, *Session*. */
export class Session {
  /** What is known of the server's clock. */
  readonly clock: ClockOffset = new ClockOffset();
  readonly #options: SessionOptions;
  readonly #socket: WebSocket;
  readonly #decoder = new MessageDecoder({ onMessage: (message) => this.#take(message) });
  readonly #joiner = new FrameJoiner();
  readonly #requests = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #watchdog: ReturnType<typeof setInterval>;
  #stream: StreamInfo | undefined;
  #heartbeatMs = defaultHeartbeatMs;
  #heardAtMs = performance.now();
  #sentAtMs = performance.now();
  #lastRequest = 0;
  #laterPings = 0;
  #fault: WireError | undefined;
  #isOver = false;

  /** Dials. */
  constructor(options: SessionOptions) {
    this.#options = options;
    this.#socket = new WebSocket(options.url);
    this.#socket.binaryType = "arraybuffer";
    this.#socket.onopen = () => this.#sendJson(MessageType.hello, options.hello);
    this.#socket.onmessage = ({ data }) => this.#receive(data);
    this.#socket.onclose = () => this.#finish(this.#fault);
    this.#watchdog = setInterval(() => this.#keepAlive(), 1000);
  }

  /** Asks the server for something. @throws {RequestError} where it says no. */
  request(method: string, params: JsonObject = {}): Promise<unknown> {
    const answer = Promise.withResolvers<unknown>();
    const id = ++this.#lastRequest;
    this.#requests.set(id, answer);
    this.#sendJson(MessageType.request, { id, method, params });
    return answer.promise;
  }

  /** Ends it: the listener hears `onClose` at once, and nothing after. */
  close(): void {
    this.#socket.close(1000);
    this.#finish(undefined);
  }

  #receive(data: unknown): void {
    if (this.#isOver) return;
    this.#heardAtMs = performance.now();
    try {
      if (!(data instanceof ArrayBuffer)) throw new WireError("protocol", "Text is no message");
      this.#decoder.push(new Uint8Array(data));
      this.#pingWhenDue();
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#fault = error;
      this.#socket.close(1000);
    }
  }

  #take(message: Message): void {
    if (this.#isOver) return;
    const { listener, nowUs } = this.#options;
    const { type, payload } = message;
    if (type === MessageType.error) throw decodeError(payload);
    if (this.#stream === undefined) return this.#welcome(message);
    const frame = this.#joiner.push(message);
    if (frame !== undefined) return listener.onFrame(frame, this.#stream);
    switch (type) {
      case MessageType.gap:
        return listener.onGap(decodeGap(payload));
      case MessageType.end:
        return listener.onEnd(decodeEnd(payload));
      case MessageType.event:
        return this.#takeEvent(decodeObject(payload, "EVENT"));
      case MessageType.response:
        return this.#settle(payload);
      case MessageType.ping: {
        const nowAtUs = nowUs();
        return this.#send(encodePong(message, { t1: nowAtUs, t2: nowAtUs }));
      }
      case MessageType.pong:
        return this.clock.add(decodePong(message, nowUs()));
    }
  }

  #welcome({ type, payload }: Message): void {
    if (type !== MessageType.welcome) {
      throw new WireError("protocol", "The server did not begin with WELCOME");
    }
    const welcome = decodeWelcome(payload);
    this.#stream = welcome.stream;
    this.#heartbeatMs = welcome.heartbeatMs;
    for (let count = 0; count < firstPings; count++) this.#ping();
    this.#options.listener.onWelcome(welcome);
  }

  #takeEvent({ event, data }: JsonObject): void {
    if (typeof event !== "string" || !isObject(data)) return;
    if (event === "stream") this.#stream = decodeStream(data);
    this.#options.listener.onEvent(event, data);
  }

  #settle(payload: Uint8Array): void {
    const response = decodeResponse(payload);
    const answer = this.#requests.get(Number(response.id));
    this.#requests.delete(Number(response.id));
    if ("error" in response) answer?.reject(response.error);
    else answer?.resolve(response.result);
  }

  #keepAlive(): void {
    if (this.#stream !== undefined && this.#laterPings < laterPings) {
      this.#laterPings++;
      this.#ping();
    }
    this.#pingWhenDue();
    if (performance.now() - this.#heardAtMs < silentHeartbeats * this.#heartbeatMs) return;
    this.#socket.close();
    this.#finish(new WireError("silent", "The camera has not answered for a while"));
  }

  /** Also when something comes: the timers of a page that is not to be seen hardly go. */
  #pingWhenDue(): void {
    if (this.#stream === undefined) return;
    if (performance.now() - this.#sentAtMs >= this.#heartbeatMs) this.#ping();
  }

  #ping(): void {
    const report = this.#options.report?.();
    const payload = report === undefined ? "" : JSON.stringify(report);
    this.#send(encodeMessage({
      type: MessageType.ping,
      flags: 0,
      streamId: 0,
      sequence: 0,
      timestampUs: this.#options.nowUs(),
      payload: new TextEncoder().encode(payload),
    }));
  }

  #sendJson(type: number, value: unknown): void {
    this.#send(encodeJson(type, value, { timestampUs: this.#options.nowUs() }));
  }

  #send(bytes: Uint8Array<ArrayBuffer>): void {
    this.#sentAtMs = performance.now();
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(bytes);
  }

  #finish(reason: WireError | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearInterval(this.#watchdog);
    const gone = reason ?? new WireError("closed", "The connection was closed");
    for (const { reject } of this.#requests.values()) reject(gone);
    this.#options.listener.onClose(reason);
  }
}
