import type { Codec } from "../frame/mod.ts";
import type { Cursor, RingView } from "../ring/mod.ts";
import { Chunks, streamOutlet } from "./chunks.ts";
import type { Exchange, Handler } from "./route.ts";
import { HttpProblem, sendProblem } from "./problem.ts";
import { type Pump, startPump } from "./pump.ts";
import type { Session } from "./session.ts";
import type { Sessions } from "./sessions.ts";
import { requireCodec } from "./offer.ts";
import { parseStreamQuery, type StreamQuery } from "./stream_query.ts";

/** How long a request waits for the first key frame before it is told that there is none. */
const firstFrameTimeoutMs = 10_000;

/** What a stream is served from. */
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

/** A client's way through the ring, in the form that its stream has. */
export interface StreamReader {
  /** The next bytes; nothing when there are none now. */
  take(): Uint8Array<ArrayBuffer> | undefined;
  /** The frame that the first bytes are of; known once they were taken. */
  readonly firstSequence: number;
}

/** What a reader reads, and how far. */
export interface StreamPlace {
  /** The place in the ring; the reader's own. */
  readonly cursor: Cursor;
  /** Where the frames are. */
  readonly ring: RingView;
  /** How much to send, in µs of capture time; without end where absent. */
  readonly durationUs: number | undefined;
  /** To be called when nothing more will come: the response ends properly. */
  readonly end: () => void;
}

/** One form of stream. */
export interface StreamForm {
  /** Its MIME type. */
  readonly type: string;
  /** The codecs that it can carry. */
  readonly codecs: readonly Codec[];
  /** What a stream ends with; nothing where absent. */
  readonly last?: Uint8Array<ArrayBuffer>;
  /** Begins to read. */
  readonly open: (place: StreamPlace) => StreamReader;
}

/**
 * Answers with a stream without end, in chunks. Its header goes out with the first bytes, because it
 * names the first frame. Spec: http-api; RFC 9112 7.1.
 */
export function liveStream(options: StreamOptions, form: StreamForm): Handler {
  const chunks = new Chunks();
  return (exchange) => {
    const query = parseStreamQuery(exchange.url.searchParams);
    requireCodec(options.ring, exchange.url.pathname, form.codecs);
    const cursor = openCursor(options, query);
    if (exchange.request.method === "HEAD") {
      sendHead(exchange, { type: form.type, epoch: cursor.epoch, sequence: cursor.sequence });
      return void exchange.response.end();
    }
    admit(options.sessions);
    serve(exchange, { ...options, cursor, query, chunks, form });
  };
}

/** Finds a place for one more. @throws {HttpProblem} 503 where there is none. */
export function admit(sessions: Sessions): void {
  if (sessions.admit()) return;
  throw new HttpProblem(
    503,
    `All ${sessions.totals().limit} places are taken; --max-clients sets how many`,
    { "Retry-After": "5" },
  );
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
  stream: StreamOptions & { cursor: Cursor; query: StreamQuery; chunks: Chunks; form: StreamForm },
): void {
  const { request, response } = exchange;
  const { cursor, ring, form } = stream;
  const agent = request.headers["user-agent"];
  const session: Session = {
    protocol: "http",
    remote: `${request.socket.remoteAddress}:${request.socket.remotePort}`,
    ...(agent === undefined ? {} : { agent }),
    cursor,
    bytes: 0,
    end(): void {
      pump.stop();
      if (response.headersSent) response.end(form.last);
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
  const reader = form.open({
    cursor,
    ring,
    durationUs: stream.query.durationUs,
    end: () => queueMicrotask(() => session.end("limit")), // not from within the pump that it ends
  });
  const pump: Pump = startPump({
    ring,
    cursor,
    outlet: streamOutlet(response, stream.chunks),
    take: () => {
      const bytes = reader.take();
      if (bytes === undefined) return undefined;
      if (!response.headersSent) {
        clearTimeout(patience);
        const { firstSequence: sequence } = reader;
        sendHead(exchange, { type: form.type, epoch: cursor.epoch, sequence });
        response.flushHeaders();
      }
      session.bytes += bytes.length;
      return bytes;
    },
  });
}

function sendHead(
  { response }: Exchange,
  { type, epoch, sequence }: { type: string; epoch: string; sequence: number },
): void {
  response.writeHead(200, {
    "Content-Type": type,
    "Cache-Control": "no-store",
    "Picam-Epoch": epoch,
    "Picam-Sequence": String(sequence),
  });
}

function refuseLate({ response }: Exchange, detail: string): void {
  sendProblem(response, new HttpProblem(503, detail, { "Retry-After": "5" }));
}
