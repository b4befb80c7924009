import type { FrameEnd, FrameMetadata, FrameSink } from "../frame/mod.ts";
import type { Timing } from "../observe/mod.ts";

/**
 * When a frame whose object has not come is looked after again, in milliseconds. The camera program writes the object
 * right after the frame's last byte, in some twenty writes; 5 ms are a sixth of a frame at 30 frames/s.
 */
const looksAfterMs = [1, 1, 3];
/** Frames that a pipe holds ahead of the one that is read: tiny ones; more are no frames' objects. */
const mostAhead = 64;

/** Where objects come from. */
export interface MetadataFeed {
  /**
   * Hands on the objects that have come since, in order.
   * @throws {Error} where they cannot be read, or are none.
   */
  readonly poll: (onObject: (metadata: FrameMetadata) => void) => void;
  /** Takes what has come since, and makes nothing of it: who cannot write any more would wait for ever. */
  readonly discard: () => void;
}

/**
 * Puts metadata to frames, where both come in the same order by ways of their own: the n-th object is the n-th
 * frame's. The camera program writes an object after its frame and before the next frame, so that one that is
 * not there when the next frame begins never comes: the two have fallen out of step, and from then on frames
 * go without. A frame waits for its object for 5 ms, and no longer than until the next one begins.
 */
export class RpicamMetadataSink implements FrameSink {
  readonly #sink: FrameSink;
  readonly #feed: MetadataFeed;
  readonly #timing: Timing;
  readonly #onLost: (why: string) => void;
  readonly #objects: FrameMetadata[] = [];
  /** The frame that waits. */
  #held: FrameEnd | undefined;
  #cancelLook = (): void => {};
  /** Whether the last frame went without its object, which is still to come. */
  #isOwed = false;
  #isLost = false;

  /** @param parts.onLost is told once, in half a sentence, why frames have no metadata any more. */
  constructor(
    sink: FrameSink,
    parts: { feed: MetadataFeed; timing: Timing; onLost: (why: string) => void },
  ) {
    this.#sink = sink;
    this.#feed = parts.feed;
    this.#timing = parts.timing;
    this.#onLost = parts.onLost;
  }

  append(bytes: Uint8Array): void {
    if (bytes.length > 0 && (this.#held !== undefined || this.#isOwed)) this.#settle();
    this.#sink.append(bytes);
  }

  commit(end: FrameEnd): void {
    this.finish();
    this.#held = end;
    this.#look(0);
  }

  abandon(): void {
    this.finish();
    this.#sink.abandon();
  }

  /** Passes a frame on that waits for its object: none comes any more. */
  finish(): void {
    if (this.#held !== undefined) this.#pass(this.#take());
  }

  /** @param looks how often this frame's object has been looked for. */
  #look(looks: number): void {
    if (this.#held === undefined) return;
    const object = this.#take();
    const againMs = looksAfterMs[looks];
    if (object !== undefined || this.#isLost || againMs === undefined) {
      this.#isOwed = object === undefined;
      return this.#pass(object);
    }
    this.#cancelLook = this.#timing.after(againMs, () => this.#look(looks + 1));
  }

  /** The next frame begins: the object of the one before must be there. */
  #settle(): void {
    const object = this.#take();
    if (object === undefined) this.#lose("a frame came without");
    this.#isOwed = false;
    if (this.#held !== undefined) this.#pass(object);
  }

  #pass(metadata: FrameMetadata | undefined): void {
    const end = this.#held;
    this.#cancelLook();
    this.#held = undefined;
    if (end !== undefined) this.#sink.commit(metadata === undefined ? end : { ...end, metadata });
  }

  #take(): FrameMetadata | undefined {
    if (this.#isLost) {
      this.#feed.discard();
      return undefined;
    }
    try {
      this.#feed.poll((object) => this.#objects.push(object));
    } catch (error) {
      this.#lose(error instanceof Error ? error.message : String(error));
    }
    if (this.#objects.length > mostAhead) this.#lose("there are more of them than frames");
    return this.#isLost ? undefined : this.#objects.shift();
  }

  #lose(why: string): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#objects.length = 0;
    this.#onLost(why);
  }
}
