import type { SettingInForce } from "../config/mod.ts";
import { encodeMetrics, type MetricFamily, metricsContentType } from "../observe/mod.ts";
import { sendBody, sendJson } from "./answer.ts";
import type { Exchange, Handler, Routes } from "./route.ts";
import { pageRoutes } from "./page_files.ts";
import { statusMetrics } from "./metrics.ts";
import { HttpProblem } from "./problem.ts";
import type { SharedMessages } from "./shared_messages.ts";
import { withoutCredentials } from "./shown_settings.ts";
import type { Status } from "./status.ts";

/** What the API speaks of. */
export interface ApiOptions {
  /** Gathers the one status object. */
  readonly status: () => Status;
  /** Why the program itself makes no progress, in words; nothing while it does. */
  readonly stuck: () => string | undefined;
  /** The settings in force. */
  readonly inForce: () => readonly SettingInForce[];
  /** What is counted besides the status object, for `/metrics`. */
  readonly counted?: () => readonly MetricFamily[];
  /** What framed sessions share: it knows the GAPs that they were told. */
  readonly messages?: SharedMessages;
}

/** Everything but streams: the page, status, health and metrics. Spec: http-api. */
export function apiRoutes(options: ApiOptions): Routes {
  const { status } = options;
  const get = (GET: Handler): { GET: Handler } => ({ GET });
  return {
    ...pageRoutes(),
    "/api/v1/status": get((exchange) => sendJson(exchange, withoutClients(status()))),
    "/api/v1/clients": get((exchange) => sendJson(exchange, status().clients)),
    "/api/v1/config": get((exchange) =>
      sendJson(exchange, { mode: "serve", settings: withoutCredentials(options.inForce()) })
    ),
    "/metrics": get((exchange) =>
      sendBody(exchange, {
        type: metricsContentType,
        body: encodeMetrics([
          ...statusMetrics(status()),
          ...options.messages?.gaps.families() ?? [],
          ...options.counted?.() ?? [],
        ]),
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
