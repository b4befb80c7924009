import type { Frame, NowUs, StreamInfo } from "../frame/mod.ts";
import { timestampOf } from "./image_parts.ts";
import { takeNewest } from "./newest_image.ts";
import { HttpProblem } from "./problem.ts";
import type { Exchange } from "./route.ts";
import type { MjpgOptions } from "./stream_mjpg.ts";
import { waitAsSession } from "./wait_as_session.ts";

/** An older picture is of a camera that has stopped, or does not run before somebody wants it. */
const freshUs = 2e6;

/** What the newest picture is served from. */
export interface NewestOptions extends MjpgOptions {
  /** The clock of frames. */
  readonly nowUs: NowUs;
  /** What is said of the stream before its first frame. */
  readonly expected: StreamInfo;
}

/** A picture, and what its number and its bytes mean. */
export interface NewestPicture {
  /** The picture: one that can be decoded by itself. */
  readonly frame: Frame;
  /** Epoch of its number. */
  readonly epoch: string;
  /** Description of its stream. */
  readonly stream: StreamInfo;
}

/**
 * Finds the newest of pictures that need no other: images and RAW frames. Where that is old though
 * nothing is wrong, the next one is waited for: the camera may run on demand. Where none comes, the
 * old one must do.
 *
 * @returns nothing when the client has gone meanwhile.
 * @throws {HttpProblem} 503 where there is none and none came.
 */
export async function newestPicture(
  exchange: Exchange,
  options: NewestOptions,
): Promise<NewestPicture | undefined> {
  const { ring, expected, notReady } = options;
  // Always at the newest picture: all of them are key frames.
  const cursor = ring.cursor({ policy: "live", lagLimitUs: 0 });
  const look = (): Frame | undefined => takeNewest(() => cursor.takeFrame());
  const newest = look();
  const next = isOutdated(newest, options)
    ? await waitAsSession(exchange, { ...options, cursor, look })
    : undefined;
  if (exchange.response.destroyed) return undefined;
  const frame = next ?? newest;
  if (frame) return { frame, epoch: cursor.epoch, stream: cursor.stream ?? expected };
  const detail = notReady() ?? "No picture came from the camera yet";
  throw new HttpProblem(503, detail, { "Retry-After": "5" });
}

/** Whether a picture is old, or there is none at all, though nothing is wrong: another may come. */
export function isOutdated(
  newest: Pick<Frame, "captureUs"> | undefined,
  { nowUs, notReady }: Pick<NewestOptions, "nowUs" | "notReady">,
): boolean {
  const isOld = !newest || nowUs() - newest.captureUs > freshUs;
  return isOld && notReady() === undefined;
}

/** Answers with a picture; for HEAD with its header alone. */
export function sendPicture(
  { request, response }: Exchange,
  { frame, epoch }: NewestPicture,
  headers: Readonly<Record<string, string | number>>,
): void {
  response.writeHead(200, {
    "Content-Length": frame.payload.length,
    "Cache-Control": "no-store",
    "X-Timestamp": timestampOf(frame),
    "Picam-Epoch": epoch,
    "Picam-Sequence": String(frame.sequence),
    ...headers,
  });
  response.end(request.method === "HEAD" ? undefined : frame.payload);
}
