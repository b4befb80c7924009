/** The payload kinds that picam carries. */
export type Codec = "h264" | "mjpeg" | "raw12";

/**
 * The description of a stream, as WELCOME, EVENT `stream`, the ring's header and the status object
 * carry it. Only `id`, `name` and `codec` are certain before the first key frame.
 * Spec: wire-protocol v1, *Session*.
 */
export interface StreamInfo {
  /** Number of the stream in its session; 1 is the first. */
  readonly id: number;
  /** What people call it. */
  readonly name: string;
  /** What a payload is. */
  readonly codec: Codec;
  /** RFC 6381 codec string, for example `avc1.42C01F`. */
  readonly codecString?: string;
  /** Visible width in pixels. */
  readonly width?: number;
  /** Visible height in pixels. */
  readonly height?: number;
  /** Nominal frames per second. */
  readonly framerate?: number;
  /** Target bit rate in bit/s. */
  readonly bitrate?: number;
  /** Order of the colours in the sensor's 2 × 2 cell, RAW only. */
  readonly bayer?: "RGGB" | "BGGR" | "GRBG" | "GBRG";
  /** Significant bits of a RAW sample. */
  readonly bitDepth?: number;
}
