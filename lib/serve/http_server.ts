import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { isNearby } from "../session/mod.ts";
import { closeServer } from "./close_server.ts";
import { listen } from "./listen.ts";
import { isOwnHost } from "./own_host.ts";
import { HttpProblem, sendProblem } from "./problem.ts";

const maxHeaderBytes = 16 * 1024;
const headerTimeoutMs = 10_000;
const idleTimeoutMs = 15_000;
/** Connections beyond the sessions: pages, probes and those that never finish a header. */
const spareConnections = 128;

/** One request, as handlers see it. */
export interface Exchange {
  /** The request; its body is the handler's to read. */
  readonly request: IncomingMessage;
  /** The answer. For HEAD, handlers write the header as for GET and end it without a body. */
  readonly response: ServerResponse;
  /** Path and query. */
  readonly url: URL;
}

/** What answers a path. Throws {@linkcode HttpProblem} where it cannot. */
export type Handler = (exchange: Exchange) => void | Promise<void>;

/** Path → method → handler. HEAD goes to GET's handler. */
export type Routes = Readonly<Record<string, Readonly<Partial<Record<"GET" | "POST", Handler>>>>>;

/** What the HTTP port needs. */
export interface HttpOptions {
  /** Address to listen on. */
  readonly host: string;
  /** Port, 0 for any free one. */
  readonly port: number;
  /** What answers what. */
  readonly routes: Routes;
  /** Host names that are answered besides addresses and local names. */
  readonly allowedHosts: readonly string[];
  /** Streams at once, from which the number of connections follows. */
  readonly maxClients: number;
  /** Told of a handler that failed for a reason that is not the client's. */
  readonly onError: (error: unknown, path: string) => void;
}

/**
 * The HTTP port: its limits, who is answered, and which handler answers.
 * Spec: RFC 9110, RFC 9112, http-api.
 */
export class HttpServer implements AsyncDisposable {
  readonly #server: Server;
  readonly #options: HttpOptions;

  private constructor(options: HttpOptions) {
    this.#options = options;
    this.#server = createServer({
      maxHeaderSize: maxHeaderBytes,
      headersTimeout: headerTimeoutMs,
      requestTimeout: headerTimeoutMs * 2,
      connectionsCheckingInterval: 1000,
      keepAliveTimeout: idleTimeoutMs,
      noDelay: true,
    }, (request, response) => void this.#answer(request, response));
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
    try {
      this.#admit(request);
      const url = parseTarget(request.url ?? "/");
      await this.#route(request, url.pathname)({ request, response, url });
    } catch (error) {
      if (!(error instanceof HttpProblem)) this.#options.onError(error, request.url ?? "");
      sendProblem(
        response,
        error instanceof HttpProblem
          ? error
          : new HttpProblem(500, "picam failed; its log says why"),
      );
    }
  }

  #admit(request: IncomingMessage): void {
    if (!isNearby(request.socket)) {
      throw new HttpProblem(401, "Only addresses of the local network may watch");
    }
    const host = request.headers.host;
    if (host !== undefined && !isOwnHost(host, this.#options.allowedHosts)) {
      throw new HttpProblem(
        421,
        `This picam does not answer to the name ${host}: start it with --allow-host ${
          host.replace(/:\d+$/, "")
        }`,
      );
    }
  }

  #route(request: IncomingMessage, path: string): Handler {
    const methods = Object.hasOwn(this.#options.routes, path) && this.#options.routes[path];
    if (!methods) throw new HttpProblem(404, `There is no ${path} here; / lists what there is`);
    const method = request.method === "HEAD" ? "GET" : request.method;
    const handler = method === "GET" || method === "POST" ? methods[method] : undefined;
    if (handler !== undefined) return handler;
    const allow = Object.keys(methods).flatMap((name) => name === "GET" ? ["GET", "HEAD"] : [name]);
    throw new HttpProblem(405, `${path} takes ${allow.join(", ")}, not ${request.method}`, {
      Allow: allow.join(", "),
    });
  }
}

function parseTarget(target: string): URL {
  try {
    return new URL(target, "http://picam");
  } catch {
    throw new HttpProblem(400, "The request's target is no URL");
  }
}
