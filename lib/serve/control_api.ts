import type { IncomingMessage } from "node:http";
import {
  decodeObject,
  type JsonObject,
  maxTextBytes,
  RequestError,
  type RequestHandler,
  WireError,
} from "../wire/mod.ts";
import { sendJson } from "./answer.ts";
import { HttpProblem } from "./problem.ts";
import type { Route } from "./route.ts";

/** Path of the control methods, without the method. */
const prefix = "/api/v1/control/";

/** HTTP's words for what a request may be answered with. Spec: RFC 9110 15.5, 15.6. */
const statusOf: Readonly<Record<string, number>> = {
  "unknown-method": 404,
  "invalid-params": 400,
  "forbidden": 403,
  "invalid-state": 409,
  "camera": 502,
};

/**
 * `POST /api/v1/control/{method}`: a control method, its parameters as the body. What a viewer may
 * call needs no control token. Spec: http-api; wire-protocol v1, *Control methods*.
 */
export function controlRoute(handle: RequestHandler): Route {
  return {
    needs: "view",
    async POST(exchange): Promise<void> {
      const { request, url, role } = exchange;
      const method = url.pathname.slice(prefix.length);
      const params = await readParams(request);
      const remote = `${request.socket.remoteAddress}:${request.socket.remotePort}`;
      try {
        sendJson(exchange, await handle({ method, params }, { role: role ?? "view", remote }));
      } catch (error) {
        if (!(error instanceof RequestError)) throw error;
        throw new HttpProblem(statusOf[error.code] ?? 500, error.message, {}, error.code);
      }
    },
  };
}

/** Reads a body of at most 64 KiB; none is no parameters. */
async function readParams(request: IncomingMessage): Promise<JsonObject> {
  const parts: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const part of request as AsyncIterable<Uint8Array>) {
    parts.push(part);
    sizeBytes += part.length;
    if (sizeBytes > maxTextBytes) {
      throw new HttpProblem(413, `A body has at most ${maxTextBytes} bytes`, {
        Connection: "close",
      });
    }
  }
  if (sizeBytes === 0) return {};
  try {
    return decodeObject(
      new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer()),
      "the body",
    );
  } catch (error) {
    if (error instanceof WireError) throw new HttpProblem(400, error.message);
    throw error;
  }
}
