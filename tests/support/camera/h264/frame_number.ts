/**
 * The number that every picture carries: 32 bits and a check byte, one 16 × 16 block a bit, from the
 * top left corner in reading order, black for 0 and white for 1.
 */
export const frameNumberBlocks = 40;

/** Brightness of a block that stands for 0 or 1, and of everything else. */
export const luma = { zero: 28, one: 228, background: 128 } as const;

function checkByte(number: number): number {
  return ((number ^ (number >>> 8) ^ (number >>> 16) ^ (number >>> 24)) & 0xff) ^ 0x5a;
}

/** The bits of a frame number as its blocks show them, first block first. */
export function frameNumberBits(number: number): boolean[] {
  const check = checkByte(number);
  return Array.from({ length: frameNumberBlocks }, (_, index) => {
    const bit = index < 32 ? number >>> (31 - index) : check >>> (frameNumberBlocks - 1 - index);
    return (bit & 1) === 1;
  });
}

/**
 * Reads the frame number out of a decoded picture.
 *
 * @param plane Luma samples, 8 bits each, rows of `strideBytes`.
 * @returns the number, or undefined when the check byte says that this is not one.
 */
export function readFrameNumber(
  plane: Uint8Array,
  picture: { width: number; strideBytes?: number },
): number | undefined {
  const stride = picture.strideBytes ?? picture.width;
  const perRow = Math.ceil(picture.width / 16);
  let number = 0;
  let check = 0;
  for (let index = 0; index < frameNumberBlocks; index++) {
    // Sampled left of the middle: the last block of a cropped width is narrower.
    const x = (index % perRow) * 16 + 4;
    const y = Math.floor(index / perRow) * 16 + 8;
    const bit = (plane[y * stride + x] ?? 0) >= luma.background ? 1 : 0;
    if (index < 32) number = ((number << 1) | bit) >>> 0;
    else check = (check << 1) | bit;
  }
  return check === checkByte(number) ? number : undefined;
}
