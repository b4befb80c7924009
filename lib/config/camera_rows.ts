import { cameraArgsKind, lensPositionKind, roiKind, rotationKind } from "./camera_kind.ts";
import { choice, decimal, exposure, onOff, text, whole } from "./kind.ts";
import { type Rows, served } from "./setting.ts";

const group = "Camera (--source rpicam)";

/** What the camera program is told, under its own names. */
export const cameraRows: Rows<
  | "camera"
  | "sensorMode"
  | "rotation"
  | "hflip"
  | "vflip"
  | "shutterUs"
  | "gain"
  | "ev"
  | "awb"
  | "roi"
  | "denoise"
  | "hdr"
  | "autofocusMode"
  | "lensPosition"
  | "cameraArgs"
> = {
  camera: {
    name: "camera",
    group,
    modes: served,
    kind: whole({ min: 0, max: 9 }, "NUMBER"),
    fallback: "0",
    help: "which one, as rpicam-vid --list-cameras counts",
  },
  sensorMode: {
    name: "sensor-mode",
    group,
    modes: served,
    kind: text(/^[1-9]\d{1,4}:[1-9]\d{1,4}(:(8|10|12|14|16)(:[PU])?)?$/, {
      placeholder: "W:H[:BITS[:P|U]]",
      allowed: "WIDTH:HEIGHT[:BITS[:P|U]] such as 2304:1296:10:P",
    }),
    help: "mode of the sensor (the camera program's --mode)",
  },
  rotation: {
    name: "rotation",
    group,
    modes: served,
    kind: rotationKind,
    fallback: "0",
    help: "turn the picture",
  },
  hflip: {
    name: "hflip",
    group,
    modes: served,
    kind: onOff,
    fallback: "false",
    help: "mirror the picture left to right",
  },
  vflip: {
    name: "vflip",
    group,
    modes: served,
    kind: onOff,
    fallback: "false",
    help: "mirror the picture top to bottom",
  },
  shutterUs: {
    name: "shutter",
    group,
    modes: served,
    // The HQ camera exposes for up to 670 s.
    kind: exposure({ min: 1, max: 670e6 }),
    help: "fixed exposure time; a plain number is in us",
  },
  gain: {
    name: "gain",
    group,
    modes: served,
    kind: decimal({ min: 1, max: 100 }, "FACTOR"),
    help: "fixed gain",
  },
  ev: {
    name: "ev",
    group,
    modes: served,
    kind: decimal({ min: -10, max: 10 }, "STOPS"),
    help: "exposure compensation",
  },
  awb: {
    name: "awb",
    group,
    modes: served,
    kind: choice([
      "auto",
      "normal",
      "incandescent",
      "tungsten",
      "fluorescent",
      "indoor",
      "daylight",
      "cloudy",
      "custom",
    ], "MODE"),
    help: "white balance",
  },
  roi: {
    name: "roi",
    group,
    modes: served,
    kind: roiKind,
    help: "part of the sensor to use, as fractions of its width and height: 0.25,0.25,0.5,0.5",
  },
  denoise: {
    name: "denoise",
    group,
    modes: served,
    kind: choice(["auto", "off", "cdn_off", "cdn_fast", "cdn_hq"], "MODE"),
    help: "noise reduction",
  },
  hdr: {
    name: "hdr",
    group,
    modes: served,
    kind: choice(["off", "auto", "sensor", "single-exp"], "MODE"),
    help: "high dynamic range",
  },
  autofocusMode: {
    name: "autofocus-mode",
    group,
    modes: served,
    kind: choice(["default", "manual", "auto", "continuous"], "MODE"),
    help: "autofocus",
  },
  lensPosition: {
    name: "lens-position",
    group,
    modes: served,
    kind: lensPositionKind,
    help: "fixed focus; 0 is infinity, default is the lens's own",
  },
  cameraArgs: {
    name: "camera-args",
    group,
    modes: served,
    kind: cameraArgsKind,
    fallback: "",
    help: 'whatever else the camera program is to be told, as in --camera-args "--contrast 1.2"',
  },
};
