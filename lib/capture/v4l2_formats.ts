/** What a video device can deliver, so far as it matters here: ready for use, to be decoded, or bare. */
export type V4l2Format = "h264" | "mjpeg" | "raw";

/** What `ffmpeg -f v4l2 -list_formats all` says on stderr, and what `v4l2-ctl --list-formats` says. */
const patterns: readonly { readonly pattern: RegExp; readonly format: V4l2Format }[] = [
  { pattern: /Compressed\s*:\s*h264\b|'H264'/, format: "h264" },
  { pattern: /Compressed\s*:\s*mjpeg\b|'(?:MJPG|JPEG)'/, format: "mjpeg" },
  {
    pattern: /\bRaw\s*:\s*\w+|'(?:YUYV|UYVY|YVYU|VYUY|NV12|NV21|YU12|YV12|RGB3|BGR3|GREY)'/,
    format: "raw",
  },
];

/** Reads a list of formats, whichever of the two programs made it. */
export function parseV4l2Formats(text: string): Set<V4l2Format> {
  return new Set(
    patterns.filter(({ pattern }) => pattern.test(text)).map(({ format }) => format),
  );
}
