import { FrameFlag } from "../frame/mod.ts";
import type { Cursor, RingView } from "../ring/mod.ts";
import { Chunks, streamOutlet } from "./chunks.ts";
import type { Exchange, Handler } from "./route.ts";
import { HttpProblem, sendProblem } from "./problem.ts";
import { type Pump, startPump } from "./pump.ts";
import type { Session } from "./session.ts";
import type { Sessions } from "./sessions.ts";
import { parseStreamQuery, type StreamQuery } from "./stream_query.ts";

/** How long a request waits for the first key frame before it is told that there is none. */
const firstFrameTimeoutMs = 10_000;

/** What the stream is served from. */
export interface StreamOptions {
  /** Where frames are. */
  readonly ring: RingView;
  /** Who is served. */
  readonly sessions: Sessions;
  /** How far behind a live client may fall before it skips, in µs. */
  readonly lagLimitUs: number;
  /** Why no frames are flowing, in words; nothing while they are. */
  readonly notReady: () => string | undefined;
}

/**
 * `GET /stream.h264`: the elementary stream in chunks, without end. Its header goes out with the
 * first bytes, because it names the first frame.
 * Spec: http-api; RFC 9112 7.1; ITU-T H.264 Annex B.
 */
export function streamH264(options: StreamOptions): Handler {
  const chunks = new Chunks();
  return (exchange) => {
    const query = parseStreamQuery(exchange.url.searchParams);
    const cursor = openCursor(options, query);
    if (exchange.request.method === "HEAD") {
      sendHead(exchange, cursor);
      return void exchange.response.end();
    }
    if (!options.sessions.admit()) {
      const limit = options.sessions.totals().limit;
      throw new HttpProblem(503, `All ${limit} places are taken; --max-clients sets how many`, {
        "Retry-After": "5",
      });
    }
    serve(exchange, { ...options, cursor, query, chunks });
  };
}

function openCursor({ ring, lagLimitUs }: StreamOptions, query: StreamQuery): Cursor {
  const { from, policy } = query;
  if (from.kind === "sequence" && from.epoch !== undefined && from.epoch !== ring.epoch) {
    throw new HttpProblem(409, `Frames are numbered in epoch ${ring.epoch} now, not ${from.epoch}`);
  }
  try {
    return ring.cursor({ from, lagLimitUs, ...(policy === undefined ? {} : { policy }) });
  } catch (error) {
    if (error instanceof RangeError) throw new HttpProblem(416, error.message);
    throw error;
  }
}

function serve(
  exchange: Exchange,
  stream: StreamOptions & { cursor: Cursor; query: StreamQuery; chunks: Chunks },
): void {
  const { request, response } = exchange;
  const { cursor, ring, query } = stream;
  const agent = request.headers["user-agent"];
  const session: Session = {
    protocol: "http",
    remote: `${request.socket.remoteAddress}:${request.socket.remotePort}`,
    ...(agent === undefined ? {} : { agent }),
    cursor,
    bytes: 0,
    end(): void {
      pump.stop();
      if (response.headersSent) response.end();
      else refuseLate(exchange, "picam is stopping");
    },
    drop: () => void response.destroy(),
  };
  const leave = stream.sessions.enter(session);
  const patience = setTimeout(() => {
    pump.stop();
    refuseLate(exchange, stream.notReady() ?? "No key frame came from the camera yet");
  }, firstFrameTimeoutMs);
  response.on("close", () => {
    clearTimeout(patience);
    pump.stop();
    leave();
  });
  const next = query.durationUs === undefined
    ? (): Uint8Array<ArrayBuffer> | undefined => cursor.takeBytes()
    : wholeFrames(cursor, { durationUs: query.durationUs, ring, end: () => session.end("limit") });
  const pump: Pump = startPump({
    ring,
    cursor,
    outlet: streamOutlet(response, stream.chunks),
    take: () => {
      const bytes = next();
      if (bytes === undefined) return undefined;
      if (!response.headersSent) {
        clearTimeout(patience);
        sendHead(exchange, cursor);
        response.flushHeaders();
      }
      session.bytes += bytes.length;
      return bytes;
    },
  });
}

/**
 * Whole frames until `durationUs` of capture time were given; the first frame beyond ends the
 * stream. It has to be waited for: what comes next may be the end of the frame before.
 */
function wholeFrames(
  cursor: Cursor,
  limit: { durationUs: number; ring: RingView; end: () => void },
): () => Uint8Array<ArrayBuffer> | undefined {
  let firstUs: number | undefined;
  let over = false;
  return () => {
    let item = over ? undefined : cursor.takeFrame();
    while (item !== undefined && "reason" in item) item = cursor.takeFrame();
    if (item === undefined) return undefined;
    firstUs ??= item.captureUs;
    const isContinuation = (item.flags & FrameFlag.continuation) !== 0;
    const jitterUs = 0.5e6 / (limit.ring.stream?.framerate ?? 30);
    if (isContinuation || item.captureUs - firstUs + jitterUs < limit.durationUs) {
      return item.payload;
    }
    over = true;
    queueMicrotask(limit.end); // not from within the pump that this ends
    return undefined;
  };
}

/** Sends the header. The first frame is the one that the cursor is at, or has just taken whole. */
function sendHead({ response }: Exchange, cursor: Cursor): void {
  response.writeHead(200, {
    "Content-Type": "video/h264",
    "Cache-Control": "no-store",
    "Picam-Epoch": cursor.epoch,
    "Picam-Sequence": String(cursor.sequence - cursor.counters.frames),
  });
}

function refuseLate({ response }: Exchange, detail: string): void {
  sendProblem(response, new HttpProblem(503, detail, { "Retry-After": "5" }));
}
