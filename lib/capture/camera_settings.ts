import type { CameraCodec } from "./camera_codec.ts";

/** Quality of JPEG where none is asked for: faults are hardly seen. */
export const usualQuality = 80;

/** What pictures to make. */
export interface PictureSettings {
  /** What they are encoded as; `h264` if not given. */
  readonly codec?: CameraCodec | undefined;
  /** Quality of JPEG, 1 to 100; 80 if not given. */
  readonly quality?: number | undefined;
  /** Visible width in pixels, even. */
  readonly width: number;
  /** Visible height in pixels, even. */
  readonly height: number;
  /** Frames per second. */
  readonly framerate: number;
  /** Target bit rate in bit/s. */
  readonly bitrateBps: number;
  /** Frames from one key frame to the next. */
  readonly intra: number;
}

/**
 * What the camera program is told, under its own names; absent members are left to it. Texts are
 * passed on as they are: it checks them.
 */
export interface CameraSettings extends PictureSettings {
  /** Number of the camera, from 0. */
  readonly camera?: number | undefined;
  /** `W:H[:bits[:P|U]]`: its `--mode`. */
  readonly sensorMode?: string | undefined;
  /** Degrees, 0 or 180. */
  readonly rotation?: number | undefined;
  /** Mirrored left to right. */
  readonly hflip?: boolean | undefined;
  /** Mirrored top to bottom. */
  readonly vflip?: boolean | undefined;
  /** Exposure time in microseconds. */
  readonly shutterUs?: number | undefined;
  /** Gain of the sensor; 0 is automatic. */
  readonly gain?: number | undefined;
  /** Exposure compensation in stops. */
  readonly ev?: number | undefined;
  /** White balance mode. */
  readonly awb?: string | undefined;
  /** Region of interest: `x,y,w,h` as fractions. */
  readonly roi?: string | undefined;
  /** Denoise mode. */
  readonly denoise?: string | undefined;
  /** `off`, `auto`, `sensor` or `single-exp`. */
  readonly hdr?: string | undefined;
  /** `manual`, `auto` or `continuous`. */
  readonly autofocusMode?: string | undefined;
  /** Dioptres, or the lens's own place. */
  readonly lensPosition?: number | "default" | undefined;
  /** More arguments, word by word. */
  readonly cameraArgs?: readonly string[] | undefined;
}
