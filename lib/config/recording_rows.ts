import { listOf, onOff, size } from "./kind.ts";
import { ringKind } from "./place.ts";
import { keepKind, outputKind, recordKind, segmentKind } from "./recording_kind.ts";
import { type Rows, served } from "./setting.ts";

/** What is kept: the ring, and files. */
export const recordingRows: Rows<
  "ring" | "ringSizeBytes" | "outputs" | "recordPatterns" | "play" | "segment" | "keep"
> = {
  ring: {
    name: "ring",
    group: "Ring",
    modes: served,
    kind: ringKind,
    fallback: "auto",
    help: "where the last minutes are kept: auto ($RUNTIME_DIRECTORY or /dev/shm), memory, or a " +
      "path on a tmpfs",
  },
  ringSizeBytes: {
    name: "ring-size",
    group: "Ring",
    modes: served,
    kind: size({ min: 2 ** 20, max: 16 * 2 ** 30 }),
    fallback: "64M",
    help: "size of the ring",
  },
  outputs: {
    name: "output",
    group: "Recording",
    modes: ["receive"],
    kind: listOf(outputKind),
    fallback: "",
    help:
      "file to write, .mp4 or .h264 (.mjpeg, %06d.jpg of JPEG images, .raw, %03d.raw, %03d.png of " +
      "RAW frames), or - for standard output; a pattern has the date as in " +
      "%Y%m%d-%H%M%S.mp4, a number as in %03d.h264, the stream's {name}; may be repeated",
    unsetWords: "- into a pipe, else picam-%Y%m%d-%H%M%S.mp4",
  },
  recordPatterns: {
    name: "record",
    group: "Recording",
    modes: ["serve"],
    kind: listOf(recordKind),
    fallback: "",
    help:
      "also record here, as .mp4 or .h264 (.mjpeg, %06d.jpg with --codec mjpeg, .raw, %06d.raw with " +
      "raw12); a pattern has the date as in %Y%m%d-%H%M%S.mp4 or a " +
      "number as in %03d.h264; a full disk stops the recording, never the stream; may be repeated",
  },
  play: {
    name: "play",
    group: "Recording",
    modes: ["receive"],
    kind: onOff,
    fallback: "false",
    help: "also show it: in ffplay, mpv or vlc, whichever is there",
  },
  segment: {
    name: "segment",
    group: "Recording",
    modes: ["serve", "receive"],
    kind: segmentKind,
    help: "start a new file after so long or at this size: 60s, 100M",
  },
  keep: {
    name: "keep",
    group: "Recording",
    modes: ["serve", "receive"],
    kind: keepKind,
    help: "with --segment, or a file for each frame: delete the oldest files past this size or " +
      "age: 10G, 7d",
  },
};
