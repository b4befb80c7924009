import type { Cursor } from "../ring/mod.ts";
import { Chunks, streamOutlet } from "./chunks.ts";
import { requireCodec } from "./codec_streams.ts";
import { firstBoundary, ImageParts, lastBoundary, partsType } from "./image_parts.ts";
import { newestImageCursor, takeNewest } from "./newest_image.ts";
import { HttpProblem, sendProblem } from "./problem.ts";
import { type Pump, startPump } from "./pump.ts";
import type { Exchange, Handler } from "./route.ts";
import type { Session } from "./session.ts";
import type { StreamOptions } from "./stream_h264.ts";

/** How long a request waits for the first image before it is told that there is none. */
const firstImageTimeoutMs = 10_000;

/** What the stream is served from; how far a client may fall behind is no question: it gets the newest. */
export type MjpgOptions = Omit<StreamOptions, "lagLimitUs">;

/**
 * `GET /stream.mjpg`: JPEG images without end, each the newest one when there is room for it. A slow client
 * gets fewer images, never old ones. Each part has `Content-Length`, `X-Timestamp` (when it was captured,
 * Unix seconds) and `Picam-Sequence`.
 * Spec: http-api; RFC 2046 5.1.
 */
export function streamMjpg(options: MjpgOptions): Handler {
  const made = { parts: new ImageParts(), chunks: new Chunks() };
  return (exchange) => {
    requireCodec(options.ring, "mjpeg");
    const cursor = newestImageCursor(options.ring);
    if (exchange.request.method === "HEAD") {
      sendHead(exchange, cursor);
      return void exchange.response.end();
    }
    if (!options.sessions.admit()) {
      const { limit } = options.sessions.totals();
      throw new HttpProblem(503, `All ${limit} places are taken; --max-clients sets how many`, {
        "Retry-After": "5",
      });
    }
    serve(exchange, { ...options, ...made, cursor });
  };
}

function serve(
  exchange: Exchange,
  stream: MjpgOptions & { cursor: Cursor; parts: ImageParts; chunks: Chunks },
): void {
  const { request, response } = exchange;
  const { cursor, ring, parts } = stream;
  const agent = request.headers["user-agent"];
  const refuse = (detail: string) =>
    sendProblem(response, new HttpProblem(503, detail, { "Retry-After": "5" }));
  const session: Session = {
    protocol: "http",
    remote: `${request.socket.remoteAddress}:${request.socket.remotePort}`,
    ...(agent === undefined ? {} : { agent }),
    cursor,
    bytes: 0,
    end(): void {
      pump.stop();
      if (response.headersSent) response.end(lastBoundary);
      else refuse("picam is stopping");
    },
    drop: () => void response.destroy(),
  };
  const leave = stream.sessions.enter(session);
  const patience = setTimeout(() => {
    pump.stop();
    refuse(stream.notReady() ?? "No image came from the camera yet");
  }, firstImageTimeoutMs);
  response.on("close", () => {
    clearTimeout(patience);
    pump.stop();
    leave();
  });
  const pump: Pump = startPump({
    ring,
    cursor,
    outlet: streamOutlet(response, stream.chunks),
    take: () => {
      const frame = takeNewest(cursor);
      if (frame === undefined) return undefined;
      if (cursor.stream?.codec !== "mjpeg") return endSoon(session);
      if (!response.headersSent) {
        clearTimeout(patience);
        sendHead(exchange, cursor);
        response.write(firstBoundary);
      }
      session.bytes += frame.payload.length;
      return parts.of(frame);
    },
  });
}

/** Another codec came: the client may ask for what fits it. Not from within the pump that this ends. */
function endSoon(session: Session): undefined {
  queueMicrotask(() => session.end("limit"));
}

function sendHead({ response }: Exchange, cursor: Cursor): void {
  response.writeHead(200, {
    "Content-Type": partsType,
    "Cache-Control": "no-store",
    "Picam-Epoch": cursor.epoch,
  });
}
