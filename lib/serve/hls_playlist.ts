import type { HlsIndex, HlsSegment } from "./hls_index.ts";

/**
 * The playlist of what the index lists. Spec: RFC 8216 4.3.
 *
 * @param query What all addresses in it end with, such as a token: with its `?`, or nothing.
 */
export function encodePlaylist(index: HlsIndex, query: string): string {
  const { listed } = index;
  const lines = [
    "#EXTM3U",
    "#EXT-X-VERSION:7",
    "#EXT-X-INDEPENDENT-SEGMENTS",
    `#EXT-X-TARGETDURATION:${index.targetSeconds}`,
    `#EXT-X-MEDIA-SEQUENCE:${listed[0]?.number ?? 0}`,
    `#EXT-X-DISCONTINUITY-SEQUENCE:${index.leftDiscontinuities}`,
    ...listed.flatMap((segment, i) => encodeSegment(segment, { before: listed[i - 1], query })),
  ];
  return lines.join("\n") + "\n";
}

/** What segments are called: by it they can be found without anything else. */
export function segmentName({ epoch, first, end }: HlsSegment): string {
  return `${epoch}-${first}-${end}.m4s`;
}

function encodeSegment(
  segment: HlsSegment,
  { before, query }: { before: HlsSegment | undefined; query: string },
): string[] {
  const { isDiscontinuous, init, captureUs, durationUs } = segment;
  const isAnew = before === undefined || isDiscontinuous;
  return [
    ...(isDiscontinuous ? ["#EXT-X-DISCONTINUITY"] : []),
    ...(init === before?.init ? [] : [`#EXT-X-MAP:URI="init-${init}.mp4${query}"`]),
    ...(isAnew ? [`#EXT-X-PROGRAM-DATE-TIME:${new Date(captureUs / 1000).toISOString()}`] : []),
    `#EXTINF:${(durationUs / 1e6).toFixed(5)},`,
    segmentName(segment) + query,
  ];
}
