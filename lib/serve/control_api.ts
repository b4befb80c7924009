import type { IncomingMessage } from "node:http";
import {
  decodeObject,
  type JsonObject,
  maxTextBytes,
  type Request,
  RequestError,
  type RequestHandler,
  WireError,
} from "../wire/mod.ts";
import { sendJson } from "./answer.ts";
import { HttpProblem } from "./problem.ts";
import type { Exchange, Routes } from "./route.ts";

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

/** What a viewer may call as well. Spec: wire-protocol v1, *Control methods*. */
const openMethods = ["status", "camera.get"];

/**
 * `POST /api/v1/control/{method}`: a control method, its parameters as the body; and the camera's settings as
 * `GET /api/v1/camera`. Who may only watch is asked for a better token, not just turned away. Spec: http-api.
 */
export function controlRoutes(handle: RequestHandler): Routes {
  const answer = async (exchange: Exchange, request: Pick<Request, "method" | "params">) => {
    const { role = "view" } = exchange;
    const { remoteAddress, remotePort } = exchange.request.socket;
    try {
      sendJson(exchange, await handle(request, { role, remote: `${remoteAddress}:${remotePort}` }));
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      throw new HttpProblem(statusOf[error.code] ?? 500, error.message, {}, error.code);
    }
  };
  const POST = async (exchange: Exchange): Promise<void> => {
    const method = exchange.url.pathname.slice(prefix.length);
    await answer(exchange, { method, params: await readParams(exchange.request) });
  };
  const open = openMethods.map((method) => [prefix + method, { POST }] as const);
  return {
    [`${prefix}*`]: { POST, needs: "control" },
    ...Object.fromEntries(open),
    "/api/v1/camera": {
      GET: (exchange) => answer(exchange, { method: "camera.get", params: {} }),
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
