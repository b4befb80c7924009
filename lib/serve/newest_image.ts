import type { Frame, Gap } from "../frame/mod.ts";

/**
 * The newest frame that was not taken yet; all before it are left out. Taking until there is none brings a
 * cursor to the head, from where it skips by itself: a client that is slow from its first image on reads
 * none that it will not get.
 *
 * @param next Takes the next frame or gap, if there is one.
 * @returns nothing when there is no new one.
 */
export function takeNewest(next: () => Frame | Gap | undefined): Frame | undefined {
  let newest: Frame | undefined;
  for (let item = next(); item !== undefined; item = next()) {
    if (!("reason" in item)) newest = item;
  }
  return newest;
}

/** The next frame that was not taken yet, whatever is lost before it. */
export function takeNext(next: () => Frame | Gap | undefined): Frame | undefined {
  let item = next();
  while (item !== undefined && "reason" in item) item = next();
  return item;
}
