import { ascii, join, u32, u64 } from "./box.ts";
import { encodeFileType, encodeMovie } from "./movie.ts";
import { SampleTable } from "./sample_table.ts";
import type { Sample, VideoTrack } from "./track.ts";

/**
 * What stands in front of the samples of a file that is known as a whole: file type, movie box, head
 * of the media data. Players begin to show it while it arrives. The samples' bytes follow.
 * Spec: ISO/IEC 14496-12 8.1.1, 8.2.1.
 *
 * @param samples All of them; at least one.
 */
export function encodeProgressiveHead(
  track: VideoTrack,
  samples: readonly Sample[],
): Uint8Array<ArrayBuffer> {
  const type = encodeFileType();
  const data = encodeDataHead(samples.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
  // How long the movie box is does not depend on where the samples are, unless that needs 64 bits.
  const probe = encodeMovie(track, tableOf(samples, type.length + data.length));
  const movie = encodeMovie(track, tableOf(samples, type.length + probe.length + data.length));
  if (movie.length === probe.length) return join([type, movie, data]);
  const longer = encodeMovie(track, tableOf(samples, type.length + movie.length + data.length));
  return join([type, longer, data]);
}

/** A chunk for each key frame and what follows it. */
function tableOf(samples: readonly Sample[], dataOffset: number): SampleTable {
  const table = new SampleTable();
  let offset = dataOffset;
  for (let begin = 0, end = 0; begin < samples.length; begin = end) {
    do end++; while (end < samples.length && !samples[end]!.key);
    const chunk = samples.slice(begin, end);
    table.addChunk(chunk, offset);
    offset += chunk.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  }
  return table;
}

function encodeDataHead(payloadBytes: number): Uint8Array<ArrayBuffer> {
  if (payloadBytes + 8 < 2 ** 32) return join([u32(payloadBytes + 8), ascii("mdat")]);
  return join([u32(1), ascii("mdat"), u64(payloadBytes + 16)]);
}
