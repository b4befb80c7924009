import { type Frame, FrameFlag } from "../frame/mod.ts";
import type { RingView } from "../ring/mod.ts";
import { DecodeError, decodeLastPicture } from "./decode_picture.ts";
import { isOutdated, type NewestOptions } from "./newest_picture.ts";
import { requireCodec } from "./offer.ts";
import { HttpProblem } from "./problem.ts";
import { ringPictures } from "./ring_pictures.ts";
import type { Exchange, Handler } from "./route.ts";
import { waitAsSession } from "./wait_as_session.ts";

/** A picture is given to all who ask within this time. */
const sharedMs = 1000;

/** What stills are made of. */
export interface StillOptions extends NewestOptions {
  /** Makes a JPEG image of the last of some access units; by default `ffmpeg` does. */
  readonly decode?: (
    pictures: readonly Uint8Array<ArrayBuffer>[],
  ) => Promise<Uint8Array<ArrayBuffer>>;
  /** A monotonic clock; the machine's own unless a test turns it. */
  readonly nowMs?: () => number;
}

interface Still {
  readonly image: Uint8Array<ArrayBuffer>;
  readonly sequence: number;
  readonly captureUs: number;
}

/**
 * `GET /frame.jpg`: the newest picture. An image of H.264 is made by `ffmpeg`, one at a time, and
 * shared for a second. Where the newest frame is old though nothing is wrong, the next key frame is
 * waited for: the camera may run on demand. Spec: http-api.
 */
export function frameJpeg(options: StillOptions): Handler {
  const { ring, nowMs = () => performance.now() } = options;
  let latest: { readonly still: Promise<Still>; readonly key: string; doneMs: number } | undefined;
  const share = (): Promise<Still> => {
    const isFresh = latest?.key === ring.epoch && nowMs() - latest.doneMs < sharedMs;
    if (latest !== undefined && isFresh) return latest.still;
    const making = { still: makeStill(options), key: ring.epoch, doneMs: Infinity };
    latest = making;
    making.still.then(() => making.doneMs = nowMs(), () => latest = undefined);
    return making.still;
  };
  return async (exchange) => {
    requireCodec(ring, exchange.url.pathname, ["h264", "mjpeg"]);
    if (isOutdated(newestFrame(ring), options)) await waitForKey(exchange, options);
    if (exchange.response.destroyed) return;
    if (ring.newestKey < 0) {
      const detail = options.notReady() ?? "There are no frames yet";
      throw new HttpProblem(503, detail, { "Retry-After": "5" });
    }
    sendImage(exchange, await share().catch(refuse), ring.epoch);
  };
}

function newestFrame(ring: RingView): Frame | undefined {
  if (ring.newestKey < 0) return undefined;
  const sequence = ring.head - 1;
  const item = ring.cursor({ from: { kind: "sequence", sequence } }).takeFrame();
  return item === undefined || "reason" in item ? undefined : item;
}

/** A key frame that comes now; where none does, the old picture must do. */
async function waitForKey(exchange: Exchange, options: StillOptions): Promise<void> {
  const { ring } = options;
  const { newestKey: old, epoch } = ring;
  const look = (): true | undefined =>
    ring.newestKey >= 0 && (ring.newestKey !== old || ring.epoch !== epoch) || undefined;
  await waitAsSession(exchange, { ...options, cursor: ring.cursor(), look });
}

async function makeStill({ ring, decode = decodeLastPicture }: StillOptions): Promise<Still> {
  const pictures: Frame[] = [];
  const first = ring.newestKey;
  const span = { epoch: ring.epoch, first, end: ring.head };
  for await (const { frame } of ringPictures(ring, span)) {
    if (frame.flags & FrameFlag.key) pictures.length = 0;
    pictures.push(frame);
  }
  const newest = pictures.at(-1);
  if (newest === undefined) throw new DecodeError("failed", "The newest frames have left the ring");
  const { sequence, captureUs, payload } = newest;
  const image = ring.stream?.codec === "mjpeg"
    ? payload
    : await decode(pictures.map((each) => each.payload));
  return { image, sequence, captureUs };
}

function refuse(error: unknown): never {
  if (!(error instanceof DecodeError)) throw error;
  if (error.kind === "missing") throw new HttpProblem(501, error.message);
  throw new HttpProblem(503, error.message, { "Retry-After": "1" });
}

function sendImage({ request, response }: Exchange, still: Still, epoch: string): void {
  response.writeHead(200, {
    "Content-Type": "image/jpeg",
    "Content-Length": still.image.length,
    "Cache-Control": "no-store",
    "Last-Modified": new Date(still.captureUs / 1000).toUTCString(),
    "Picam-Epoch": epoch,
    "Picam-Sequence": String(still.sequence),
  });
  response.end(request.method === "HEAD" ? undefined : still.image);
}
