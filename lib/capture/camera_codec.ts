import type { Codec } from "../frame/mod.ts";

/** What a camera's stream may be. */
export type CameraCodec = Codec;

/** What a camera's stream may be that programs other than the Pi's own can deliver. */
export type VideoCodec = Exclude<CameraCodec, "raw12">;

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
  raw12: {
    kind: "not-raw12",
    picture: "whole RAW frame",
    form: "RAW frames of the size, --raw-format and --raw-stride that are set",
    ffmpeg: "rpicam-raw -t 0 -o -",
    command: "compare its size with that of a frame",
  },
} as const;
