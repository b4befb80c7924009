import type { Frame } from "../frame/mod.ts";
import type { Cursor, RingView } from "../ring/mod.ts";

/** A place in the ring that is always at its newest image. */
export function newestImageCursor(ring: RingView): Cursor {
  return ring.cursor({ policy: "live", lagLimitUs: 0 });
}

/**
 * The newest frame that was not taken yet; all before it are left out. Taking until there is none brings the
 * cursor to the head, from where it skips by itself: a client that is slow from its first image on reads
 * none that it will not get.
 * @returns nothing when there is no new one.
 */
export function takeNewest(cursor: Cursor): Frame | undefined {
  let newest: Frame | undefined;
  for (let item = cursor.takeFrame(); item !== undefined; item = cursor.takeFrame()) {
    if (!("reason" in item)) newest = item;
  }
  return newest;
}
