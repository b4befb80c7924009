import { type Frame, FrameFlag, type StreamInfo } from "../../lib/frame/mod.ts";
import { Ring } from "../../lib/ring/mod.ts";
import { EventLog } from "../../lib/observe/mod.ts";
import {
  type Acquire,
  clipMp4,
  frameJpeg,
  frameRaw,
  hlsRoutes,
  HttpServer,
  newestJpg,
  type NewestOptions,
  RawTcpServer,
  Sessions,
  SharedMessages,
  type StillOptions,
  type StreamEnd,
  streamH264,
  streamMjpg,
  streamMp4,
  type WireOptions,
  WireTcpServer,
  wireWebSocket,
} from "../../lib/serve/mod.ts";
import { Access, type ServerTls } from "../../lib/session/mod.ts";
import { RequestError, type RequestHandler } from "../../lib/wire/mod.ts";

/** The token of role `control` of a {@linkcode Serving}. */
export const controlToken = "let me command";

/** What {@linkcode serveRing} may be told. */
export interface ServingOptions {
  readonly limit?: number;
  readonly stallLimitMs?: number;
  readonly lagLimitUs?: number;
  readonly ringBytes?: number;
  readonly notReady?: () => string | undefined;
  readonly still?: Pick<StillOptions, "decode" | "nowMs">;
  readonly viewToken?: string;
  readonly handle?: RequestHandler;
  readonly end?: StreamEnd;
  /** Told of whoever wants frames, and when that is over. */
  readonly acquire?: Acquire;
  readonly tls?: ServerTls;
}

/** A ring in memory served on free ports of 127.0.0.1, with a clock that the test turns. */
export class Serving implements AsyncDisposable {
  readonly errors: unknown[] = [];
  /** What was told of clips that could not be finished. */
  readonly broken: string[] = [];
  nowUs = 1_000_000_000;

  private constructor(
    readonly ring: Ring,
    readonly sessions: Sessions,
    readonly servers: { http?: HttpServer; raw?: RawTcpServer; wire?: WireTcpServer },
    /** What happens at the server's. */
    readonly events: EventLog,
  ) {}

  static async start(options: ServingOptions = {}): Promise<Serving> {
    const ring = new Ring({
      path: undefined,
      sizeBytes: options.ringBytes ?? 4 << 20,
      codec: "h264",
    });
    const servers: { http?: HttpServer; raw?: RawTcpServer; wire?: WireTcpServer } = {};
    const sessions: Sessions = new Sessions({
      limit: options.limit ?? 8,
      nowUs: () => serving.nowUs,
      ...(options.stallLimitMs === undefined ? {} : { stallLimitMs: options.stallLimitMs }),
      ...(options.acquire === undefined ? {} : { acquire: options.acquire }),
    });
    const serving: Serving = new Serving(
      ring,
      sessions,
      servers,
      new EventLog(() => serving.nowUs, (error) => serving.errors.push(error)),
    );
    const common = {
      host: "127.0.0.1",
      port: 0,
      ring,
      sessions,
      lagLimitUs: options.lagLimitUs ?? 2_000_000,
    };
    const notReady = options.notReady ?? (() => undefined);
    servers.raw = await RawTcpServer.start(common);
    const wire: WireOptions = {
      ...common,
      access: new Access({
        controlToken,
        nowMs: () => serving.nowUs / 1000,
        ...(options.viewToken === undefined ? {} : { viewToken: options.viewToken }),
      }),
      nowUs: () => serving.nowUs,
      expected: { id: 1, name: "camera", codec: "h264" },
      agent: "picam/test",
      handle: options.handle ??
        (({ method }) =>
          Promise.reject(new RequestError("unknown-method", `There is no ${method}`))),
      events: serving.events,
      ...(options.end === undefined ? {} : { end: options.end }),
      messages: new SharedMessages(),
      onError: (error) => serving.errors.push(error),
    };
    const { tls } = options;
    servers.wire = await WireTcpServer.start({ ...common, ...wire, tls });
    const newest: NewestOptions = {
      ...{ ...common, notReady, expected: wire.expected, nowUs: () => serving.nowUs },
    };
    servers.http = await HttpServer.start({
      ...common,
      routes: {
        ...hlsRoutes({ ring, sessions, notReady }),
        "/stream.h264": { GET: streamH264({ ...common, notReady }) },
        "/stream.mjpg": { GET: streamMjpg({ ...common, notReady }) },
        "/stream.mp4": { GET: streamMp4({ ...common, notReady }) },
        "/frame.jpg": {
          GET: newestJpg({ ...newest, other: frameJpeg({ ...newest, ...options.still }) }),
        },
        "/frame.raw": { GET: frameRaw(newest) },
        "/clip.mp4": {
          GET: clipMp4({ ...common, notReady, onBroken: (what) => serving.broken.push(what) }),
        },
      },
      upgrades: { "/ws": wireWebSocket(wire) },
      access: wire.access,
      tls,
      allowedHosts: [],
      maxClients: options.limit ?? 8,
      onError: (error) => serving.errors.push(error),
    });
    return serving;
  }

  get httpUrl(): string {
    return `http://127.0.0.1:${this.servers.http?.port}`;
  }

  get httpPort(): number {
    return this.servers.http?.port ?? 0;
  }

  get wirePort(): number {
    return this.servers.wire?.port ?? 0;
  }

  get rawPort(): number {
    return this.servers.raw?.port ?? 0;
  }

  /** Puts frame `ring.head` in: its bytes name it. @returns the bytes. */
  addFrame(options: { key?: boolean; sizeBytes?: number } = {}): Uint8Array {
    const bytes = frameBytes(this.ring.head, options.sizeBytes ?? 100);
    this.ring.append(bytes);
    this.endFrame(options.key ?? false);
    return bytes;
  }

  /** Puts a frame in as it is, but numbered by the ring; its stream is told with key frames. */
  putFrame({ payload, flags, captureUs }: Frame, stream: StreamInfo): void {
    this.ring.append(payload);
    this.ring.commit({ flags, captureUs, ...(flags & FrameFlag.key ? { stream } : {}) });
  }

  /** Ends the frame whose bytes the test appended. */
  endFrame(key: boolean): void {
    this.nowUs += 33_333;
    this.ring.commit({
      flags: key ? FrameFlag.key : 0,
      captureUs: this.nowUs,
      stream: { id: 1, name: "camera", codec: "h264", width: 64, height: 48, framerate: 30 },
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sessions.endAll();
    await this.servers.wire?.[Symbol.asyncDispose]();
    await this.servers.raw?.[Symbol.asyncDispose]();
    await this.servers.http?.[Symbol.asyncDispose]();
    this.sessions[Symbol.dispose]();
    this.ring[Symbol.dispose]();
  }
}

/** Bytes that say which frame they are, for as long as they go. */
export function frameBytes(sequence: number, sizeBytes: number): Uint8Array {
  const text = `[frame ${sequence}]`;
  return new TextEncoder().encode(text.repeat(Math.ceil(sizeBytes / text.length)))
    .slice(0, sizeBytes);
}

/** Reads exactly `sizeBytes` from a stream's reader; what came beyond is an error of the test. */
export async function readExactly(
  reader: { read(): Promise<{ done: boolean; value?: Uint8Array | undefined }> },
  sizeBytes: number,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  while (length < sizeBytes) {
    const { done, value } = await reader.read();
    if (done || value === undefined) throw new Error(`The stream ended after ${length} bytes`);
    parts.push(value);
    length += value.length;
  }
  if (length > sizeBytes) throw new Error(`${length} bytes came, not ${sizeBytes}`);
  return join(parts);
}

/** One array of many. */
export function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
