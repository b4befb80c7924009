import type { ServeSettings } from "../config/mod.ts";
import type { Logger } from "../observe/mod.ts";
import type { RingView } from "../ring/mod.ts";
import {
  apiRoutes,
  HttpServer,
  RawTcpServer,
  type Sessions,
  type Status,
  streamH264,
} from "../serve/mod.ts";

/** The ports that are open. */
export interface Listeners extends AsyncDisposable {
  /** Which they are. */
  readonly ports: Status["ports"];
}

/** What listeners serve, and what they tell. */
export interface Served {
  readonly settings: ServeSettings;
  readonly ring: RingView;
  readonly sessions: Sessions;
  readonly status: () => Status;
  /** Why the program itself makes no progress. */
  readonly stuck: () => string | undefined;
  readonly log: Logger;
}

/**
 * Opens every port that the settings ask for, or none.
 * @throws {ListenError} when one cannot be had.
 */
export async function openListeners(served: Served): Promise<Listeners> {
  const { settings } = served;
  await using opened = new AsyncDisposableStack();
  const raw = settings.rawPort === 0 ? undefined : opened.use(await startRawTcp(served));
  const http = settings.httpPort === 0 ? undefined : opened.use(await startHttp(served));
  const open = opened.move();
  return {
    ports: { ...(http && { http: http.port }), ...(raw && { raw: raw.port }) },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

function startRawTcp({ settings, ring, sessions }: Served): Promise<RawTcpServer> {
  return RawTcpServer.start({
    host: settings.host,
    port: portNumber(settings.rawPort),
    ring,
    sessions,
    lagLimitUs: settings.lagLimitMs * 1000,
  });
}

function startHttp(served: Served): Promise<HttpServer> {
  const { settings, ring, sessions, status, log } = served;
  const stream = streamH264({
    ring,
    sessions,
    lagLimitUs: settings.lagLimitMs * 1000,
    notReady: () => status().notReady,
  });
  return HttpServer.start({
    host: settings.host,
    port: portNumber(settings.httpPort),
    routes: { ...apiRoutes(served), "/stream.h264": { GET: stream } },
    allowedHosts: settings.allowHosts,
    maxClients: settings.maxClients,
    onError: (error, path) =>
      log.error(`${path} failed: ${error instanceof Error ? error.stack : String(error)}`),
  });
}

/** `auto` is any free port, which the system calls 0. */
function portNumber(port: number | "auto"): number {
  return port === "auto" ? 0 : port;
}
