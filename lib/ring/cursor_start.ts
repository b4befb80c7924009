import type { From } from "../frame/mod.ts";
import type { HeldFrames } from "./held_frames.ts";

/** Where a reader begins. */
export interface StartingPoint {
  /** The epoch that it believes to be in. */
  readonly epoch: string;
  /** The first frame that it asks for. */
  readonly sequence: number;
  /** There is no key frame yet: it begins at the first one that comes. */
  readonly waitsForKey: boolean;
}

/**
 * Finds where a reader begins. Spec: wire-protocol v1, *Session*, `From`.
 * @throws {RangeError} when `from` names a sequence of this epoch that does not exist yet, or none.
 */
export function startingPoint(ring: HeldFrames, from: From): StartingPoint {
  if (from.kind === "sequence") return resumingPoint(ring, from);
  const sequence = firstKey(ring, from) ?? ring.newestKey;
  const waitsForKey = sequence < 0;
  return { epoch: ring.epoch, sequence: waitsForKey ? ring.head : sequence, waitsForKey };
}

function resumingPoint(ring: HeldFrames, from: From & { kind: "sequence" }): StartingPoint {
  const { sequence, epoch = ring.epoch } = from;
  if (!Number.isSafeInteger(sequence) || sequence < 0) {
    throw new RangeError(`A frame number is a whole number from 0, not ${sequence}`);
  }
  if (epoch === ring.epoch && sequence > ring.head) {
    throw new RangeError(`Cannot start at frame ${sequence}: the next one will be ${ring.head}`);
  }
  return { epoch, sequence, waitsForKey: false };
}

function firstKey(ring: HeldFrames, from: Exclude<From, { kind: "sequence" }>): number | undefined {
  if (from.kind === "live") return undefined;
  const { finder, newestCaptureUs } = ring;
  const key = from.kind === "oldest"
    ? finder.nextKey(ring.oldest)
    : finder.keyAgo(newestCaptureUs, from.seconds * 1e6);
  return key?.sequence;
}
