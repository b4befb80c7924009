/** What the pool asks of its workers, and what they answer. @module */
import type { DeveloperOptions, Gains } from "../../isp/mod.ts";

/** How a PNG is compressed: not at all, or little and fast. */
export type PngCompression = "stored" | "fast";

/** A picture in memory that all threads see. */
export interface SharedPicture {
  /** Pixels in a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** Bits of a value. */
  readonly depth: 8 | 16;
  /** Red, green, blue of each pixel, row after row without padding; 16 bits are little-endian. */
  readonly bytes: Uint8Array<SharedArrayBuffer>;
}

/** Develop a band of a frame. */
export interface BandJob {
  readonly kind: "band";
  /** Geometry and stages, where this worker has not been told them yet. */
  readonly options?: DeveloperOptions;
  /** The payload of the whole frame. */
  readonly raw: Uint8Array<SharedArrayBuffer>;
  readonly gains: Gains;
  /** Even, from `first` to before `end`. */
  readonly rows: { readonly first: number; readonly end: number };
  /** Where the rows are put. */
  readonly picture: SharedPicture;
}

/** Make a PNG of a picture. */
export interface PngJob {
  readonly kind: "png";
  readonly picture: SharedPicture;
  readonly compression: PngCompression;
}

/** One or the other. */
export type Job = BandJob | PngJob;

/** How a job went; `png` is the sender's no more. */
export type JobAnswer =
  | { readonly png?: Uint8Array<ArrayBuffer> }
  | { readonly error: string };
