/** A chroma cell in the range and matrix of JPEG, and what that means for the luma of its four cells. */
export interface FullRangeColour {
  /** Blue difference. */
  readonly cb: number;
  /** Red difference. */
  readonly cr: number;
  /** Luma of each cell value 0 to 255. */
  readonly luma: Uint8Array;
}

/** From BT.709 to BT.601, of values without offset: what luma gets of Cb and Cr, and so on. */
const lumaOfCb = 0.1016, lumaOfCr = 0.1961;
const cbOfCb = 0.9899, cbOfCr = -0.1107;
const crOfCb = -0.0725, crOfCr = 0.9834;

/**
 * Turns colours of video (BT.709, limited range) into those of JPEG files (BT.601, full range), each kind
 * of chroma once. Spec: ITU-T BT.709-6, BT.601-7; ITU-T T.871 7.
 */
export class FullRange {
  readonly #known = new Map<number, FullRangeColour>();

  /** What a chroma cell becomes. @param cb, cr 0 to 255 */
  of(cb: number, cr: number): FullRangeColour {
    const key = cb << 8 | cr;
    let colour = this.#known.get(key);
    if (colour === undefined) this.#known.set(key, colour = convert(cb - 128, cr - 128));
    return colour;
  }
}

function convert(cb: number, cr: number): FullRangeColour {
  const chroma = (value: number) => clamp(value * 255 / 224 + 128);
  const shift = (lumaOfCb * cb + lumaOfCr * cr) * 219 / 224;
  return {
    cb: chroma(cbOfCb * cb + cbOfCr * cr),
    cr: chroma(crOfCb * cb + crOfCr * cr),
    luma: Uint8Array.from({ length: 256 }, (_, y) => clamp((y - 16 + shift) * 255 / 219)),
  };
}

function clamp(value: number): number {
  return Math.min(255, Math.max(0, Math.round(value)));
}
