import type { FrameMetadata, StreamInfo } from "../frame/mod.ts";

/** Latency of frames, µs. */
export interface LatencyQuantiles {
  /** Half of them were faster. */
  readonly p50: number;
  /** 95 % were faster. */
  readonly p95: number;
  /** 99 % were faster. */
  readonly p99: number;
}

/** How one camera's stream is received. */
export interface CameraStatus {
  /** What the camera calls its stream. */
  readonly camera: string;
  /** `receiving` while connected, `ended` after END, `away` without a connection. */
  readonly state: "receiving" | "ended" | "away";
  /** Address and port of the other side; absent without a connection. */
  readonly remote?: string;
  /** What the frames are. */
  readonly stream?: StreamInfo;
  /** UUID of their numbering. */
  readonly epoch?: string;
  /** The next frame that is lacked. */
  readonly sequence?: number;
  /** Frames received. */
  readonly frames: number;
  /** Their bytes. */
  readonly bytes: number;
  /** Frames per second, over the last two seconds. */
  readonly framesPerSecond: number;
  /** Bit/s of frames, over the last two seconds. */
  readonly bitrateBps: number;
  /**
   * From capture to receipt, over the newest 1024 frames of the last 10 s. Right up to half of what
   * the ways there and back differ by. Absent where the sender's clock is not known.
   */
  readonly latencyUs?: LatencyQuantiles;
  /** From capture to the outputs, of the frame that they took last, ms. Absent like `latencyUs`. */
  readonly lagMs?: number;
  /** What the camera told of its newest frame, if it tells of frames. */
  readonly metadata?: FrameMetadata;
  /** Holes so far. */
  readonly holes: number;
  /** Frames in them, so far as that is known. */
  readonly lostFrames: number;
  /** Times that a connection was made anew. */
  readonly reconnects: number;
  /** Messages that were damaged on their way. */
  readonly damaged: number;
  /** To be added to this clock to get the sender's, µs; absent until it is known. */
  readonly clockOffsetUs?: number;
  /** Round trip of the exchange that told it, µs. */
  readonly roundTripUs?: number;
}

/** How receiving goes. */
export interface ReceiveStatus {
  /** `connecting`, `waiting` for the next try, `connected`; `listening` for cameras that dial. */
  readonly state: "connecting" | "waiting" | "connected" | "listening";
  /** Where from. */
  readonly target: string;
  /** Why there is no connection, where there was a fault. */
  readonly problem?: string;
  /** Each camera that frames came from. */
  readonly cameras: readonly CameraStatus[];
}
