import { isVcl, nalUnitType } from "./nal_unit.ts";
import { parseSliceHeader } from "./slice_header.ts";
import type { Sps } from "./sps.ts";

/** A profile without B pictures: Baseline. Spec: ITU-T H.264 (08/2021) A.2.1. */
const baselineProfile = 66;

/**
 * Tells whether a stream may have pictures that are shown before one that is coded first. Those of a
 * Pi 5 without `--low-latency` do.
 */
export function mayReorder({ profileIdc, picOrderCntType, vui }: Sps): boolean {
  return profileIdc !== baselineProfile && picOrderCntType !== 2 && vui?.maxNumReorderFrames !== 0;
}

/**
 * Tells whether an access unit is a B picture.
 *
 * @param units Its NAL units, header first.
 */
export function isBipredictive(units: readonly Uint8Array[]): boolean {
  const slice = units.find((unit) => isVcl(nalUnitType(unit[0]!)));
  if (slice === undefined) return false;
  try {
    return parseSliceHeader(slice).sliceType === "B";
  } catch (error) {
    if (error instanceof SyntaxError) return false; // a decoder will find it out
    throw error;
  }
}
