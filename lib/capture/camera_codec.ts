import type { Codec } from "../frame/mod.ts";

/** What a camera's stream may be. */
export type CameraCodec = Extract<Codec, "h264" | "mjpeg">;

/** What is said of a source that had no pictures, by codec. */
export const pictureWords = {
  h264: {
    kind: "not-h264",
    picture: "H.264 picture",
    form: "H.264 as Annex B",
    ffmpeg: "-f h264",
    command: "ffmpeg -i IN -c:v copy -an -f h264 OUT.h264 makes one",
  },
  mjpeg: {
    kind: "not-mjpeg",
    picture: "JPEG image",
    form: "JPEG images one after the other",
    ffmpeg: "-f mjpeg",
    command: "ffmpeg -i IN -c:v mjpeg -q:v 3 -an -f mjpeg OUT.mjpeg makes one",
  },
} as const;
