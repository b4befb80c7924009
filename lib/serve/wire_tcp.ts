import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { Buffer } from "node:buffer";
import { answerWithoutTls, type ServerTls, serverTlsOptions, socketPipe } from "../session/mod.ts";
import { encodeJson, MessageType } from "../wire/mod.ts";
import { closeServer } from "./close_server.ts";
import { listen } from "./listen.ts";
import { serveWire, type WireOptions } from "./wire_session.ts";

/** Connections beyond the sessions: those that have not said HELLO yet, and those turned away. */
const spareConnections = 64;

/** What the framed port needs. */
export interface WireTcpOptions extends WireOptions {
  /** Address to listen on. */
  readonly host: string;
  /** Port, 0 for any free one. */
  readonly port: number;
  /** What the server proves itself with; left out: bare TCP. */
  readonly tls?: ServerTls | undefined;
}

/** The framed protocol on a TCP port, with TLS where it is given. Spec: wire-protocol v1. */
export class WireTcpServer implements AsyncDisposable {
  readonly #server: Server;
  readonly #open = new Set<Socket>();

  private constructor(options: WireTcpOptions) {
    this.#server = createWireServer(options, (socket) => {
      this.#open.add(socket);
      socket.on("close", () => this.#open.delete(socket));
      serveWire(socketPipe(socket), { ...options, protocol: "wire" });
    });
    this.#server.maxConnections = options.sessions.totals().limit + spareConnections;
  }

  /** Listens. @throws {ListenError} when the port cannot be had. */
  static async start(options: WireTcpOptions): Promise<WireTcpServer> {
    const server = new WireTcpServer(options);
    await listen(server.#server, { ...options, flag: "--tcp-port" });
    return server;
  }

  /** The port that it listens on. */
  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  /** Takes no more clients, and closes those who are no session (yet); sessions end before. */
  [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    return closeServer(this.#server);
  }
}

function createWireServer(
  { tls, nowUs }: WireTcpOptions,
  onSocket: (socket: Socket) => void,
): Server {
  const limits = { noDelay: true };
  if (tls === undefined) return createServer(limits, onSocket);
  const server = createTlsServer({ ...limits, ...serverTlsOptions(tls) }, onSocket);
  const message = "This port speaks TLS: connect with tls:// instead of tcp://";
  const answer = encodeJson(MessageType.error, { code: "protocol", message }, {
    timestampUs: nowUs(),
  });
  answerWithoutTls(server, () => Buffer.from(answer));
  return server;
}
