import { createServer, type Server, type Socket } from "node:net";
import type { RingView } from "../ring/mod.ts";
import { isNearby } from "../session/mod.ts";
import { closeServer } from "./close_server.ts";
import { listen } from "./listen.ts";
import { startPump } from "./pump.ts";
import type { Session } from "./session.ts";
import type { Sessions } from "./sessions.ts";

/** What a bare port serves from. */
export interface RawTcpOptions {
  /** Address to listen on. */
  readonly host: string;
  /** Port, 0 for any free one. */
  readonly port: number;
  /** Where frames are. */
  readonly ring: RingView;
  /** Who is served. */
  readonly sessions: Sessions;
  /** How far behind a client may fall before it skips, in µs. */
  readonly lagLimitUs: number;
}

/**
 * The bare elementary stream: whoever connects gets Annex B bytes from the newest key frame on;
 * what it sends is read and thrown away. Spec: ITU-T H.264 Annex B.
 */
export class RawTcpServer implements AsyncDisposable {
  readonly #server: Server;
  readonly #options: RawTcpOptions;

  private constructor(options: RawTcpOptions) {
    this.#options = options;
    this.#server = createServer({ noDelay: true }, (socket) => this.#serve(socket));
  }

  /** Listens. @throws {ListenError} when the port cannot be had. */
  static async start(options: RawTcpOptions): Promise<RawTcpServer> {
    const server = new RawTcpServer(options);
    await listen(server.#server, { ...options, flag: "--raw-port" });
    return server;
  }

  /** The port that it listens on. */
  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  /** Takes no more clients; those being served are the sessions' to end. */
  [Symbol.asyncDispose](): Promise<void> {
    return closeServer(this.#server);
  }

  #serve(socket: Socket): void {
    const { ring, sessions, lagLimitUs } = this.#options;
    socket.on("error", () => {}); // a reset: "close" follows and says all there is to do
    if (!isNearby(socket) || !sessions.admit()) return void socket.destroy();
    const cursor = ring.cursor({ lagLimitUs });
    const session: Session = {
      protocol: "raw-tcp",
      remote: `${socket.remoteAddress}:${socket.remotePort}`,
      cursor,
      bytes: 0,
      end: () => void socket.end(),
      drop: () => void socket.destroy(),
    };
    const leave = sessions.enter(session);
    const pump = startPump({
      ring,
      cursor,
      outlet: socket,
      take: () => {
        const bytes = cursor.takeBytes();
        if (bytes !== undefined) session.bytes += bytes.length;
        return bytes;
      },
    });
    socket.resume();
    socket.on("end", () => void socket.end());
    socket.on("close", () => {
      pump.stop();
      leave();
    });
  }
}
