import type { CellPicture } from "./cell_picture.ts";
import type { ScaledFont } from "./scaled_font.ts";

/** Where a line of text stands, in cells. */
export interface TextPlace {
  /** Its left end. */
  readonly x: number;
  /** Its upper end. */
  readonly y: number;
  /** Room to the right of `x`; characters beyond it are left out. */
  readonly width: number;
}

/** A line of text in a picture of cells, of which only characters that changed are drawn again. */
export class TextLine {
  readonly #font: ScaledFont;
  readonly #place: TextPlace;
  #drawn = "";

  constructor(font: ScaledFont, place: TextPlace) {
    this.#font = font;
    this.#place = place;
  }

  /**
   * Draws what differs from the text drawn last.
   *
   * @param text If it is as long as the last, its characters are as wide, as digits are
   */
  draw(picture: CellPicture, text: string): void {
    const hasMoved = text.length !== this.#drawn.length;
    if (hasMoved) picture.fillLuma({ ...this.#place, height: this.#font.height }, this.#font.paper);
    let x = 0;
    for (let i = 0; i < text.length; i++) {
      const character = text[i]!;
      const width = this.#font.advance(character) - this.#font.gap;
      if (x + width > this.#place.width) break;
      if (hasMoved || character !== this.#drawn[i]) this.#drawCharacter(picture, character, x);
      x += width + this.#font.gap;
    }
    this.#drawn = text;
  }

  /** Draws everything at the next {@linkcode draw}. */
  forget(): void {
    this.#drawn = "";
  }

  #drawCharacter(picture: CellPicture, character: string, x: number): void {
    const glyph = this.#font.glyph(character);
    if (glyph === undefined) return;
    const stride = picture.mbWidth * 4;
    let at = this.#place.y * stride + this.#place.x + x;
    for (let from = 0; from < glyph.luma.length; from += glyph.width) {
      picture.luma.set(glyph.luma.subarray(from, from + glyph.width), at);
      at += stride;
    }
  }
}
