import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Socket } from "node:net";
import { Access, answerWithoutTls, type ServerTls, serverTlsOptions } from "../session/mod.ts";
import { Admission } from "./admission.ts";
import type { Answered } from "./counters.ts";
import { closeServer } from "./close_server.ts";
import { findRoute, findUpgrade, handlerOf, routeName } from "./find_route.ts";
import { listen } from "./listen.ts";
import { encodeProblem, endWithProblem, HttpProblem, sendProblem } from "./problem.ts";
import { refuseUnparsed, type RequestLimits } from "./refuse_unparsed.ts";
import { pathOf, targetOf } from "./request_target.ts";
import type { Routes, Upgrades } from "./route.ts";

const maxHeaderBytes = 16 * 1024;
const defaultHeaderTimeoutMs = 10_000;
const idleTimeoutMs = 15_000;
/** Connections beyond the sessions: pages, probes and those that never finish a header. */
const spareConnections = 128;

const noProxy = new HttpProblem(405, "This is no proxy: it takes no CONNECT", {
  Allow: "GET, HEAD, POST",
});

/** What the HTTP port needs. */
export interface HttpOptions {
  /** Address to listen on. */
  readonly host: string;
  /** Port, 0 for any free one. */
  readonly port: number;
  /** What answers what. */
  readonly routes: Routes;
  /** What takes requests to go on with WebSocket. */
  readonly upgrades?: Upgrades;
  /** Who may watch and command; left out: nearby addresses may watch, nobody may command. */
  readonly access?: Access;
  /** Host names that are answered besides addresses and local names. */
  readonly allowedHosts: readonly string[];
  /** What the server proves itself with; left out: plain HTTP. */
  readonly tls?: ServerTls | undefined;
  /** Streams at once, from which the number of connections follows. */
  readonly maxClients: number;
  /** Time for a request's header, in ms; its body has as long again. Left out: 10 s. */
  readonly headerTimeoutMs?: number;
  /** Told of a handler that failed for a reason that is not the client's; the path has no query. */
  readonly onError: (error: unknown, path: string) => void;
  /** Told of each request that is over, streams included. */
  readonly onAnswered?: (answered: Answered) => void;
}

/**
 * The HTTP port, plain or TLS: its limits, who is answered, and which handler answers.
 * Spec: RFC 9110, RFC 9112, http-api.
 */
export class HttpServer implements AsyncDisposable {
  readonly #server: Server;
  readonly #options: HttpOptions;
  readonly #admission: Admission;

  private constructor(options: HttpOptions) {
    const { access = new Access({ nowMs: () => performance.now() }), allowedHosts } = options;
    this.#options = options;
    this.#admission = new Admission({ access, allowedHosts });
    const limits = limitsOf(options);
    this.#server = createHttpServer(options, limits);
    refuseUnparsed(this.#server, {
      limits,
      onRefused: (status) => options.onAnswered?.({ route: "none", method: "other", status }),
    });
    this.#server.on("request", (request, response) => void this.#answer(request, response));
    // An expectation may be passed over. Spec: RFC 9110 10.1.1.
    this.#server.on("checkExpectation", (...asked) => void this.#server.emit("request", ...asked));
    this.#server.on("connect", (_, socket) => endWithProblem(socket as Socket, noProxy));
    this.#server.on("upgrade", (request, socket, head) => {
      this.#upgrade(request, { socket: socket as Socket, head });
    });
    this.#server.maxConnections = options.maxClients + spareConnections;
  }

  /** Listens. @throws {ListenError} when the port cannot be had. */
  static async start(options: HttpOptions): Promise<HttpServer> {
    const server = new HttpServer(options);
    await listen(server.#server, { ...options, flag: "--http-port" });
    return server;
  }

  /** The port that it listens on. */
  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  /** Takes no more requests and closes what is idle; streams are the sessions' to end first. */
  [Symbol.asyncDispose](): Promise<void> {
    const closed = closeServer(this.#server);
    this.#server.closeAllConnections();
    return closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.on("error", () => {}); // the client went away; "close" tells whoever serves it
    response.on("error", () => {});
    response.on("close", () => this.#count(request, response.statusCode));
    try {
      const url = targetOf(request);
      const route = findRoute(this.#options.routes, url.pathname);
      const { upgrades } = this.#options;
      const handler = handlerOf(request, { path: url.pathname, route, upgrades });
      const isProblem = handler instanceof HttpProblem;
      const urlToken = url.searchParams.get("token") ?? undefined;
      const role = this.#admission.admit(request, url, isProblem ? undefined : route);
      if (isProblem) throw handler;
      response.setHeader("X-Content-Type-Options", "nosniff");
      response.setHeader("Referrer-Policy", "no-referrer");
      await handler({ request, response, url, urlToken, role });
    } catch (error) {
      if (isCut(request, error)) return; // the client's doing, and nobody is left to be told
      sendProblem(response, this.#problemOf(error, request));
    }
  }

  #upgrade(request: IncomingMessage, { socket, head }: { socket: Socket; head: Uint8Array }): void {
    socket.on("error", () => {}); // as above
    try {
      const url = targetOf(request);
      const role = this.#admission.admit(request, url);
      const take = findUpgrade(this.#options.upgrades, url.pathname);
      if (take === undefined) throw new HttpProblem(404, `Nothing takes an upgrade of this path`);
      take({ request, socket, head, url, role });
      this.#count(request, 101);
    } catch (error) {
      const problem = this.#problemOf(error, request);
      endWithProblem(socket, problem);
      this.#count(request, problem.status);
    }
  }

  #count(request: IncomingMessage, status: number): void {
    const { method = "" } = request;
    const path = pathOf(request);
    const { routes, upgrades, onAnswered } = this.#options;
    const isUpgrade = findUpgrade(upgrades, path) !== undefined;
    onAnswered?.({
      route: routeName(routes, path) ?? (isUpgrade ? path : "none"),
      method: ["GET", "HEAD", "POST"].includes(method) ? method : "other",
      status,
    });
  }

  #problemOf(error: unknown, request: IncomingMessage): HttpProblem {
    if (error instanceof HttpProblem) return error;
    this.#options.onError(error, request.url?.replace(/\?.*/s, "") ?? "");
    return new HttpProblem(500, "picam failed; its log says why");
  }
}

function limitsOf({ headerTimeoutMs = defaultHeaderTimeoutMs }: HttpOptions): RequestLimits {
  return { maxHeaderBytes, headerTimeoutMs, requestTimeoutMs: headerTimeoutMs * 2 };
}

/** Whether reading a request's body failed because the client went away in the middle of it. */
function isCut(request: IncomingMessage, error: unknown): boolean {
  return !request.complete && error instanceof Error && "code" in error &&
    error.code === "ECONNRESET";
}

function createHttpServer({ tls, upgrades }: HttpOptions, limits: RequestLimits): Server {
  const options = {
    maxHeaderSize: limits.maxHeaderBytes,
    headersTimeout: limits.headerTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    connectionsCheckingInterval: Math.min(1000, limits.headerTimeoutMs),
    /** We say so ourselves, in the words of all other problems. */
    requireHostHeader: false,
    keepAliveTimeout: idleTimeoutMs,
    noDelay: true,
    /** Other upgrades, as to HTTP/2, may be ignored, and are. Spec: RFC 9110 7.8. */
    shouldUpgradeCallback: (request: IncomingMessage): boolean =>
      request.method === "GET" && request.headers.upgrade?.toLowerCase() === "websocket" &&
      findUpgrade(upgrades, pathOf(request)) !== undefined,
  };
  if (tls === undefined) return createServer(options);
  const server = createTlsServer({
    ...options,
    ...serverTlsOptions(tls),
    handshakeTimeout: limits.headerTimeoutMs,
  });
  const answer = encodeProblem(
    new HttpProblem(400, "This port speaks TLS: ask for https:// instead of http://"),
  );
  answerWithoutTls(server, () => answer);
  return server;
}
