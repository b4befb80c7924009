import type { ServeSettings, SettingInForce } from "../config/mod.ts";
import type { EventLog, Logger, MetricFamily } from "../observe/mod.ts";
import type { NowUs, StreamInfo } from "../frame/mod.ts";
import type { RingView } from "../ring/mod.ts";
import {
  apiRoutes,
  clipMp4,
  controlRoutes,
  type Counters,
  EventStreams,
  frameJpeg,
  frameRaw,
  hlsRoutes,
  HttpServer,
  newestJpg,
  type NewestOptions,
  RawTcpServer,
  type Routes,
  type Sessions,
  type SharedMessages,
  type Status,
  type StreamEnd,
  streamH264,
  streamMjpg,
  streamMp4,
  type StreamOptions,
  type WireOptions,
  WireTcpServer,
  wireWebSocket,
  withOpenApi,
} from "../serve/mod.ts";
import type { Access, ServerTls } from "../session/mod.ts";
import type { RequestHandler } from "../wire/mod.ts";
import { agent, version } from "./version.ts";

/** The ports that are open. */
export interface Listeners extends AsyncDisposable {
  /** Which they are. */
  readonly ports: Status["ports"];
}

/** What listeners serve, and what they tell. */
export interface Served {
  readonly settings: ServeSettings;
  readonly ring: RingView;
  /** What is said of the stream before its first frame. */
  readonly expected: StreamInfo;
  readonly sessions: Sessions;
  /** Who may watch and command. */
  readonly access: Access;
  /** What TLS proves itself with, where that is on. */
  readonly tls: ServerTls | undefined;
  /** The clock of frames. */
  readonly nowUs: NowUs;
  /** What happens. */
  readonly events: EventLog;
  /** When this run of the program began, Unix µs. */
  readonly startedAtUs: number;
  /** The settings in force, and where each comes from. */
  readonly inForce: () => readonly SettingInForce[];
  /** What is counted for the metrics alone. */
  readonly counters: Counters;
  /** Does what requests ask for. */
  readonly handle: RequestHandler;
  /** What whoever comes is to be told of the present state. */
  readonly present: NonNullable<WireOptions["present"]>;
  /** Why no frames come at present. */
  readonly end: StreamEnd;
  /** Where messages of frames are made. */
  readonly messages: SharedMessages;
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
  const tcp = settings.tcpPort === 0 ? undefined : opened.use(await startWireTcp(served));
  const eventStreams = new EventStreams({ ...served, run: runName(served.startedAtUs) });
  const http = settings.httpPort === 0
    ? undefined
    : opened.use(await startHttp(served, eventStreams));
  opened.use(eventStreams); // ended before the port that they are of closes
  const open = opened.move();
  return {
    ports: {
      ...(http && { http: http.port }),
      ...(tcp && { tcp: tcp.port }),
      ...(raw && { raw: raw.port }),
    },
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

function startWireTcp(served: Served): Promise<WireTcpServer> {
  const { settings, tls } = served;
  const port = portNumber(settings.tcpPort);
  return WireTcpServer.start({ ...wireOptions(served), host: settings.host, port, tls });
}

function startHttp(served: Served, events: EventStreams): Promise<HttpServer> {
  const { settings, ring, sessions, access, tls, status, log, nowUs, expected } = served;
  const streams: StreamOptions = {
    ring,
    sessions,
    lagLimitUs: settings.lagLimitMs * 1000,
    notReady: () => status().notReady,
  };
  const newest: NewestOptions = { ...streams, nowUs, expected };
  const routes: Routes = {
    ...apiRoutes({ ...served, counted: () => countedOf(served, events) }),
    ...controlRoutes(served.handle),
    "/api/v1/events": { GET: events.handler },
    "/stream.h264": { GET: streamH264(streams) },
    ...hlsRoutes(streams),
    "/stream.mjpg": { GET: streamMjpg(streams) },
    "/stream.mp4": { GET: streamMp4(streams) },
    "/frame.jpg": { GET: newestJpg({ ...newest, other: frameJpeg(newest) }) },
    "/frame.raw": { GET: frameRaw(newest) },
    "/clip.mp4": { GET: clipMp4({ ...streams, onBroken: (message) => log.warn(message) }) },
  };
  const upgrades = { "/ws": wireWebSocket(wireOptions(served)) };
  return HttpServer.start({
    host: settings.host,
    port: portNumber(settings.httpPort),
    tls,
    access,
    routes: withOpenApi(routes, { upgrades: Object.keys(upgrades), version }),
    upgrades,
    allowedHosts: settings.allowHosts,
    maxClients: settings.maxClients,
    onError: (error, path) => log.error(`${path} failed: ${words(error)}`),
    onAnswered: (answered) => served.counters.countAnswer(answered),
  });
}

function countedOf({ counters, events }: Served, streams: EventStreams): MetricFamily[] {
  return [
    ...counters.families(),
    {
      name: "picam_events_total",
      help: "Events that happened, as /api/v1/events tells them",
      type: "counter",
      samples: [{ value: events.lastId }],
    },
    {
      name: "picam_event_streams",
      help: "Connections to /api/v1/events",
      type: "gauge",
      samples: [{ value: streams.active }],
    },
  ];
}

function wireOptions(served: Served): WireOptions {
  const { settings, log } = served;
  return {
    ...served,
    agent,
    lagLimitUs: settings.lagLimitMs * 1000,
    onError: (error, method) => log.error(`${method} failed: ${words(error)}`),
  };
}

function words(error: unknown): string {
  return error instanceof Error ? error.stack ?? error.message : String(error);
}

/** No two runs begin within a millisecond. */
function runName(startedAtUs: number): string {
  return Math.floor(startedAtUs / 1000).toString(36);
}

/** `auto` is any free port, which the system calls 0. */
function portNumber(port: number | "auto"): number {
  return port === "auto" ? 0 : port;
}
