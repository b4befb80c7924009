import type { Exchange } from "../../lib/serve/mod.ts";
import { type HttpOptions, HttpServer } from "../../lib/serve/mod.ts";
import { Access } from "../../lib/session/mod.ts";
import { join } from "./serving.ts";

/** A port of its own with one route of each kind; `answered` says who got through. */
export class HttpPort implements AsyncDisposable {
  readonly errors: string[] = [];
  readonly answered: string[] = [];
  nowMs = 0;
  #server: HttpServer | undefined;

  static async start(
    tokens: { viewToken?: string; controlToken?: string },
    options: Partial<HttpOptions> = {},
  ): Promise<HttpPort> {
    const port = new HttpPort();
    const answer = ({ request, response, url, role }: Exchange): void => {
      port.answered.push(`${request.method} ${request.url} ${role}`);
      response.end(`${url.pathname}${url.search} as ${role}\n`);
    };
    port.#server = await HttpServer.start({
      host: "127.0.0.1",
      port: 0,
      routes: {
        "/": { GET: answer, needs: "open" },
        "/stream": { GET: answer },
        "/fails": {
          GET: () => {
            throw new Error("a fault of our own");
          },
        },
        "/control/*": { POST: answer, needs: "control" },
      },
      upgrades: {
        "/ws": ({ socket, role }) => void socket.end(`HTTP/1.1 101 As ${role}\r\n\r\n`),
      },
      access: new Access({ ...tokens, nowMs: () => port.nowMs }),
      allowedHosts: [],
      maxClients: 4,
      onError: (_, path) => port.errors.push(path),
      ...options,
    });
    return port;
  }

  get number(): number {
    return this.#server?.port ?? 0;
  }

  /** Sends `METHOD target`, with headers separated by `; `. @returns the whole answer. */
  async ask(request: string, headers = ""): Promise<string> {
    const lines = [
      `${request} HTTP/1.1`,
      ...(/(^|; )Host:/.test(headers) ? [] : ["Host: pi:8000"]),
      ...headers.split("; ").filter((line) => line !== ""),
      ...(headers.includes("Connection:") ? [] : ["Connection: close"]),
    ];
    return await this.send(`${lines.join("\r\n")}\r\n\r\n`);
  }

  async send(text: string): Promise<string> {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port: this.number });
    await connection.write(new TextEncoder().encode(text));
    const parts: Uint8Array[] = [];
    const buffer = new Uint8Array(65536);
    for (;;) {
      const count = await connection.read(buffer).catch(() => null);
      if (count === null) return new TextDecoder().decode(join(parts));
      parts.push(buffer.slice(0, count));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.[Symbol.asyncDispose]();
  }
}
