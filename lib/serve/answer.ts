import { Buffer } from "node:buffer";
import type { Exchange } from "./route.ts";

/** Answers with a whole body; for HEAD with its header alone. */
export function sendBody(
  { request, response }: Exchange,
  answer: {
    readonly type: string;
    readonly body: string;
    readonly status?: number;
    readonly cacheControl?: string;
  },
): void {
  response.writeHead(answer.status ?? 200, {
    "Content-Type": answer.type,
    "Content-Length": Buffer.byteLength(answer.body),
    "Cache-Control": answer.cacheControl ?? "no-store",
  });
  response.end(request.method === "HEAD" ? undefined : answer.body);
}

/** Answers with a value as JSON, indented: people read it with `curl`. */
export function sendJson(exchange: Exchange, value: unknown): void {
  sendBody(exchange, { type: "application/json", body: JSON.stringify(value, null, 2) + "\n" });
}
