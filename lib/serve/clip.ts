import type { ServerResponse } from "node:http";
import { splitSampleUnits } from "../h264/mod.ts";
import { encodeSample } from "../mp4/mod.ts";
import { type ByteRange, parseRange } from "./byte_range.ts";
import { type ClipPlan, planClip } from "./clip_plan.ts";
import { type ClipQuery, parseClipQuery } from "./clip_query.ts";
import { findSpan } from "./clip_span.ts";
import { admit, type StreamOptions } from "./live_stream.ts";
import { requireCodec } from "./offer.ts";
import { HttpProblem } from "./problem.ts";
import { ringPictures, type RingSpan } from "./ring_pictures.ts";
import type { Exchange, Handler } from "./route.ts";
import type { Session } from "./session.ts";
import { waitAsSession } from "./wait_as_session.ts";

/** What clips are cut from. */
export interface ClipOptions extends StreamOptions {
  /** Told of a clip that could not be finished, in words. */
  readonly onBroken: (message: string) => void;
}

/** Who takes nothing for so long is let go. */
const stallLimitMs = 300_000;

/**
 * `GET /clip.mp4`: a finished file, cut from the ring without a copy of it in memory. The ring is
 * read twice, once for the sizes and once for the bytes; what leaves it in between ends the response
 * broken. It begins at the key frame at or before what was asked for. Spec: http-api.
 */
export function clipMp4(options: ClipOptions): Handler {
  return async (exchange) => {
    const query = parseClipQuery(exchange.url.searchParams);
    requireCodec(options.ring, exchange.url.pathname, ["h264"]);
    if (options.ring.newestKey < 0) await waitForGroup(exchange, options);
    if (exchange.response.destroyed) return;
    const span = findSpan(options.ring, query);
    admit(options.sessions);
    const session = sessionOf(exchange);
    const leave = options.sessions.enter(session);
    const over = new Promise<void>((resolve) => exchange.response.on("close", resolve));
    void over.then(() => leave());
    try {
      await send(exchange, options, { span, query, session });
    } finally {
      if (!exchange.response.headersSent) leave();
    }
  };
}

/**
 * Starts a camera that runs on demand and has not run yet, and waits until it gave one whole group of
 * pictures: of what it gave before, clips are cut without it.
 */
async function waitForGroup(exchange: Exchange, options: ClipOptions): Promise<void> {
  const { ring, notReady } = options;
  if (notReady() !== undefined) return;
  const look = (): true | undefined => ring.newestKey > ring.oldest || undefined;
  await waitAsSession(exchange, { ...options, cursor: ring.cursor(), look });
}

function sessionOf({ request, response }: Exchange): Session {
  const agent = request.headers["user-agent"];
  return {
    protocol: "http",
    remote: `${request.socket.remoteAddress}:${request.socket.remotePort}`,
    ...(agent === undefined ? {} : { agent }),
    bytes: 0,
    end: () => {}, // it ends by itself: half a file is of no use to anybody
    drop: () => void response.destroy(),
  };
}

async function send(
  exchange: Exchange,
  { ring, onBroken }: ClipOptions,
  { span, query, session }: { span: RingSpan; query: ClipQuery; session: Session },
): Promise<void> {
  const { request, response } = exchange;
  const plan = await planClip(ring, span);
  if (response.destroyed) return;
  const range = isFixed(query) ? rangeOf(request.headers, plan.sizeBytes) : undefined;
  writeHead(exchange, { plan, span, query, range, name: ring.stream?.name ?? "camera" });
  if (request.method === "HEAD") return void response.end();
  const { first, last } = range ?? { first: 0, last: plan.sizeBytes - 1 };
  let at = 0;
  for await (const piece of pieces(plan, ringPictures(ring, span))) {
    if (response.destroyed) return;
    if (piece === undefined) {
      onBroken(
        `A clip for ${session.remote} broke off: its frames left the ring before it took them`,
      );
      return void response.destroy();
    }
    const part = piece.subarray(Math.max(0, first - at), Math.max(0, last + 1 - at));
    at += piece.length;
    session.bytes += part.length;
    if (part.length > 0 && !response.write(part)) await room(response);
    if (at > last) break;
  }
  response.end();
}

/** The file in pieces; a last one that is none, where a picture is not what it was. */
async function* pieces(
  { head, samples, sets }: ClipPlan,
  pictures: ReturnType<typeof ringPictures>,
): AsyncGenerator<Uint8Array<ArrayBuffer> | undefined> {
  yield head;
  let count = 0;
  for await (const { frame } of pictures) {
    const planned = samples[count++];
    const sample = encodeSample(splitSampleUnits(frame.payload, sets));
    if (planned?.sequence !== frame.sequence || planned.sizeBytes !== sample.length) {
      return yield undefined;
    }
    yield sample;
  }
  if (count < samples.length) yield undefined;
}

/** Waits until there is room again, or the client is gone. */
async function room(response: ServerResponse): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  response.once("drain", resolve).once("close", resolve);
  const patience = setTimeout(() => {
    response.destroy();
    resolve();
  }, stallLimitMs);
  await promise;
  response.off("drain", resolve).off("close", resolve);
  clearTimeout(patience);
}

/** Whether the same request gets the same bytes again, so that parts of them can be asked for. */
function isFixed({ from, to, durationUs }: ClipQuery): boolean {
  const isMoving = (kind: string): boolean => ["ago", "last", "oldest"].includes(kind);
  if (isMoving(from.kind)) return false;
  return to === undefined ? durationUs !== undefined : !isMoving(to.kind);
}

function rangeOf(
  { range }: { range?: string | undefined },
  sizeBytes: number,
): ByteRange | undefined {
  const bytes = parseRange(range, sizeBytes);
  if (bytes !== "unsatisfiable") return bytes;
  const headers = { "Content-Range": `bytes */${sizeBytes}` };
  throw new HttpProblem(416, `The clip has ${sizeBytes} bytes`, headers);
}

function writeHead(
  { response }: Exchange,
  { plan, span, query, range, name }: {
    plan: ClipPlan;
    span: RingSpan;
    query: ClipQuery;
    range: ByteRange | undefined;
    name: string;
  },
): void {
  const { sizeBytes, captureUs } = plan;
  const { epoch, first, end } = span;
  response.writeHead(range === undefined ? 200 : 206, {
    "Content-Type": "video/mp4",
    "Content-Length": range === undefined ? sizeBytes : range.last - range.first + 1,
    "Content-Disposition": `attachment; filename="${fileName(name, captureUs)}"`,
    "Content-Location": `/clip.mp4?from=seq:${first}&to=seq:${end}&epoch=${epoch}`,
    "Cache-Control": "no-store",
    "Accept-Ranges": isFixed(query) ? "bytes" : "none",
    "ETag": `"${epoch}-${first}-${end}"`,
    "Picam-Epoch": epoch,
    "Picam-Sequence": String(plan.samples[0]?.sequence ?? first),
    ...(range && { "Content-Range": `bytes ${range.first}-${range.last}/${sizeBytes}` }),
  });
}

/** Name and local time of the first picture: what recordings are called, too. */
function fileName(name: string, captureUs: number): string {
  const date = new Date(captureUs / 1000);
  const digits = (value: number): string => String(value).padStart(2, "0");
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()].map(digits).join("");
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(digits).join("");
  return `${name.replace(/[^\w.-]+/g, "_")}-${day}-${time}.mp4`;
}
