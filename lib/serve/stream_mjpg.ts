import { frameLimit } from "./frame_limit.ts";
import { firstBoundary, ImageParts, lastBoundary, partsType } from "./image_parts.ts";
import {
  liveStream,
  type StreamOptions,
  type StreamPlace,
  type StreamReader,
} from "./live_stream.ts";
import { takeNewest, takeNext } from "./newest_image.ts";
import type { Handler } from "./route.ts";

/** What the stream is served from; how far a client may fall behind is no question: it gets the newest. */
export type MjpgOptions = Omit<StreamOptions, "lagLimitUs">;

/**
 * `GET /stream.mjpg`: JPEG images without end, each the newest one when there is room for it. A slow client
 * gets fewer images, never old ones, unless it asks for them (`?from=`, `?policy=gapless`). Each part has
 * `Content-Length`, `X-Timestamp` (when it was captured, Unix seconds) and `Picam-Sequence`.
 * Spec: http-api; RFC 2046 5.1.
 */
export function streamMjpg(options: MjpgOptions): Handler {
  const parts = new ImageParts();
  return liveStream({ ...options, lagLimitUs: 0 }, {
    type: partsType,
    codecs: ["mjpeg"],
    last: lastBoundary,
    open: (place) => openImages(place, parts),
  });
}

function openImages(place: StreamPlace, parts: ImageParts): StreamReader {
  const { cursor } = place;
  const next = frameLimit(place);
  const take = cursor.isGapless ? takeNext : takeNewest;
  let waiting: Uint8Array<ArrayBuffer> | undefined;
  let firstSequence = -1;
  return {
    take(): Uint8Array<ArrayBuffer> | undefined {
      if (waiting !== undefined) {
        const part = waiting;
        waiting = undefined;
        return part;
      }
      const frame = take(next);
      if (frame === undefined) return undefined;
      // Another codec has come: whoever asks again is told what there is.
      if (cursor.stream?.codec !== "mjpeg") return void place.end();
      if (firstSequence >= 0) return parts.of(frame);
      firstSequence = frame.sequence;
      waiting = parts.of(frame);
      return firstBoundary;
    },
    get firstSequence(): number {
      return firstSequence;
    },
  };
}
