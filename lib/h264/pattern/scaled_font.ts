import { BRIGHT, DARK } from "./cell_picture.ts";
import type { Font, Glyph } from "./glyphs.ts";

/** A character in luma cells. */
export interface GlyphCells {
  /** Cells in a row. */
  readonly width: number;
  /** Luma, row by row. */
  readonly luma: Uint8Array;
}

/**
 * A font enlarged by a whole factor, one dot to `scale` x `scale` cells, with diagonals made
 * smooth. Each character is enlarged when it is first asked for.
 */
export class ScaledFont {
  /** Cells from the top of a character to its foot. */
  readonly height: number;
  /** Cells between two characters. */
  readonly gap: number;
  /** Luma behind the characters. */
  readonly paper: number;
  readonly #font: Font;
  /** Cells to a dot, in both directions. */
  readonly scale: number;
  readonly #enlarged = new Map<string, GlyphCells>();

  /**
   * @param scale Cells to a dot, in both directions
   * @param paper Luma behind the characters, even, so that the fine quantiser is exact
   */
  constructor(font: Font, scale: number, paper: number = DARK) {
    this.paper = paper;
    this.#font = font;
    this.scale = scale;
    this.height = font.height * scale;
    this.gap = scale;
  }

  /** A character's cells; none for a space and for what the font lacks. */
  glyph(character: string): GlyphCells | undefined {
    let cells = this.#enlarged.get(character);
    const glyph = this.#font.glyphs.get(character);
    if (cells === undefined && glyph !== undefined) {
      cells = enlarge(glyph, this);
      this.#enlarged.set(character, cells);
    }
    return cells;
  }

  /** Cells from the left end of a character to that of the next. */
  advance(character: string): number {
    const dots = this.#font.glyphs.get(character)?.width ?? this.#font.spaceWidth;
    return dots * this.scale + this.gap;
  }

  /** Cells that a text takes, without a gap behind it. */
  textWidth(text: string): number {
    let width = -this.gap;
    for (const character of text) width += this.advance(character);
    return Math.max(0, width);
  }
}

function enlarge(glyph: Glyph, { scale, paper }: { scale: number; paper: number }): GlyphCells {
  const width = glyph.width * scale;
  const luma = new Uint8Array(width * glyph.rows.length * scale).fill(paper);
  for (let y = 0; y < glyph.rows.length; y++) {
    for (let x = 0; x < glyph.width; x++) {
      const at = y * scale * width + x * scale;
      if (glyph.rows[y]! >> x & 1) {
        for (let row = 0; row < scale; row++) {
          luma.fill(BRIGHT, at + row * width, at + row * width + scale);
        }
      }
      if (scale > 1) cutCorner(glyph, { x, y }, { luma, at, width, scale, paper });
    }
  }
  return { width, luma };
}

/**
 * Where two neighbours that meet at a corner of a dot have the other colour, and the two opposite
 * have its own, the corner is cut off: steps become slopes, and ends become round.
 */
function cutCorner(
  { rows }: Glyph,
  { x, y }: { x: number; y: number },
  dot: { luma: Uint8Array; at: number; width: number; scale: number; paper: number },
): void {
  // With a dark dot in front of the first one, a shift never goes below 0.
  const row = rows[y]! << 1;
  const left = row >> x & 1, here = row >> (x + 1) & 1, right = row >> (x + 2) & 1;
  const above = (rows[y - 1] ?? 0) >> x & 1, below = (rows[y + 1] ?? 0) >> x & 1;
  if (left === right || above === below) return;
  const cut = dot.scale >> 1;
  for (let i = 0; i < cut; i++) {
    const cellY = below === here ? i : dot.scale - 1 - i;
    const cellX = right === here ? 0 : dot.scale - cut + i;
    const start = dot.at + cellY * dot.width + cellX;
    dot.luma.fill(here ? dot.paper : BRIGHT, start, start + cut - i);
  }
}
