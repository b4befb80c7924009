import type { Bars } from "./bars.ts";
import { Caption } from "./caption.ts";
import { BRIGHT, CellPicture, DARK, type MacroblockRows } from "./cell_picture.ts";
import { type Layout, type TextBlock, TITLE_PAPER } from "./layout.ts";
import { type PatternStamp, stampGeometry } from "../../frame/mod.ts";
import { StampPainter } from "./stamp_painter.ts";

/** Grey steps from dark to bright: at multiples of 26 what is below can be predicted exactly. */
const GREY_STEPS = (BRIGHT - DARK) / 26 + 1;

/** What is to be seen: bars above, below them the panel of grey steps, text and stamp. */
export class Scene {
  /** The picture as it is to be; bars that vectors move are up to date in key pictures only. */
  readonly picture: CellPicture;
  /** The rows below the bars. */
  readonly panel: MacroblockRows;
  readonly #bars: Bars;
  readonly #blocks: readonly TextBlock[];
  readonly #caption: Caption;
  readonly #stamp: StampPainter | undefined;

  /** @param parts Visible size in samples, its division, and the bars */
  constructor(parts: { width: number; height: number; layout: Layout; bars: Bars }) {
    const { width, height, layout, bars } = parts;
    this.picture = new CellPicture(Math.ceil(width / 16), Math.ceil(height / 16));
    this.panel = { mbY: layout.barRows, mbRows: this.picture.mbHeight - layout.barRows };
    this.#bars = bars;
    this.#blocks = layout.blocks;
    this.#caption = new Caption(layout);
    const geometry = stampGeometry(width, height);
    this.#stamp = geometry && new StampPainter(geometry);
    this.clearPanel();
  }

  /** Paints text and stamp; only what changed. */
  paintPanel(state: PatternStamp): void {
    this.#caption.draw(this.picture, state);
    this.#stamp?.paint(this.picture, state);
  }

  /** Paints the stamp over an older panel, whose text stays. */
  paintStampOver(panel: CellPicture, state: PatternStamp): void {
    this.picture.copyRows(panel, this.panel);
    this.#caption.forget();
    this.#stamp?.forget();
    this.#stamp?.paint(this.picture, state);
  }

  /** Leaves only the grey steps. */
  clearPanel(): void {
    const { mbY, mbRows } = this.panel;
    if (mbRows === 0) return;
    const { mbWidth } = this.picture;
    this.picture.fillLuma({ x: 0, y: mbY * 4, width: mbWidth * 4, height: mbRows * 4 }, DARK);
    for (let mbX = 0; mbX < mbWidth; mbX++) {
      const value = DARK + 26 * Math.floor(mbX * GREY_STEPS / mbWidth);
      this.picture.fillLuma({ x: mbX * 4, y: mbY * 4, width: 4, height: 4 }, value);
    }
    for (const block of this.#blocks) if (block.content === "title") this.#paintPaper(block);
  }

  /** Paints what the title is written on, on the grid of chroma cells. */
  #paintPaper({ font, place }: TextBlock): void {
    const { mbWidth, cb, cr } = this.picture;
    const border = Math.trunc(font.gap * 1.5);
    const left = Math.floor((place.x - border) / 2), top = Math.floor((place.y - border) / 2);
    const right = Math.ceil((place.x + place.width + border) / 2);
    const bottom = Math.ceil((place.y + font.height + border) / 2);
    const area = { x: left * 2, y: top * 2, width: (right - left) * 2, height: (bottom - top) * 2 };
    this.picture.fillLuma(area, TITLE_PAPER.y);
    for (let y = top; y < bottom; y++) {
      cb.fill(TITLE_PAPER.cb, y * mbWidth * 2 + left, y * mbWidth * 2 + right);
      cr.fill(TITLE_PAPER.cr, y * mbWidth * 2 + left, y * mbWidth * 2 + right);
    }
  }

  /**
   * Paints the bars.
   *
   * @param travelled How far they are from where they started, in samples: a multiple of 8
   */
  paintBars(travelled: number): void {
    const { mbWidth, luma, cb, cr } = this.picture;
    for (let x = 0; x < mbWidth * 2; x++) {
      const colour = this.#bars.colourAt(x * 8, travelled);
      luma[2 * x] = luma[2 * x + 1] = colour.y;
      cb[x] = colour.cb;
      cr[x] = colour.cr;
    }
    repeatLine(luma, mbWidth * 4, this.panel.mbY * 4);
    repeatLine(cb, mbWidth * 2, this.panel.mbY * 2);
    repeatLine(cr, mbWidth * 2, this.panel.mbY * 2);
  }
}

/** Copies the first line over those below it. */
function repeatLine(cells: Uint8Array, width: number, lines: number): void {
  for (let y = 1; y < lines; y++) cells.copyWithin(y * width, 0, width);
}
