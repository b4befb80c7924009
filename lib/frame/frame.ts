/** What a frame's flags say. The bits are those of the wire protocol and of the ring's records. */
export const FrameFlag = {
  /** Decoding can start here; parameter sets are in the payload. */
  key: 1 << 0,
  /** The camera was restarted or its settings changed since the previous frame. */
  discontinuity: 1 << 1,
  /** These bytes end the previous frame, whose end had been taken too early. */
  continuation: 1 << 5,
} as const;

/** Members that a source may know of a frame; all optional, see wire-protocol v1, *Message*. */
export type FrameMetadata = Readonly<Record<string, unknown>>;

/**
 * One frame as the ring numbers it: an access unit in Annex B form, a JPEG image or a RAW picture.
 * The payload is a view of memory that nobody changes; whoever keeps it keeps the memory alive.
 */
export interface Frame {
  /** Number of the frame in its epoch, from 0, +1 each. */
  readonly sequence: number;
  /** When the sensor captured it, or when its last byte was read: Unix time, microseconds. */
  readonly captureUs: number;
  /** Bits of {@linkcode FrameFlag}. */
  readonly flags: number;
  /** Which stream it belongs to; 1 is the first. */
  readonly streamId: number;
  /** The picture's bytes, a view. */
  readonly payload: Uint8Array<ArrayBuffer>;
  /** What the source told beside the picture. */
  readonly metadata?: FrameMetadata;
}

/** A range of frames, both ends included, that a reader will never get, and why. */
export interface Gap {
  /** First lost sequence. Absent with reason `epoch`. */
  readonly first?: number;
  /** Last lost sequence. Absent with reason `epoch`. */
  readonly last?: number;
  /** `overrun` left the ring, `skipped` by the live policy, `epoch` numbering restarted. */
  readonly reason: "overrun" | "skipped" | "epoch";
}
