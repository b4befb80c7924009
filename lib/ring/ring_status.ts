/** What the status object says of a ring. */
export interface RingStatus {
  /** The file, or nothing where the ring is in memory. */
  readonly path: string | undefined;
  /** Size of the file, header included. */
  readonly sizeBytes: number;
  /** UUID of the numbering. */
  readonly epoch: string;
  /** First sequence still held. */
  readonly oldest: number;
  /** The sequence that the next frame gets. */
  readonly head: number;
  /** Newest frame that decoding can start at; -1 when none is held. */
  readonly newestKey: number;
  /** Time between the oldest and the newest frame, in seconds. */
  readonly windowSeconds: number;
  /** Bytes of frames kept in memory besides the file. */
  readonly memoryBytes: number;
  /** Frames too large for the ring. */
  readonly refusedFrames: number;
  /** Frames dropped because they came between a refused one and the next key frame. */
  readonly droppedFrames: number;
  /** Frames that the file did not take. */
  readonly writeErrors: number;
}

/** The part of it that the frames themselves tell. */
export type HeldStatus = Pick<
  RingStatus,
  "epoch" | "oldest" | "head" | "newestKey" | "windowSeconds" | "memoryBytes"
>;

/**
 * How the following of another picam's ring goes: frames come; none came for a while; or there is
 * no ring to read at present.
 */
export type FollowerState = "following" | "silent" | "waiting";

/** What the status object says of a ring that another picam writes. */
export interface FollowerStatus extends RingStatus {
  /** How it goes. */
  readonly state: FollowerState;
  /** The same in words, with path, time and reason. */
  readonly words: string;
}
