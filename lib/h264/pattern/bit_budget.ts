/** Picture counts of a stream's busiest second. */
export interface BusiestSecond {
  /** Key pictures. */
  readonly keys: number;
  /** All pictures. */
  readonly pictures: number;
}

/** How many pictures, and how many key pictures at most, begin within any one second. */
export function busiestSecond(framerate: number, intra: number): BusiestSecond {
  const pictures = Math.ceil(framerate);
  return { pictures, keys: Math.ceil(pictures / intra) };
}

/**
 * What a picture predicted from another may cost, so that no second goes past the ceiling.
 *
 * @param keyBits Bits of the largest key picture
 * @returns Bits; negative where key pictures alone go past the ceiling
 */
export function predictedPictureBits(
  bitrateBps: number,
  { keyBits, second }: { keyBits: number; second: BusiestSecond },
): number {
  const { keys, pictures } = second;
  const rest = bitrateBps - keys * keyBits;
  if (keys === pictures) return rest;
  // A second may also have fewer key pictures, with others in their place.
  return Math.min(rest / (pictures - keys), bitrateBps / pictures);
}
