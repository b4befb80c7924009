import { setImmediate } from "node:timers/promises";
import { type Frame, FrameFlag } from "../frame/mod.ts";
import type { RingView } from "../ring/mod.ts";

/** A reader of the past lets the live ones in after this many bytes. */
const bytesAtOnce = 1 << 18;

/** A stretch of one epoch's frames. */
export interface RingSpan {
  /** Epoch of the numbers. */
  readonly epoch: string;
  /** Its first frame: a key frame. */
  readonly first: number;
  /** The frame behind its last one. */
  readonly end: number;
}

/** A whole picture: a frame and what came to be known as its end. */
export interface RingPicture {
  /** The frame, with the bytes of its continuations. */
  readonly frame: Frame;
  /** Frames that are missing in front of it. */
  readonly lostFrames: number;
}

/**
 * Reads a stretch of the past, one picture at a time. What is gone is left out; another epoch ends it.
 * Every so often it lets other work go first.
 */
export async function* ringPictures(
  ring: RingView,
  { epoch, first, end }: RingSpan,
): AsyncGenerator<RingPicture> {
  const from = { kind: "sequence", epoch, sequence: first } as const;
  const cursor = ring.cursor({ from, policy: "gapless" });
  let held: RingPicture | undefined;
  let lostFrames = 0;
  let readBytes = 0;
  for (;;) {
    const item = cursor.takeFrame();
    if (item === undefined || ("reason" in item && item.reason === "epoch")) break;
    if ("reason" in item) lostFrames += (item.last ?? 0) - (item.first ?? 0) + 1;
    else if (item.sequence >= end) break;
    else if (item.flags & FrameFlag.continuation) held = held && withEnd(held, item.payload);
    else {
      if (held !== undefined) yield held;
      held = { frame: item, lostFrames };
      lostFrames = 0;
      readBytes += item.payload.length;
    }
    if (readBytes < bytesAtOnce) continue;
    readBytes = 0;
    await setImmediate();
  }
  if (held !== undefined) yield held;
}

function withEnd({ frame, lostFrames }: RingPicture, end: Uint8Array): RingPicture {
  const payload = new Uint8Array(frame.payload.length + end.length);
  payload.set(frame.payload);
  payload.set(end, frame.payload.length);
  return { frame: { ...frame, payload }, lostFrames };
}
