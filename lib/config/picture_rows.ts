import { bitrate, choice, decimal, whole } from "./kind.ts";
import { sourceKind } from "./place.ts";
import { type Rows, served } from "./setting.ts";

// The largest picture of a Raspberry Pi camera is 4608 wide (Camera Module 3) or 3040 high (HQ
// Camera); H.264 codes pictures in even sizes, and one macroblock is 16.
const pictureSize = { min: 16, max: 4608, even: true };

/** Where pictures come from, and what they are encoded as. */
export const pictureRows: Rows<
  "source" | "codec" | "quality" | "width" | "height" | "framerate" | "bitrateBps" | "intraFrames"
> = {
  source: {
    name: "source",
    group: "Picture",
    modes: served,
    kind: sourceKind,
    fallback: "rpicam",
    help: "where pictures come from: rpicam (the camera), pattern (built-in test camera, no " +
      "hardware; with --codec raw12 a colour chart, or pattern:sawtooth), v4l2:/dev/video0, " +
      "device:/dev/camera (a driver or FIFO that delivers whole RAW frames), file:PATH (paced, " +
      "loops), stdin, or ring:PATH (another picam's ring)",
  },
  codec: {
    name: "codec",
    group: "Picture",
    modes: served,
    kind: choice(["h264", "mjpeg", "raw12"], "CODEC"),
    fallback: "h264",
    help: "what they are: H.264 video, JPEG images one after the other, or RAW frames as the " +
      "sensor saw them",
  },
  quality: {
    name: "quality",
    group: "Picture",
    modes: served,
    kind: whole({ min: 1, max: 100 }, "NUMBER"),
    fallback: "80",
    help: "quality of JPEG, with --codec mjpeg",
  },
  width: {
    name: "width",
    group: "Picture",
    modes: served,
    kind: whole(pictureSize, "PIXELS"),
    fallback: "1280",
    help: "width of the picture",
  },
  height: {
    name: "height",
    group: "Picture",
    modes: served,
    kind: whole(pictureSize, "PIXELS"),
    fallback: "720",
    help: "height of the picture",
  },
  framerate: {
    name: "framerate",
    group: "Picture",
    modes: served,
    kind: decimal({ min: 1, max: 500 }, "FPS"),
    fallback: "30",
    help: "frames per second",
  },
  bitrateBps: {
    name: "bitrate",
    group: "Picture",
    modes: served,
    kind: bitrate({ min: 25e3, max: 100e6 }),
    fallback: "2M",
    help: "target in bit/s, with --codec h264",
  },
  intraFrames: {
    name: "intra",
    group: "Picture",
    modes: served,
    kind: whole({ min: 1, max: 10_000 }, "FRAMES"),
    derive: {
      words: "the framerate",
      from: ({ framerate = 30 }) => Math.max(1, Math.round(framerate)),
    },
    help: "frames from one key frame to the next, with --codec h264",
  },
};
