import { LARGE_FONT, SMALL_FONT } from "./glyphs.ts";
import { ScaledFont } from "./scaled_font.ts";
import { stampGeometry } from "../../frame/mod.ts";
import type { TextPlace } from "./text_line.ts";

/** What a line of text tells; `time` and `millis` are the two halves of `clock`. */
export type Content = "title" | "clock" | "time" | "millis" | "frame" | "fixed";

/** One line of text and where it stands. */
export interface TextBlock {
  readonly content: Content;
  /** The text itself where it is fixed, else the longest for which there is room. */
  readonly sample: string;
  readonly font: ScaledFont;
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
  readonly font: ScaledFont;
  readonly items: readonly RowItem[];
}

/** What the title is written on: raspberry. */
export const TITLE_PAPER = { y: 72, cb: 132, cr: 200 };

const CLOCK = "00:00:00.000";

/**
 * The ways to divide a picture, from the largest text that fits to none at all. The last has bars
 * and, where the size allows it, the stamp.
 *
 * @param size Visible size in samples
 * @param formats Texts that name size and rate, longest first
 */
export function* layouts(
  size: { width: number; height: number },
  formats: readonly string[],
): Generator<Layout> {
  const cells = Math.floor(size.width / 4);
  for (const rows of largeRows(cells, formats)) {
    const layout = placeRows(size, { rows, gapShare: 1 / 2, barShare: 1 / 2 }) ??
      placeRows(size, { rows, gapShare: 1 / 4, barShare: 1 / 3 });
    if (layout !== undefined) yield layout;
  }
  for (const rows of smallRows(cells)) {
    const layout = placeRows(size, { rows, gapShare: 1 / 5, barShare: 1 / 8 });
    if (layout !== undefined) yield layout;
  }
  yield bareLayout(size);
}

/** The layout without text. */
export function bareLayout(size: { width: number; height: number }): Layout {
  return placeRows(size, { rows: [], gapShare: 0, barShare: 0 })!;
}

/** Header, clock and footer in the large font, largest first, as far as they fit a width. */
function* largeRows(cells: number, formats: readonly string[]): Generator<Row[]> {
  for (const scale of [6, 4, 3, 2, 1]) {
    const clock = {
      font: new ScaledFont(LARGE_FONT, scale),
      items: [item("clock", CLOCK, "centre")],
    };
    if (!fits(clock, scale > 1 ? cells * 4 / 5 : cells)) continue;
    const font = new ScaledFont(LARGE_FONT, Math.ceil(scale / 2));
    const title = item("title", "picam", "left");
    const header = [
      ...formats.map((text) => ({ font, items: [title, item("fixed", text, "right")] })),
      { font, items: [title] },
    ];
    const footer = ["frame 000000000", "#000000000", "#0000000"].flatMap((digits) => {
      const frame = item("frame", digits, "left");
      return [{ font, items: [frame, item("fixed", "UTC", "right")] }, { font, items: [frame] }];
    });
    const [above, below] = [header, footer].map((rows) => rows.find((row) => fits(row, cells))!);
    yield [above!, clock, below!];
    if (scale === 1) yield [clock, below!];
  }
}

/** Clock and frame number in the small font, as far as they fit a width. */
function* smallRows(cells: number): Generator<Row[]> {
  const font = new ScaledFont(SMALL_FONT, 1);
  const choices = [
    [item("clock", CLOCK, "centre")],
    [item("frame", "0000000", "centre")],
    [item("time", CLOCK.slice(0, 8), "centre")],
    [item("millis", CLOCK.slice(8), "left"), item("frame", "00000", "right")],
    [item("millis", CLOCK.slice(8), "centre")],
  ].map((items) => ({ font, items }));
  const [clock, frame, time, both, millis] = choices;
  for (const rows of [[clock!, frame!], [time!, both!], [time!, millis!, frame!]]) {
    if (rows.every((row) => fits(row, cells))) yield rows;
  }
}

function item(content: Content, sample: string, align: RowItem["align"]): RowItem {
  return { content, sample, align };
}

/** Whether a row's texts fit side by side with room at each end and between them. */
function fits({ font, items }: Row, cells: number): boolean {
  return widthOf(font, items) + 2 * font.gap * (items.length + 1) <= cells;
}

/**
 * Text above the stamp, bars above the text.
 *
 * @param room The gap between rows as a share of the highest, and the least share of the bars
 * @returns `undefined` if less is left for the bars
 */
function placeRows(
  size: { width: number; height: number },
  room: { rows: readonly Row[]; gapShare: number; barShare: number },
): Layout | undefined {
  const { rows, gapShare, barShare } = room;
  const stamp = stampGeometry(size.width, size.height);
  const mbHeight = Math.ceil(size.height / 16);
  if (rows.length === 0 && stamp === undefined) return { barRows: mbHeight, blocks: [] };
  const bottom = stamp === undefined ? Math.floor(size.height / 4) : stamp.y / 4;
  const textHeight = rows.reduce((sum, { font }) => sum + font.height, 0);
  const smallestGap = Math.max(0, ...rows.map(({ font }) => Math.round(font.height * gapShare)));
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

function placeRow({ font, items }: Row, { y, cells }: { y: number; cells: number }): TextBlock[] {
  return items.map(({ content, sample, align }) => {
    const width = font.textWidth(sample);
    const margin = Math.min(
      6 * font.gap,
      Math.floor((cells - widthOf(font, items)) / (items.length + 1)),
    );
    const x = {
      left: margin,
      centre: Math.floor((cells - width) / 2),
      right: cells - width - margin,
    }[align];
    const own = content === "title" ? new ScaledFont(LARGE_FONT, font.scale, TITLE_PAPER.y) : font;
    return { content, sample, font: own, place: { x, y, width } };
  });
}

function widthOf(font: ScaledFont, items: readonly RowItem[]): number {
  return items.reduce((sum, { sample }) => sum + font.textWidth(sample), 0);
}
