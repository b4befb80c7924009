import { scaleFont } from "./glyph_scaling.ts";
import { type Font, LARGE_FONT, SMALL_FONT } from "./glyphs.ts";
import { stampGeometry } from "./stamp.ts";
import { type TextPlace, textWidth } from "./text_line.ts";

/** What a line of text tells: `time` and `millis` are the two halves of `clock`. */
export type Content = "clock" | "time" | "millis" | "frame" | "fixed";

/** One line of text and where it stands. */
export interface TextBlock {
  readonly content: Content;
  /** The text itself where it is fixed, else the longest for which there is room. */
  readonly sample: string;
  readonly font: Font;
  readonly place: TextPlace;
}

/** How a picture is divided: bars above, then one row of grey steps, then text, then the stamp. */
export interface Layout {
  /** Rows of macroblocks with bars, from the top. */
  readonly barRows: number;
  /** Lines of text: none where there is no room. */
  readonly blocks: readonly TextBlock[];
}

/** A text in a row, and where in it. */
interface RowItem {
  readonly content: Content;
  readonly sample: string;
  readonly align: "left" | "centre" | "right";
}

interface Row {
  readonly font: Font;
  readonly gap: number;
  readonly items: readonly RowItem[];
}

const CLOCK = "00:00:00.000";

/**
 * The ways to divide a picture, from the largest text that fits to none at all. The last has bars
 * and, where the size allows it, the stamp.
 *
 * @param size Visible size in samples
 * @param formats Texts that name size and rate, longest first
 */
export function layouts(
  size: { width: number; height: number },
  formats: readonly string[],
): Layout[] {
  const cells = Math.floor(size.width / 4);
  const found: Layout[] = [];
  for (const rows of largeRows(cells, formats)) {
    const layout = placeRows(size, { rows, barShare: 1 / 3 });
    if (layout !== undefined) found.push(layout);
  }
  for (const rows of smallRows(cells)) {
    const layout = placeRows(size, { rows, barShare: 1 / 6 });
    if (layout !== undefined) found.push(layout);
  }
  return [...found, placeRows(size, { rows: [], barShare: 0 })!];
}

/** Header, clock and footer in the large font, largest first, as far as they fit a width. */
function* largeRows(cells: number, formats: readonly string[]): Generator<Row[]> {
  for (const scale of [6, 4, 3, 2, 1]) {
    const font = scaleFont(LARGE_FONT, scale);
    const clock = { font, gap: scale, items: [item("clock", CLOCK, "centre")] };
    if (!fits(clock, cells)) continue;
    const small = Math.max(1, Math.ceil(scale / 2));
    const smallFont = scaleFont(LARGE_FONT, small);
    const row = (...items: RowItem[]): Row => ({ font: smallFont, gap: small, items });
    const title = item("fixed", "picam", "left");
    const header = [...formats.map((text) => row(title, item("fixed", text, "right"))), row(title)];
    const footer = ["#000000000", "#0000000"].flatMap((digits) => {
      const frame = item("frame", digits, "left");
      return [row(frame, item("fixed", "UTC", "right")), row(frame)];
    });
    const [above, below] = [header, footer].map((choices) => choices.find((it) => fits(it, cells)));
    yield [above!, clock, below!];
    if (scale === 1) yield [clock, below!];
  }
}

/** Clock and frame number in the small font, as far as they fit a width. */
function smallRows(cells: number): Row[][] {
  const row = (...items: RowItem[]): Row => ({ font: SMALL_FONT, gap: 1, items });
  const choices = [
    [row(item("clock", CLOCK, "centre")), row(item("frame", "0000000", "centre"))],
    [
      row(item("time", "00:00:00", "centre")),
      row(item("millis", ".000", "left"), item("frame", "00000", "right")),
    ],
  ];
  return choices.filter((rows) => rows.every((it) => fits(it, cells)));
}

function item(content: Content, sample: string, align: RowItem["align"]): RowItem {
  return { content, sample, align };
}

/** Whether a row's texts fit side by side with two gaps at each end and between them. */
function fits(row: Row, cells: number): boolean {
  const margins = 2 * row.gap * (row.items.length + 1);
  const texts = row.items.map(({ sample }) => textWidth(row.font, sample, row.gap));
  return texts.reduce((sum, width) => sum + width, margins) <= cells;
}

/** Text above the stamp, bars above the text; `undefined` if too little is left for the bars. */
function placeRows(
  size: { width: number; height: number },
  { rows, barShare }: { rows: readonly Row[]; barShare: number },
): Layout | undefined {
  const stamp = stampGeometry(size.width, size.height);
  const mbHeight = Math.ceil(size.height / 16);
  if (rows.length === 0 && stamp === undefined) return { barRows: mbHeight, blocks: [] };
  const bottom = stamp === undefined ? Math.floor(size.height / 4) : stamp.y / 4;
  const textHeight = rows.reduce((sum, row) => sum + row.font.height, 0);
  const smallestGap = Math.max(0, ...rows.map((row) => row.gap));
  const panelTop = bottom - textHeight - smallestGap * (rows.length + 1);
  // One row of macroblocks below the bars never changes: nothing is predicted from moving samples.
  const barRows = Math.floor(panelTop / 4) - 1;
  if (barRows < Math.max(1, mbHeight * barShare)) return undefined;
  const top = (barRows + 1) * 4;
  const gap = Math.floor((bottom - top - textHeight) / (rows.length + 1));
  const blocks: TextBlock[] = [];
  let y = top + gap;
  for (const row of rows) {
    blocks.push(...placeRow(row, { y, cells: Math.floor(size.width / 4) }));
    y += row.font.height + gap;
  }
  return { barRows, blocks };
}

function placeRow(row: Row, { y, cells }: { y: number; cells: number }): TextBlock[] {
  const margin = 2 * row.gap;
  return row.items.map(({ content, sample, align }) => {
    const width = textWidth(row.font, sample, row.gap);
    const x = {
      left: margin,
      centre: Math.floor((cells - width) / 2),
      right: cells - width - margin,
    }[align];
    return { content, sample, font: row.font, place: { x, y, width, gap: row.gap } };
  });
}
