import type { Frame, NowUs, StreamInfo } from "../frame/mod.ts";
import type { Cursor, RingView } from "../ring/mod.ts";
import { timestampOf } from "./image_parts.ts";
import { takeNewest } from "./newest_image.ts";
import { HttpProblem } from "./problem.ts";
import type { Exchange, Handler } from "./route.ts";
import type { Session } from "./session.ts";
import type { MjpgOptions } from "./stream_mjpg.ts";

/** An older image is of a camera that has stopped, or does not run before somebody wants it. */
const freshUs = 2e6;
/** How long a request waits for a fresh one. */
const patienceMs = 10_000;

/** What the newest image is served from. */
export interface NewestOptions extends MjpgOptions {
  /** The clock of frames. */
  readonly nowUs: NowUs;
  /** What is said of the stream before its first frame. */
  readonly expected: StreamInfo;
  /** Answers where the stream is of another codec. */
  readonly other: Handler;
}

/**
 * `GET /frame.jpg` of a stream of images: the newest, as the camera made it. Where that is old though nothing
 * is wrong, the next one is waited for: the camera may run on demand. Where none comes, the old one must do.
 * Spec: http-api.
 */
export function newestJpg(options: NewestOptions): Handler {
  return async (exchange) => {
    const { codec } = options.ring.stream ?? options.expected;
    if (codec !== "mjpeg") return await options.other(exchange);
    const cursor = newestImageCursor(options.ring);
    const newest = takeNewest(() => cursor.takeFrame());
    const isOld = !newest || options.nowUs() - newest.captureUs > freshUs;
    const next = isOld && options.notReady() === undefined
      ? await waitForImage(exchange, { ...options, cursor })
      : undefined;
    const image = next ?? newest;
    if (exchange.response.destroyed) return;
    if (image) return sendImage(exchange, image, cursor);
    const detail = options.notReady() ?? "No image came from the camera yet";
    throw new HttpProblem(503, detail, { "Retry-After": "5" });
  };
}

/** A place in the ring that is always at its newest image. */
function newestImageCursor(ring: RingView): Cursor {
  return ring.cursor({ policy: "live", lagLimitUs: 0 });
}

/** Waits as a session, so that a camera that runs on demand starts. */
async function waitForImage(
  { request, response }: Exchange,
  { ring, sessions, cursor }: MjpgOptions & { cursor: Cursor },
): Promise<Frame | undefined> {
  if (!sessions.admit()) return undefined;
  const over = Promise.withResolvers<Frame | undefined>();
  const session: Session = {
    protocol: "http",
    remote: `${request.socket.remoteAddress}:${request.socket.remotePort}`,
    cursor,
    bytes: 0,
    end: () => over.resolve(undefined),
    drop: () => void response.destroy(),
  };
  const leave = sessions.enter(session);
  const patience = setTimeout(() => over.resolve(undefined), patienceMs);
  response.on("close", () => over.resolve(undefined));
  const unsubscribe = ring.subscribe(() => {
    const frame = takeNewest(() => cursor.takeFrame());
    if (frame) over.resolve(frame);
  });
  try {
    return await over.promise;
  } finally {
    unsubscribe();
    clearTimeout(patience);
    leave();
  }
}

function sendImage({ request, response }: Exchange, frame: Frame, cursor: Cursor): void {
  response.writeHead(200, {
    "Content-Type": "image/jpeg",
    "Content-Length": frame.payload.length,
    "Cache-Control": "no-store",
    "X-Timestamp": timestampOf(frame),
    "Picam-Epoch": cursor.epoch,
    "Picam-Sequence": String(frame.sequence),
  });
  response.end(request.method === "HEAD" ? undefined : frame.payload);
}
