import { type Frame, FrameFlag, type Gap } from "../frame/mod.ts";
import type { StreamPlace } from "./live_stream.ts";

/**
 * Frames and gaps until `durationUs` of capture time were given; the first frame beyond ends the
 * stream. It has to be waited for: what comes next may be the end of the frame before.
 *
 * @returns what gives the next one, or nothing where there is none now.
 */
export function frameLimit(place: StreamPlace): () => Frame | Gap | undefined {
  const { cursor, ring, durationUs = Infinity, end } = place;
  let firstUs: number | undefined;
  let isOver = false;
  return () => {
    const item = isOver ? undefined : cursor.takeFrame();
    if (item === undefined || "reason" in item) return item;
    firstUs ??= item.captureUs;
    const isContinuation = (item.flags & FrameFlag.continuation) !== 0;
    const jitterUs = 0.5e6 / (ring.stream?.framerate ?? 30);
    if (isContinuation || item.captureUs - firstUs + jitterUs < durationUs) return item;
    isOver = true;
    end();
    return undefined;
  };
}
