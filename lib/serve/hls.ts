import type { RingView } from "../ring/mod.ts";
import { HlsIndex } from "./hls_index.ts";
import { encodePlaylist } from "./hls_playlist.ts";
import { encodeHlsSegment } from "./hls_segment.ts";
import { requireCodec } from "./offer.ts";
import { HttpProblem } from "./problem.ts";
import type { Exchange, Routes } from "./route.ts";
import type { Sessions } from "./sessions.ts";
import { waitAsSession } from "./wait_as_session.ts";

/** What HLS is made of. */
export interface HlsOptions {
  /** Where frames are. */
  readonly ring: RingView;
  /** Who is served: players are none of them, but want frames as they do. */
  readonly sessions: Sessions;
  /** Why no frames are flowing, in words; nothing while they are. */
  readonly notReady: () => string | undefined;
}

/** A player asks again within the length of a segment; after so many of them it is gone. */
const heldSegments = 4;

/** What has a name that says all of it never changes. */
const forEver = "private, max-age=3600, immutable";

/**
 * `GET /hls/live.m3u8` and what it names: HTTP Live Streaming with the whole ring as its window.
 * Nothing is kept of clients, and nothing of segments but where they are. A token that stands in the
 * playlist's address is carried on to those in it: Safari knows no other way. Spec: RFC 8216; http-api.
 */
export function hlsRoutes(options: HlsOptions): Routes {
  const { ring } = options;
  const index = new HlsIndex(ring);
  return {
    "/hls/live.m3u8": { GET: (exchange) => sendPlaylist(exchange, index, options) },
    "/hls/*": {
      GET: async (exchange) => {
        requireCodec(ring, exchange.url.pathname, ["h264"]);
        keepCamera(index, options);
        await index.update();
        const body = await find(ring, index, exchange.url.pathname.slice("/hls/".length));
        if (body !== undefined) return send(exchange, { type: "video/mp4", body, keep: forEver });
        const detail =
          `${exchange.url.pathname} is not in the ring, or no more; see /hls/live.m3u8`;
        throw new HttpProblem(404, detail);
      },
    },
  };
}

async function sendPlaylist(
  exchange: Exchange,
  index: HlsIndex,
  options: HlsOptions,
): Promise<void> {
  const { ring, notReady } = options;
  requireCodec(ring, exchange.url.pathname, ["h264"]);
  keepCamera(index, options);
  await index.update();
  if (index.listed.length === 0 && notReady() === undefined) {
    await waitForSegment(exchange, index, options);
    if (exchange.response.destroyed) return;
  }
  if (index.listed.length === 0) {
    const detail = notReady() ??
      "No segment is complete yet: one ends where the next key frame comes";
    throw new HttpProblem(503, detail, { "Retry-After": "1" });
  }
  const { urlToken } = exchange;
  const query = urlToken === undefined ? "" : `?token=${encodeURIComponent(urlToken)}`;
  const body = new TextEncoder().encode(encodePlaylist(index, query));
  send(exchange, { type: "application/vnd.apple.mpegurl", body, keep: "no-cache" });
}

/** A camera that runs on demand runs as long as somebody asks, and for a few segments after that. */
function keepCamera({ targetSeconds }: HlsIndex, { sessions }: HlsOptions): void {
  sessions.wantFrames(targetSeconds * heldSegments * 1000);
}

/** The camera has just started: players give up where there is no playlist. */
async function waitForSegment(
  exchange: Exchange,
  index: HlsIndex,
  options: HlsOptions,
): Promise<void> {
  const look = async (): Promise<true | undefined> => {
    await index.update();
    return index.listed.length > 0 || undefined;
  };
  await waitAsSession(exchange, { ...options, cursor: options.ring.cursor(), look });
}

async function find(
  ring: RingView,
  index: HlsIndex,
  name: string,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const init = /^init-([0-9a-f]{8})\.mp4$/.exec(name)?.[1];
  if (init !== undefined) return index.init(init);
  const [, epoch, first, end] = /^([0-9a-f-]{36})-(\d{1,15})-(\d{1,15})\.m4s$/.exec(name) ?? [];
  if (epoch === undefined) return undefined;
  const segment = index.find({ epoch, first: Number(first), end: Number(end) });
  return segment && await encodeHlsSegment(ring, segment);
}

function send(
  { request, response }: Exchange,
  { type, body, keep }: { type: string; body: Uint8Array; keep: string },
): void {
  response.writeHead(200, {
    "Content-Type": type,
    "Content-Length": body.length,
    "Cache-Control": keep,
  });
  response.end(request.method === "HEAD" ? undefined : body);
}
