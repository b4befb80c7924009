import type { Codec } from "../frame/mod.ts";
import type { RingSetting, SourceSetting } from "./place.ts";

/** What picam can be started as. */
export type Mode = "serve" | "doctor";

/** All settings of `--mode serve`. What is optional is left to whatever it is handed to. */
export interface ServeSettings {
  /** Where pictures come from. */
  readonly source: SourceSetting;
  /** What they are encoded as. */
  readonly codec: Extract<Codec, "h264">;
  /** Width of the picture in pixels, even. */
  readonly width: number;
  /** Height of the picture in pixels, even. */
  readonly height: number;
  /** Frames per second. */
  readonly framerate: number;
  /** Target bit rate in bit/s. */
  readonly bitrateBps: number;
  /** Frames from one key frame to the next. */
  readonly intraFrames: number;

  /** Number of the camera, as the camera program lists them. */
  readonly camera: number;
  /** The sensor's mode, `WIDTH:HEIGHT[:BITS[:P|U]]`. */
  readonly sensorMode?: string;
  /** How far the picture is turned, in degrees. */
  readonly rotation: 0 | 180;
  /** Whether it is mirrored left to right. */
  readonly hflip: boolean;
  /** Whether it is mirrored top to bottom. */
  readonly vflip: boolean;
  /** Exposure time in µs. */
  readonly shutterUs?: number;
  /** Gain of the sensor, a factor. */
  readonly gain?: number;
  /** Exposure compensation in stops. */
  readonly ev?: number;
  /** Mode of the white balance. */
  readonly awb?: string;
  /** Part of the sensor to use, `X,Y,W,H` as fractions. */
  readonly roi?: string;
  /** Mode of the noise reduction. */
  readonly denoise?: string;
  /** Mode of the high dynamic range. */
  readonly hdr?: string;
  /** Mode of the autofocus. */
  readonly autofocusMode?: string;
  /** Where the lens is put, in dioptres. */
  readonly lensPosition?: number | "default";
  /** Further arguments for the camera program, word by word. */
  readonly cameraArgs: readonly string[];

  /** Address or host name to listen on. */
  readonly host: string;
  /** Port for HTTP; 0 is off, `auto` any free one. */
  readonly httpPort: number | "auto";
  /** Port for the bare elementary stream; 0 is off, `auto` any free one. */
  readonly rawPort: number | "auto";
  /** Further host names that HTTP answers to, in lower case. */
  readonly allowHosts: readonly string[];
  /** Sessions in all. */
  readonly maxClients: number;
  /** How far behind a live client may fall before it skips, in ms. */
  readonly lagLimitMs: number;

  /** Where the ring is kept. */
  readonly ring: RingSetting;
  /** Its size in bytes. */
  readonly ringSizeBytes: number;

  /** After how many frames to stop. */
  readonly frames?: number;
  /** After how long to stop, in ms. */
  readonly durationMs?: number;

  /** Nothing below it is logged. */
  readonly logLevel: "debug" | "info" | "warn" | "error";
  /** Whether people or machines read the log. */
  readonly logFormat: "text" | "json";
}

/** The settings of `--mode doctor`: those whose surroundings it checks, and the picture it tries. */
export type DoctorSettings = Omit<
  ServeSettings,
  "allowHosts" | "maxClients" | "lagLimitMs" | "frames" | "durationMs" | "logLevel" | "logFormat"
>;

/** Where a value comes from. */
export type Origin =
  | {
    /** A flag on the command line. */
    readonly kind: "flag";
  }
  | {
    /** A variable of the environment. */
    readonly kind: "environment";
    /** Its name. */
    readonly name: string;
  }
  | {
    /** The configuration file. */
    readonly kind: "file";
    /** Its path. */
    readonly path: string;
    /** The line in it, from 1. */
    readonly line: number;
  }
  | {
    /** Nobody gave one. */
    readonly kind: "default";
  };
