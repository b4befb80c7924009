import type { Frame, Gap, StreamInfo } from "../frame/mod.ts";

/** How an output fares: `waiting` for its first key frame, `closed` after {@linkcode FrameOutput.close}. */
export type OutputState = "waiting" | "writing" | "closed" | "failed";

/** What an output has kept so far. */
export interface OutputStatus {
  /** What it writes to, as it was asked for: a path, a pattern, `-`, a player's name. */
  readonly target: string;
  /** How it fares. */
  readonly state: OutputState;
  /** The file that is open now. Absent where there is none. */
  readonly path?: string;
  /** Files begun. */
  readonly files: number;
  /** Frames kept. */
  readonly frames: number;
  /** Bytes written or about to be. */
  readonly bytes: number;
  /** Length of what was kept on its own time line, seconds. */
  readonly seconds: number;
  /** Frames that came and were not kept: those before the first key frame, or the player was late. */
  readonly droppedFrames: number;
  /** Frames that never came, as {@linkcode FrameOutput.gap} was told. */
  readonly lostFrames: number;
  /** Steps of the sender's clock that were bridged. */
  readonly bridgedSteps: number;
  /** What became of RAW frames that are developed. Absent where none are. */
  readonly developed?: DevelopStatus;
}

/** How development fares. */
export interface DevelopStatus {
  /** Frames developed. */
  readonly frames: number;
  /** Frames that were none: of the wrong size, with values that no sensor gives. */
  readonly refusedFrames: number;
  /** Frames left out because those before them took too long. */
  readonly skippedFrames: number;
  /**
   * How long one took, encoding and waiting included, milliseconds: the median of the newest hundred.
   * Absent before the first.
   */
  readonly medianMs?: number;
}

/** A file that is complete. */
export interface FinishedFile {
  /** Where it is. */
  readonly path: string;
  /** Frames in it. */
  readonly frames: number;
  /** Its size. */
  readonly sizeBytes: number;
  /** Its length, seconds. */
  readonly seconds: number;
  /** Capture time of its first frame: Unix time, microseconds. */
  readonly firstUs: number;
  /** Holes in it. */
  readonly gaps: number;
  /** Frames that are missing in these holes. */
  readonly lostFrames: number;
}

/** Something that keeps or shows frames: files, standard output, a player. */
export interface FrameOutput extends AsyncDisposable {
  /** Whether it may still need a frame's payload when `write` has resolved. Left out: it may. */
  readonly keepsPayloads?: boolean;
  /**
   * Takes the next frame, in the order of the stream. One call at a time.
   *
   * @param frame Its payload is read until the promise is settled, see `keepsPayloads`.
   * @param stream The description that holds for this frame.
   * @returns When there is room for another: to await it is the only backpressure.
   * @throws {OutputError} If it cannot go on; what was written is closed before, complete and playable.
   */
  write(frame: Frame, stream: StreamInfo): Promise<void>;
  /** Says that these frames will never come; the next one is a key frame. */
  gap(gap: Gap): void;
  /**
   * Finishes the files. A second call does nothing.
   *
   * @throws {OutputError} If the last bytes could not be written.
   */
  close(): Promise<void>;
  /** Tells what it has kept so far. */
  status(): OutputStatus;
}
