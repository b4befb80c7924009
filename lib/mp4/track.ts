import type { AvcParameters } from "./avc_configuration.ts";

/** Ticks a second of all times in picam's MP4: what RTP and MPEG count video in. */
export const timescale = 90_000;

/** The one video track of a file or of a stream of fragments. */
export interface VideoTrack {
  /** Width to be shown, pixels. */
  readonly width: number;
  /** Height to be shown, pixels. */
  readonly height: number;
  /** What its decoder must know. */
  readonly avc: AvcParameters;
  /** When the first picture was captured: Unix time, microseconds. Absent: it is not said. */
  readonly createdUs?: number;
}

/** A coded picture as a sample of the track. */
export interface Sample {
  /** Its size in bytes, lengths of NAL units included. */
  readonly sizeBytes: number;
  /** How long it is shown, in ticks of {@linkcode timescale}: 1 to 2^32 − 1. */
  readonly duration: number;
  /** Whether decoding can start at it. */
  readonly key: boolean;
  /**
   * How much later than it is decoded it is shown, in ticks; negative where it is shown before one that
   * is decoded first. Absent is 0: pictures are mostly shown in the order in which they are coded.
   */
  readonly compositionOffset?: number;
}

/** Ticks of {@linkcode timescale}, a whole number. @param us Microseconds. */
export function ticksOf(us: number): number {
  return Math.round(us * timescale / 1e6);
}
