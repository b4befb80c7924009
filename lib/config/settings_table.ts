import { isIP } from "node:net";
import { cameraArgsKind, lensPositionKind, roiKind, rotationKind } from "./camera_kind.ts";
import {
  bitrate,
  choice,
  decimal,
  duration,
  exposure,
  type Kind,
  list,
  onOff,
  size,
  text,
  whole,
} from "./kind.ts";
import { ringKind, sourceKind } from "./place.ts";
import { portKind } from "./port_kind.ts";
import type { Mode, ServeSettings } from "./settings.ts";

/** One row of the table: all that is to be known of a setting. */
export interface Setting<T = unknown> {
  /** Its name: `--name`, `PICAM_NAME`, and its key in a configuration file. */
  readonly name: string;
  /** Heading that help puts it under. */
  readonly group: string;
  /** Modes that have it. */
  readonly modes: readonly Mode[];
  /** What values it takes. */
  readonly kind: Kind<T>;
  /** What it does, for help. */
  readonly help: string;
  /** Its value where nobody gave one; a text is read by `kind`. Absent: the setting is then unset. */
  readonly fallback?: string;
  /** Its value where nobody gave one, from settings further up. */
  readonly derive?: {
    /** What help says of it. */
    readonly words: string;
    /** Makes it. */
    readonly from: (above: Partial<ServeSettings>) => T;
  };
}

const serve: readonly Mode[] = ["serve"];
const both: readonly Mode[] = ["serve", "doctor"];
const hostName =
  /^(?!.{254})(?![\d.]+$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\.?$/i;

// The largest picture of a Raspberry Pi camera is 4608 wide (Camera Module 3) or 3040 high (HQ
// Camera); H.264 codes pictures in even sizes, and one macroblock is 16.
const pictureSize = { min: 16, max: 4608, even: true };

/** Every setting, in the order of help. A row is missing or of the wrong kind: a type error. */
export const settingsTable: {
  readonly [K in keyof ServeSettings]-?: Setting<NonNullable<ServeSettings[K]>>;
} = {
  source: {
    name: "source",
    group: "Picture",
    modes: both,
    kind: sourceKind,
    fallback: "rpicam",
    help: "where pictures come from: rpicam (the camera), pattern (built-in test camera, no " +
      "hardware), v4l2:/dev/video0, file:PATH (paced, loops), stdin, or ring:PATH (another " +
      "picam's ring)",
  },
  codec: {
    name: "codec",
    group: "Picture",
    modes: both,
    kind: choice(["h264"], "CODEC"),
    fallback: "h264",
    help: "what they are encoded as",
  },
  width: {
    name: "width",
    group: "Picture",
    modes: both,
    kind: whole(pictureSize, "PIXELS"),
    fallback: "1280",
    help: "width of the picture",
  },
  height: {
    name: "height",
    group: "Picture",
    modes: both,
    kind: whole(pictureSize, "PIXELS"),
    fallback: "720",
    help: "height of the picture",
  },
  framerate: {
    name: "framerate",
    group: "Picture",
    modes: both,
    kind: decimal({ min: 1, max: 500 }, "FPS"),
    fallback: "30",
    help: "frames per second",
  },
  bitrateBps: {
    name: "bitrate",
    group: "Picture",
    modes: both,
    kind: bitrate({ min: 25e3, max: 100e6 }),
    fallback: "2M",
    help: "target in bit/s",
  },
  intraFrames: {
    name: "intra",
    group: "Picture",
    modes: both,
    kind: whole({ min: 1, max: 10_000 }, "FRAMES"),
    derive: {
      words: "the framerate",
      from: ({ framerate = 30 }) => Math.max(1, Math.round(framerate)),
    },
    help: "frames from one key frame to the next",
  },

  camera: {
    name: "camera",
    group: "Camera (--source rpicam)",
    modes: both,
    kind: whole({ min: 0, max: 9 }, "NUMBER"),
    fallback: "0",
    help: "which one, as rpicam-vid --list-cameras counts",
  },
  sensorMode: {
    name: "sensor-mode",
    group: "Camera (--source rpicam)",
    modes: both,
    kind: text(/^[1-9]\d{1,4}:[1-9]\d{1,4}(:(8|10|12|14|16)(:[PU])?)?$/, {
      placeholder: "W:H[:BITS[:P|U]]",
      allowed: "WIDTH:HEIGHT[:BITS[:P|U]] such as 2304:1296:10:P",
    }),
    help: "mode of the sensor (the camera program's --mode)",
  },
  rotation: {
    name: "rotation",
    group: "Camera (--source rpicam)",
    modes: both,
    kind: rotationKind,
    fallback: "0",
    help: "turn the picture",
  },
  hflip: {
    name: "hflip",
    group: "Camera (--source rpicam)",
    modes: both,
    kind: onOff,
    fallback: "false",
    help: "mirror the picture left to right",
  },
  vflip: {
    name: "vflip",
    group: "Camera (--source rpicam)",
    modes: both,
    kind: onOff,
    fallback: "false",
    help: "mirror the picture top to bottom",
  },
  shutterUs: {
    name: "shutter",
    group: "Camera (--source rpicam)",
    modes: both,
    // The HQ camera exposes for up to 670 s.
    kind: exposure({ min: 1, max: 670e6 }),
    help: "fixed exposure time; a plain number is in us",
  },
  gain: {
    name: "gain",
    group: "Camera (--source rpicam)",
    modes: both,
    kind: decimal({ min: 1, max: 100 }, "FACTOR"),
    help: "fixed gain",
  },
  ev: {
    name: "ev",
    group: "Camera (--source rpicam)",
    modes: both,
    kind: decimal({ min: -10, max: 10 }, "STOPS"),
    help: "exposure compensation",
  },
  awb: {
    name: "awb",
    group: "Camera (--source rpicam)",
    modes: both,
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
    group: "Camera (--source rpicam)",
    modes: both,
    kind: roiKind,
    help: "part of the sensor to use, as fractions of its width and height: 0.25,0.25,0.5,0.5",
  },
  denoise: {
    name: "denoise",
    group: "Camera (--source rpicam)",
    modes: both,
    kind: choice(["auto", "off", "cdn_off", "cdn_fast", "cdn_hq"], "MODE"),
    help: "noise reduction",
  },
  hdr: {
    name: "hdr",
    group: "Camera (--source rpicam)",
    modes: both,
    kind: choice(["off", "auto", "sensor", "single-exp"], "MODE"),
    help: "high dynamic range",
  },
  autofocusMode: {
    name: "autofocus-mode",
    group: "Camera (--source rpicam)",
    modes: both,
    kind: choice(["default", "manual", "auto", "continuous"], "MODE"),
    help: "autofocus",
  },
  lensPosition: {
    name: "lens-position",
    group: "Camera (--source rpicam)",
    modes: both,
    kind: lensPositionKind,
    help: "fixed focus; 0 is infinity, default is the lens's own",
  },
  cameraArgs: {
    name: "camera-args",
    group: "Camera (--source rpicam)",
    modes: both,
    kind: cameraArgsKind,
    fallback: "",
    help: 'whatever else the camera program is to be told, as in --camera-args "--contrast 1.2"',
  },

  host: {
    name: "host",
    group: "Network",
    modes: both,
    kind: {
      ...text(hostName, { placeholder: "ADDRESS", allowed: "an address or a host name" }),
      parse: (given) => isIP(given) > 0 || hostName.test(given) ? given : undefined,
    },
    fallback: "0.0.0.0",
    help: "address to listen on; :: is IPv6 as well",
  },
  httpPort: {
    name: "http-port",
    group: "Network",
    modes: both,
    kind: portKind,
    fallback: "8000",
    help: "port for HTTP; 0 is off",
  },
  rawPort: {
    name: "raw-port",
    group: "Network",
    modes: both,
    kind: portKind,
    fallback: "5001",
    help: "port for the bare stream (nc, ffplay tcp://, VLC); 0 is off",
  },
  allowHosts: {
    name: "allow-host",
    group: "Network",
    modes: serve,
    kind: list(hostName, {
      placeholder: "NAME",
      allowed: "a host name such as camera.example.org",
    }),
    fallback: "",
    help: "a further host name that HTTP answers to; may be repeated",
  },
  maxClients: {
    name: "max-clients",
    group: "Network",
    modes: serve,
    kind: whole({ min: 1, max: 10_000 }, "NUMBER"),
    fallback: "64",
    help: "sessions in all",
  },
  lagLimitMs: {
    name: "lag-limit",
    group: "Network",
    modes: serve,
    kind: duration({ min: 100, max: 600_000 }),
    fallback: "2s",
    help: "how far behind a live client may fall before it skips to the newest key frame",
  },

  ring: {
    name: "ring",
    group: "Ring",
    modes: both,
    kind: ringKind,
    fallback: "auto",
    help: "where the last minutes are kept: auto ($RUNTIME_DIRECTORY or /dev/shm), memory, or a " +
      "path on a tmpfs",
  },
  ringSizeBytes: {
    name: "ring-size",
    group: "Ring",
    modes: both,
    kind: size({ min: 2 ** 20, max: 16 * 2 ** 30 }),
    fallback: "64M",
    help: "size of the ring",
  },

  frames: {
    name: "frames",
    group: "Running",
    modes: serve,
    kind: { ...whole({ min: 1, max: 1e12 }, "NUMBER"), range: "" },
    help: "stop after this many frames",
  },
  durationMs: {
    name: "duration",
    group: "Running",
    modes: serve,
    kind: { ...duration({ min: 1, max: 365 * 86_400_000 }), range: "" },
    help: "stop after this long",
  },
  logLevel: {
    name: "log-level",
    group: "Running",
    modes: serve,
    kind: choice(["debug", "info", "warn", "error"], "LEVEL"),
    fallback: "info",
    help: "least level that is logged",
  },
  logFormat: {
    name: "log-format",
    group: "Running",
    modes: serve,
    kind: choice(["text", "json"], "FORMAT"),
    fallback: "text",
    help: "json is for machines",
  },
};

/** The table's rows, in the order of help. */
export const settingRows: readonly Setting[] = Object.values(settingsTable) as Setting[];
