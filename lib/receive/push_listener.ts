import { Buffer } from "node:buffer";
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import type { NowUs } from "../frame/mod.ts";
import {
  accept,
  type AcceptOptions,
  answerWithoutTls,
  type Conversation,
  type ConversationOptions,
  type ServerTls,
  serverTlsOptions,
  socketPipe,
} from "../session/mod.ts";
import {
  encodeJson,
  type Hello,
  maxPayloadBytes,
  MessageType,
  type PublishWelcome,
} from "../wire/mod.ts";
import type { Feed, FeedContext, FeedEnd } from "./feed.ts";
import { openPort } from "./open_port.ts";
import { type Admitted, type DoorOptions, PushDoor } from "./push_door.ts";
import { PushSession } from "./push_session.ts";
import type { ReceiveStatus } from "./status.ts";

/** How cameras that dial out are taken. */
export interface PushListenerOptions extends DoorOptions {
  /** Address to listen on. */
  readonly host: string;
  /** Port; 0 is any free one. */
  readonly port: number;
  /** What this side proves itself with; left out: bare TCP. */
  readonly tls?: ServerTls | undefined;
  /** What this program calls itself. */
  readonly agent: string;
  /** This side's clock. */
  readonly nowUs: NowUs;
}

/** Cameras that have not said HELLO yet, those turned away, and those that are received. */
const maxConnections = 64;
const heartbeatMs = 5000;

/**
 * Waits for cameras that dial out, and receives from them: from each what it lacks, so that a dial-out
 * resumes without a hole as well. Spec: wire-protocol v1, *Session*, push.
 */
export class PushListener implements Feed, AsyncDisposable {
  readonly state: ReceiveStatus["state"] = "listening";
  readonly #options: PushListenerOptions;
  readonly #server: Server;
  readonly #door: PushDoor;
  readonly #open = new Set<Socket>();
  readonly #over = Promise.withResolvers<FeedEnd>();
  #context: FeedContext | undefined;
  #sessions = 0;

  private constructor(options: PushListenerOptions) {
    this.#options = options;
    this.#door = new PushDoor(options);
    this.#server = makeServer(options, (socket) => this.#accept(socket));
    this.#server.maxConnections = maxConnections;
    // Also those that never come as far as a session: they would keep the port open.
    this.#server.on("connection", (socket: Socket) => {
      this.#open.add(socket);
      socket.on("close", () => this.#open.delete(socket));
    });
  }

  /**
   * Listens; whoever comes before `run` is turned away.
   * @throws {Error} when the port cannot be had, with the remedy.
   */
  static async start(options: PushListenerOptions): Promise<PushListener> {
    const listener = new PushListener(options);
    await openPort(listener.#server, options);
    return listener;
  }

  /** The port that it listens on. */
  get port(): number {
    return (this.#server.address() as { port: number } | null)?.port ?? 0;
  }

  get target(): string {
    const { host, tls } = this.#options;
    const shownHost = host.includes(":") ? `[${host}]` : host;
    return `${tls === undefined ? "tcp" : "tls"}://${shownHost}:${this.port}`;
  }

  async run(context: FeedContext): Promise<FeedEnd> {
    const { signal } = context;
    this.#context = context;
    const stop = (): void => this.#over.resolve({ kind: "stopped" });
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    const end = await this.#over.promise;
    await this[Symbol.asyncDispose]();
    return end;
  }

  /** Takes no more cameras, and closes the connections of those that are there. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#context = undefined;
    const closed = Promise.withResolvers<void>();
    this.#server.close(() => closed.resolve());
    for (const socket of this.#open) socket.destroy();
    return closed.promise;
  }

  #accept(socket: Socket): void {
    const context = this.#context;
    if (context === undefined) return void socket.destroy();
    const sessions: PushSession[] = [];
    const options: AcceptOptions & Pick<ConversationOptions, "report"> = {
      ...this.#options,
      pipe: socketPipe(socket),
      maxFramePayloadBytes: maxPayloadBytes,
      takesOffers: true,
      heartbeatMs,
      report: () => sessions[0]?.report(),
    };
    accept(options, (hello, conversation) => {
      const session = this.#greet(hello, { conversation, context });
      sessions.push(session);
      return session;
    });
  }

  #greet(
    hello: Hello,
    parts: { readonly conversation: Conversation; readonly context: FeedContext },
  ): PushSession {
    const { agent, policy, manyCameras } = this.#options;
    const { conversation, context } = parts;
    const admitted = this.#admit(hello, parts);
    const { reception, from } = admitted;
    const session = ++this.#sessions;
    const welcome: PublishWelcome = { agent, session, from, policy, heartbeatMs };
    conversation.sendJson(MessageType.welcome, welcome);
    return new PushSession({
      ...admitted,
      agent: hello.agent,
      conversation,
      context,
      onLeave: (endReason) => {
        this.#door.leave(reception, conversation);
        if (endReason === "limit" && !manyCameras) this.#over.resolve({ kind: "limit" });
      },
    });
  }

  #admit(
    hello: Hello,
    parts: { readonly conversation: Conversation; readonly context: FeedContext },
  ): Admitted {
    try {
      return this.#door.admit(hello, parts);
    } catch (error) {
      const { remote } = parts.conversation;
      parts.context.onEvent({ kind: "refused", remote, reason: (error as Error).message });
      throw error;
    }
  }
}

function makeServer(
  { tls, nowUs }: PushListenerOptions,
  onSocket: (socket: Socket) => void,
): Server {
  if (tls === undefined) return createServer({ noDelay: true }, onSocket);
  const server = createTlsServer({ noDelay: true, ...serverTlsOptions(tls) }, onSocket);
  const message = "This port speaks TLS: push to tls:// instead of tcp://";
  const body = { code: "protocol", message };
  const answer = encodeJson(MessageType.error, body, { timestampUs: nowUs() });
  answerWithoutTls(server, () => Buffer.from(answer));
  return server;
}
