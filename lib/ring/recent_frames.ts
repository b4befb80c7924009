import type { FrameMetadata, StreamInfo } from "../frame/mod.ts";
import { isKey } from "./record.ts";
import type { RecordedFrame } from "./record_reader.ts";

/** Memory for the newest group of pictures. */
const maxBytes = 8 * 1024 * 1024;
/** Frames kept even when a key frame came: a reader one step behind stays in memory. */
const minFrames = 16;
const slabBytes = 64 * 1024;

/**
 * A frame in memory: open while its bytes arrive, then committed or abandoned. Its bytes are
 * written once and never changed, so that views of them stay good as long as anybody holds one.
 */
export class RecentFrame {
  /** Its number; an open frame has the one that it gets if it is committed. */
  readonly sequence: number;
  /** `open` may grow; `abandoned` will never get an end. */
  state: "open" | "committed" | "abandoned" = "open";
  captureUs = 0;
  flags = 0;
  streamId = 1;
  metadata: FrameMetadata | undefined;
  stream: StreamInfo | undefined;
  #slab: Uint8Array<ArrayBuffer>;
  #start: number;
  #length: number;
  #lastView: Uint8Array<ArrayBuffer> | undefined;

  constructor(
    sequence: number,
    place: { slab: Uint8Array<ArrayBuffer>; start: number; length?: number },
  ) {
    this.sequence = sequence;
    this.#slab = place.slab;
    this.#start = place.start;
    this.#length = place.length ?? 0;
  }

  /** Bytes so far. */
  get length(): number {
    return this.#length;
  }

  /**
   * The bytes from `offset` on. Readers in step get the very same view, so that what one of them
   * makes of it (a chunk of HTTP) can be shared.
   */
  bytesFrom(offset: number): Uint8Array<ArrayBuffer> {
    const start = this.#start + offset;
    const length = this.#length - offset;
    const last = this.#lastView;
    if (
      last !== undefined && last.buffer === this.#slab.buffer &&
      last.byteOffset === this.#slab.byteOffset + start &&
      last.length === length
    ) return last;
    this.#lastView = this.#slab.subarray(start, start + length);
    return this.#lastView;
  }

  /** Adds bytes at the end, in `slab` from now on if it is another one. For `RecentFrames` alone. */
  grow(bytes: Uint8Array, slab: Uint8Array<ArrayBuffer>): void {
    if (slab !== this.#slab) {
      slab.set(this.bytesFrom(0));
      this.#slab = slab;
      this.#start = 0;
    }
    slab.set(bytes, this.#start + this.#length);
    this.#length += bytes.length;
  }
}

/**
 * The newest frames in memory: from the newest key frame on, and never more than 8 MiB beside the
 * open one. Bytes lie in slabs that are only ever appended to; a slab is freed when the last view
 * of it is.
 */
export class RecentFrames {
  #frames: RecentFrame[] = [];
  #bytes = 0;
  #slab = new Uint8Array(slabBytes);
  #used = 0;

  /** Begins the frame that gets `sequence`. */
  open(sequence: number): RecentFrame {
    return new RecentFrame(sequence, { slab: this.#slab, start: this.#used });
  }

  /** Adds bytes to the open frame. */
  append(frame: RecentFrame, bytes: Uint8Array): void {
    if (this.#used + bytes.length > this.#slab.length) {
      const needed = frame.length + bytes.length;
      this.#slab = new Uint8Array(needed <= slabBytes / 2 ? slabBytes : needed * 2);
      this.#used = frame.length;
    }
    frame.grow(bytes, this.#slab);
    this.#used += bytes.length;
  }

  /** Keeps a frame that was read from the file; its payload is not copied. */
  adopt({ frame, stream }: RecordedFrame): void {
    const { payload, sequence, captureUs, flags, streamId, metadata } = frame;
    const recent = new RecentFrame(sequence, { slab: payload, start: 0, length: payload.length });
    const state = "committed";
    this.keep(Object.assign(recent, { state, captureUs, flags, streamId, metadata, stream }));
  }

  /**
   * Keeps a frame that is committed, and lets go of what its coming makes old: of all, where it
   * does not follow the newest one.
   */
  keep(frame: RecentFrame): void {
    if (this.#frames.at(-1)?.sequence !== frame.sequence - 1) this.clear();
    this.#frames.push(frame);
    this.#bytes += frame.length;
    let drop = isKey(frame) ? Math.max(0, this.#frames.length - minFrames) : 0;
    for (let index = 0; index < this.#frames.length - 1; index++) {
      if (index >= drop && this.#bytes <= maxBytes) break;
      drop = Math.max(drop, index + 1);
      this.#bytes -= this.#frames[index]?.length ?? 0;
    }
    if (drop > 0) this.#frames = this.#frames.slice(drop);
  }

  /** The frame with this number, where it is still in memory. */
  get(sequence: number): RecentFrame | undefined {
    const first = this.#frames[0];
    return first === undefined ? undefined : this.#frames[sequence - first.sequence];
  }

  /** Bytes of the committed frames that it holds. */
  get sizeBytes(): number {
    return this.#bytes;
  }

  /** Forgets all of them. */
  clear(): void {
    this.#frames = [];
    this.#bytes = 0;
  }
}
