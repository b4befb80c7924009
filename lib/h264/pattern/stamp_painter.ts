import { BRIGHT, type CellPicture, DARK } from "./cell_picture.ts";
import {
  encodeStamp,
  type PatternStamp,
  STAMP_BYTES,
  STAMP_COLUMNS,
  type StampGeometry,
} from "../../frame/mod.ts";

/** Paints stamps, one over another: only squares that change. */
export class StampPainter {
  readonly #geometry: StampGeometry;
  #painted: Uint8Array | undefined;

  constructor(geometry: StampGeometry) {
    this.#geometry = geometry;
  }

  /** Paints the stamp over the one before it. */
  paint(picture: CellPicture, stamp: PatternStamp): void {
    const bytes = encodeStamp(stamp);
    for (let i = 0; i < STAMP_BYTES; i++) {
      const changed = this.#painted === undefined ? 0xff : bytes[i]! ^ this.#painted[i]!;
      for (let bit = 0; bit < 8; bit++) {
        const mask = 0x80 >> bit;
        if (changed & mask) this.#paintSquare(picture, i * 8 + bit, (bytes[i]! & mask) !== 0);
      }
    }
    this.#painted = bytes;
  }

  /** Paints every square at the next {@linkcode paint}. */
  forget(): void {
    this.#painted = undefined;
  }

  #paintSquare(picture: CellPicture, square: number, isBright: boolean): void {
    const { x, y, size } = this.#geometry;
    const column = square % STAMP_COLUMNS, row = Math.floor(square / STAMP_COLUMNS);
    const area = {
      x: (x + column * size) / 4,
      y: (y + row * size) / 4,
      width: size / 4,
      height: size / 4,
    };
    picture.fillLuma(area, isBright ? BRIGHT : DARK);
  }
}
