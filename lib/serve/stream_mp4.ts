import { ClientFragments } from "./client_fragments.ts";
import { frameLimit } from "./frame_limit.ts";
import {
  liveStream,
  type StreamOptions,
  type StreamPlace,
  type StreamReader,
} from "./live_stream.ts";
import type { Handler } from "./route.ts";
import { SharedSamples } from "./shared_samples.ts";

/**
 * `GET /stream.mp4`: MP4 without end, a fragment for each frame, from a key frame on. Time 0 is the
 * first frame: so what `curl` keeps is a file of the right length. Heads of fragments are therefore
 * each client's own, and the samples the very same bytes for all in step.
 *
 * It ends, properly, where the description changes (another size, other parameter sets): ffmpeg and
 * `<video>` pass over a second movie box, and would show rubbish. Whoever asks again gets the new one.
 * Spec: http-api; ISO/IEC 14496-12 8.8.
 */
export function streamMp4(options: StreamOptions): Handler {
  const shared = new SharedSamples();
  return liveStream(options, {
    type: "video/mp4",
    codecs: ["h264"],
    open: (place) => openFragments(place, shared),
  });
}

function openFragments(place: StreamPlace, shared: SharedSamples): StreamReader {
  const fragments = new ClientFragments(shared);
  const next = frameLimit(place);
  let pieces: Uint8Array<ArrayBuffer>[] = [];
  let isOver = false;
  const step = (): boolean => {
    const item = isOver ? undefined : next();
    if (item === undefined) return false;
    if ("reason" in item) fragments.lose(item);
    else {
      const made = fragments.add(item, place.cursor.stream);
      isOver = made === undefined;
      pieces = made ?? [];
      if (isOver) place.end();
    }
    return true;
  };
  return {
    take(): Uint8Array<ArrayBuffer> | undefined {
      while (pieces.length === 0) if (!step()) return undefined;
      return pieces.shift();
    },
    get firstSequence(): number {
      return fragments.firstSequence;
    },
  };
}
