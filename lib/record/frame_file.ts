import type { Frame } from "../frame/mod.ts";

/** What a file on disk has in it. */
export interface FileContent {
  /** Frames. */
  readonly frames: number;
  /** Bytes, all of them. */
  readonly sizeBytes: number;
  /** Length of what it shows, µs. */
  readonly durationUs: number;
}

/** One file that frames are put into, whatever its format. */
export interface FrameFile {
  /** Where it is. */
  readonly path: string;
  /** What was put in so far; what the disk has may be less. */
  readonly content: FileContent;
  /** What ended it, if anything did: whatever is put in after that is dropped. */
  readonly failure: { readonly error: unknown } | undefined;
  /** Tells whether a key frame can follow in it: its decoder would be set up the same, there is room. */
  accepts(key: Frame): boolean;
  /**
   * Puts the next frame in.
   *
   * @param frame The first one is a key frame. Its payload is copied.
   * @param beforeUs How long the frame before it is shown; of no meaning for the first.
   */
  add(frame: Frame, beforeUs: number): void;
  /** Puts in bytes that end the last frame, whose end had been taken too early. */
  extend(payload: Uint8Array): void;
  /** Resolves when there is room for more, or it has failed. */
  room(): Promise<void>;
  /**
   * Completes and closes it; `failure` tells whether that was possible. Never rejects.
   *
   * @param lastUs How long the last frame is shown.
   * @returns What the disk has now, also after a failure.
   */
  finish(lastUs: number): Promise<FileContent>;
}
