import type { Frame } from "../frame/mod.ts";
import type { Cursor, CursorOptions, RingView } from "../ring/mod.ts";
import type { ClipPoint, ClipQuery } from "./clip_query.ts";
import { HttpProblem } from "./problem.ts";
import type { RingSpan } from "./ring_pictures.ts";

/** Who asks for what has just left the ring, or is just coming, gets what there is. */
const toleranceUs = 1e6;

/** What the ring holds, from its oldest key frame to its newest frame. */
interface Held {
  readonly oldest: Frame;
  readonly newest: Frame;
}

/**
 * Finds the frames that a query asks for: from the key frame at or before its beginning. Of the last
 * so much it is what there is.
 *
 * @throws {HttpProblem} 404 for a time that the ring does not hold, saying what it does; 409 for
 * another epoch; 400 for an end before the beginning; 503 without any frames.
 */
export function findSpan(ring: RingView, query: ClipQuery): RingSpan {
  const { epoch = ring.epoch } = query;
  if (epoch !== ring.epoch) {
    throw new HttpProblem(409, `Frames are numbered in epoch ${ring.epoch} now, not ${epoch}`);
  }
  const held = heldBy(ring);
  const fromUs = timeOf(ring, held, query.from);
  if (query.from.kind !== "last" && !isHeld(held, fromUs)) {
    throw gone(held, query.from.kind === "oldest" ? "" : "The clip's beginning is not held: ");
  }
  const first = nextFrame(keyCursor(ring, held, fromUs))?.sequence ?? held.oldest.sequence;
  const end = endOf(ring, held, { ...query, fromUs });
  if (end <= first) throw new HttpProblem(400, "The clip's end must be after its beginning");
  return { epoch, first, end };
}

function isHeld({ oldest, newest }: Held, fromUs: number): boolean {
  return fromUs >= oldest.captureUs - toleranceUs && fromUs <= newest.captureUs;
}

function endOf(
  ring: RingView,
  held: Held,
  { to, durationUs, fromUs }: ClipQuery & { readonly fromUs: number },
): number {
  if (to === undefined && durationUs === undefined) return ring.head;
  if (to?.kind === "sequence" && to.sequence <= ring.head) return to.sequence;
  const toUs = to === undefined ? fromUs + durationUs! : timeOf(ring, held, to);
  if (toUs > held.newest.captureUs + toleranceUs) {
    throw gone(held, "The clip's end is still to come: ");
  }
  if (toUs <= fromUs) throw new HttpProblem(400, "The clip's end must be after its beginning");
  const cursor = keyCursor(ring, held, toUs);
  for (let frame = nextFrame(cursor); frame !== undefined; frame = nextFrame(cursor)) {
    if (frame.captureUs >= toUs) return frame.sequence;
  }
  return ring.head;
}

function timeOf(ring: RingView, held: Held, point: ClipPoint): number {
  switch (point.kind) {
    case "oldest":
      return held.oldest.captureUs;
    case "ago":
    case "last":
      return held.newest.captureUs - point.us;
    case "time":
      return point.us;
    case "sequence":
      return frameAt(ring, held, point.sequence).captureUs;
  }
}

function frameAt(ring: RingView, held: Held, sequence: number): Frame {
  if (sequence >= held.oldest.sequence && sequence < ring.head) {
    const frame = nextFrame(ring.cursor({ from: { kind: "sequence", sequence } }));
    if (frame !== undefined) return frame;
  }
  throw gone(held, `Frame ${sequence} is not held: `);
}

/** A cursor at the key frame at or before a time, the oldest one where there is none. */
function keyCursor(ring: RingView, { newest }: Held, us: number): Cursor {
  // Half a microsecond later, because the seconds are not exact: a key frame must find itself.
  const seconds = (newest.captureUs - us - 0.5) / 1e6;
  return gapless(ring, { kind: "ago", seconds: Math.max(0, seconds) });
}

function heldBy(ring: RingView): Held {
  const oldest = ring.newestKey < 0 ? undefined : nextFrame(gapless(ring, { kind: "oldest" }));
  const last = { kind: "sequence", sequence: Math.max(0, ring.head - 1) } as const;
  const newest = oldest && nextFrame(gapless(ring, last));
  if (oldest !== undefined && newest !== undefined) return { oldest, newest };
  throw new HttpProblem(503, "There are no frames yet", { "Retry-After": "5" });
}

function gapless(ring: RingView, from: NonNullable<CursorOptions["from"]>): Cursor {
  return ring.cursor({ from, policy: "gapless" });
}

function nextFrame(cursor: Cursor): Frame | undefined {
  for (;;) {
    const item = cursor.takeFrame();
    if (item === undefined || !("reason" in item)) return item;
  }
}

function gone({ oldest, newest }: Held, what: string): HttpProblem {
  const seconds = Math.max(0, newest.captureUs - oldest.captureUs) / 1e6;
  const time = (us: number): string => new Date(us / 1000).toISOString();
  return new HttpProblem(
    404,
    `${what}there are ${seconds.toFixed(1)} s, ${time(oldest.captureUs)} (frame ` +
      `${oldest.sequence}) to ${time(newest.captureUs)} (frame ${newest.sequence}); ` +
      `?from=oldest is all of it`,
  );
}
