import {
  liveStream,
  type StreamOptions,
  type StreamPlace,
  type StreamReader,
} from "./live_stream.ts";
import { frameLimit } from "./frame_limit.ts";
import type { Handler } from "./route.ts";

/**
 * `GET /stream.h264`: the elementary stream in chunks, without end.
 * Spec: http-api; ITU-T H.264 Annex B.
 */
export function streamH264(options: StreamOptions): Handler {
  return liveStream(options, { type: "video/h264", codecs: ["h264"], open: openBytes });
}

function openBytes(place: StreamPlace): StreamReader {
  const { cursor } = place;
  return {
    take: place.durationUs === undefined ? () => cursor.takeBytes() : wholeFrames(place),
    get firstSequence(): number {
      return cursor.sequence - cursor.counters.frames;
    },
  };
}

function wholeFrames(place: StreamPlace): () => Uint8Array<ArrayBuffer> | undefined {
  const next = frameLimit(place);
  return () => {
    let item = next();
    while (item !== undefined && "reason" in item) item = next();
    return item?.payload;
  };
}
