import { BRIGHT, type CellPicture, DARK } from "./cell_picture.ts";
import type { Font } from "./glyphs.ts";

/** Where a line of text stands, in cells. */
export interface TextPlace {
  /** Its left end. */
  readonly x: number;
  /** Its upper end. */
  readonly y: number;
  /** Room to the right of `x`; characters beyond it are left out. */
  readonly width: number;
  /** Cells between characters. */
  readonly gap: number;
}

/** Cells that a text takes, without a gap behind it. */
export function textWidth(font: Font, text: string, gap: number): number {
  let width = -gap;
  for (const character of text) width += advance(font, character, gap);
  return Math.max(0, width);
}

function advance(font: Font, character: string, gap: number): number {
  const glyph = font.glyphs.get(character);
  // A space, or a character that the font lacks, leaves three dots out.
  return glyph === undefined ? Math.round(font.height * 3 / 7) : glyph[0]!.length + gap;
}

/** A line of text in a picture of cells, of which only characters that changed are drawn again. */
export class TextLine {
  readonly #font: Font;
  readonly #place: TextPlace;
  #shown = "";

  constructor(font: Font, place: TextPlace) {
    this.#font = font;
    this.#place = place;
  }

  /** Draws what differs from the text drawn last. */
  draw(picture: CellPicture, text: string): void {
    let x = 0;
    let isMoved = text.length !== this.#shown.length;
    if (isMoved) this.#clear(picture, { x: 0, width: this.#place.width });
    for (let i = 0; i < text.length; i++) {
      const character = text[i]!;
      const width = advance(this.#font, character, this.#place.gap);
      if (x + width - this.#place.gap > this.#place.width) break;
      if (isMoved || character !== this.#shown[i]) {
        isMoved ||= width !== advance(this.#font, this.#shown[i]!, this.#place.gap);
        this.#clear(picture, { x, width: isMoved ? this.#place.width - x : width });
        this.#drawCharacter(picture, character, x);
      }
      x += width;
    }
    this.#shown = text;
  }

  /** Draws everything at the next {@linkcode draw}. */
  forget(): void {
    this.#shown = "";
  }

  #clear(picture: CellPicture, { x, width }: { x: number; width: number }): void {
    const room = Math.min(width, this.#place.width - x);
    const area = { x: this.#place.x + x, y: this.#place.y, width: room, height: this.#font.height };
    picture.fillLuma(area, DARK);
  }

  #drawCharacter(picture: CellPicture, character: string, x: number): void {
    const stride = picture.mbWidth * 4;
    let at = this.#place.y * stride + this.#place.x + x;
    for (const row of this.#font.glyphs.get(character) ?? []) {
      for (let i = 0; i < row.length; i++) if (row[i]) picture.luma[at + i] = BRIGHT;
      at += stride;
    }
  }
}
