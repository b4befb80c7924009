import { encodeMetrics } from "../observe/mod.ts";
import { sendBody, sendJson } from "./answer.ts";
import type { Exchange, Handler, Routes } from "./route.ts";
import { indexPage } from "./index_page.ts";
import { statusMetrics } from "./metrics.ts";
import { HttpProblem } from "./problem.ts";
import type { Status } from "./status.ts";

/** What the API speaks of. */
export interface ApiOptions {
  /** Gathers the one status object. */
  readonly status: () => Status;
  /** Why the program itself makes no progress, in words; nothing while it does. */
  readonly stuck: () => string | undefined;
}

/** Everything but streams: the index, status, health and metrics. Spec: http-api. */
export function apiRoutes(options: ApiOptions): Routes {
  const { status } = options;
  const get = (GET: Handler): { GET: Handler } => ({ GET });
  return {
    "/": { ...get((exchange) => sendIndex(exchange, status())), needs: "open" },
    "/api/v1/status": get((exchange) => sendJson(exchange, withoutClients(status()))),
    "/api/v1/clients": get((exchange) => sendJson(exchange, status().clients)),
    "/metrics": get((exchange) =>
      sendBody(exchange, {
        type: "text/plain; version=0.0.4; charset=utf-8",
        body: encodeMetrics(statusMetrics(status())),
      })
    ),
    "/healthz": {
      ...get((exchange) => sendHealth(exchange, options.stuck())),
      needs: "open",
    },
    "/readyz": {
      ...get((exchange) => sendHealth(exchange, status().notReady)),
      needs: "open",
    },
  };
}

function withoutClients(status: Status): Omit<Status, "clients"> {
  const { clients: _, ...rest } = status;
  return rest;
}

function sendHealth(exchange: Exchange, trouble: string | undefined): void {
  if (trouble !== undefined) throw new HttpProblem(503, trouble, { "Retry-After": "2" });
  sendBody(exchange, { type: "text/plain; charset=utf-8", body: "ok\n" });
}

function sendIndex(exchange: Exchange, status: Status): void {
  exchange.response.setHeader(
    "Content-Security-Policy",
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  );
  const { headers, socket } = exchange.request;
  const base = {
    scheme: "encrypted" in socket && socket.encrypted ? "https" as const : "http" as const,
    host: headers.host ?? "localhost",
  };
  sendBody(exchange, { type: "text/html; charset=utf-8", body: indexPage(base, status) });
}
