import { type BusiestSecond, busiestSecond, predictedPictureBits } from "./bit_budget.ts";
import { bareLayout, type Layout, layouts } from "./layout.ts";
import { STAMP_COLUMNS, STAMP_ROWS, stampGeometry } from "../../frame/mod.ts";

/**
 * The largest macroblock of dark and bright cells: 80 bits of levels, found by coding all of
 * them next to all neighbours, 11 of types, the skip run before it and an emulation prevention byte.
 */
const CELL_MACROBLOCK_BITS = 128;

/** The same where all 16 cells are alike: one level of 26 bits. */
const SQUARE_MACROBLOCK_BITS = 64;

/** A macroblock of text in a key picture, blank ones included, rather more than the mean. */
const TEXT_KEY_BITS = 64;

/** A macroblock of text that changes in a predicted picture, rather more than the mean. */
const TEXT_CHANGE_BITS = 80;

/** A key picture's macroblock that continues the one above or to its left. */
const FLAT_MACROBLOCK_BITS = 8;

/** A key picture's macroblock with an edge: four luma and four chroma levels, all escaped. */
const EDGE_MACROBLOCK_BITS = 280;

/** Macroblocks with an edge: at most 17 at bars, 11 at grey steps, a few where a region begins. */
const EDGE_MACROBLOCKS = 32;

/** Start codes, both parameter sets, slice header and trailing bits. */
const KEY_HEADER_BITS = 640;

/** Start code, slice header, last skip run and trailing bits. */
const PREDICTED_HEADER_BITS = 128;

/** A macroblock in the topmost row of the bars: its vector's difference from the prediction is 0. */
const TOP_VECTOR_BITS = 5;

/** A macroblock whose vector is told by a difference of up to 27 bits, and the skip run before it. */
const VECTOR_BITS = 48;

/** A predicted picture's macroblock that continues the one above, where bars are painted again. */
const PAINTED_BITS = 16;

/** What is fixed about a stream before its first picture. */
export interface StreamShape {
  /** Visible width in samples. */
  readonly width: number;
  /** Visible height in samples. */
  readonly height: number;
  /** Pictures per second. */
  readonly framerate: number;
  /** Ceiling in bit/s. */
  readonly bitrateBps: number;
  /** Pictures from one key picture to the next. */
  readonly intra: number;
}

/** How a stream keeps its ceiling. */
export interface Plan {
  /** Where things are in the picture. */
  readonly layout: Layout;
  /** Whether the bars move; they stand still where the ceiling leaves no room for vectors. */
  readonly moves: boolean;
  /** The most that a key picture may take; without text it is never more. */
  readonly keyBits: number;
  /** The most that another picture may take; without a change of text it is never more. */
  readonly predictedBits: number;
  /** The most that a second takes, at most the ceiling. */
  readonly peakBps: number;
}

/**
 * Chooses the largest text that the ceiling allows, then none, then bars that stand still.
 *
 * @throws {RangeError} If not even the last keeps the ceiling
 */
export function planStream(stream: StreamShape): Plan {
  const second = busiestSecond(stream.framerate, stream.intra);
  for (const layout of layouts(stream, formatTexts(stream))) {
    const plan = planLayout(stream, { layout, moves: true, second });
    if (plan !== undefined) return plan;
  }
  const bare = { layout: bareLayout(stream), moves: false, second };
  const plan = planLayout(stream, bare);
  if (plan !== undefined) return plan;
  const least = second.keys * keyBits(stream, bare.layout) +
    (second.pictures - second.keys) * unchangedBits(stream, bare);
  throw new RangeError(
    `bitrateBps must be at least ${least} for ${stream.width} x ${stream.height} at ` +
      `${stream.framerate} pictures/s with a key picture every ${stream.intra}, ` +
      `is ${stream.bitrateBps}`,
  );
}

interface PlanChoice {
  readonly layout: Layout;
  readonly moves: boolean;
  readonly second: BusiestSecond;
}

/** @returns `undefined` if the ceiling is too low for the choice */
function planLayout(stream: StreamShape, choice: PlanChoice): Plan | undefined {
  const { layout, moves, second } = choice;
  const key = keyBits(stream, layout);
  const allowed = predictedPictureBits(stream.bitrateBps, { keyBits: key, second });
  const others = second.pictures - second.keys;
  const base = others === 0 ? 0 : unchangedBits(stream, choice);
  if (allowed < base + (others === 0 ? 0 : typicalChangeBits(layout))) return undefined;
  const most = unchangedBits(stream, choice) + textArea(layout) * CELL_MACROBLOCK_BITS;
  const predictedBits = Math.min(allowed, most);
  const peakBps = second.keys * key + others * predictedBits;
  return { layout, moves, keyBits: key, predictedBits, peakBps };
}

/** A key picture; without text it is never more than this. */
function keyBits(stream: StreamShape, layout: Layout): number {
  const macroblocks = Math.ceil(stream.width / 16) * Math.ceil(stream.height / 16);
  return KEY_HEADER_BITS + macroblocks * FLAT_MACROBLOCK_BITS +
    Math.min(macroblocks, EDGE_MACROBLOCKS) * EDGE_MACROBLOCK_BITS + stampBits(stream) +
    textArea(layout) * TEXT_KEY_BITS;
}

/** The largest predicted picture without a change of text. */
function unchangedBits(
  stream: StreamShape,
  { layout, moves }: { layout: Layout; moves: boolean },
): number {
  const across = Math.ceil(stream.width / 16);
  // One column is painted again; else each row tells its first vector, the topmost all of them.
  const moving = across === 1
    ? EDGE_MACROBLOCK_BITS + layout.barRows * PAINTED_BITS
    : across * TOP_VECTOR_BITS + (layout.barRows + 4) * VECTOR_BITS;
  return PREDICTED_HEADER_BITS + (moves ? moving : 0) + stampBits(stream);
}

/** The stamp, if every square of it changes. */
function stampBits(stream: StreamShape): number {
  const stamp = stampGeometry(stream.width, stream.height);
  if (stamp === undefined) return 0;
  const across = Math.ceil((stamp.x % 16 + STAMP_COLUMNS * stamp.size) / 16);
  const down = Math.ceil((stamp.y % 16 + STAMP_ROWS * stamp.size) / 16);
  return across * down * (stamp.size === 16 ? SQUARE_MACROBLOCK_BITS : CELL_MACROBLOCK_BITS);
}

/** Macroblocks that text touches. */
function textArea(layout: Layout): number {
  return layout.blocks.reduce(
    (sum, { font, place }) =>
      sum + (Math.ceil(place.width / 4) + 1) * (Math.ceil(font.height / 4) + 1),
    0,
  );
}

/** Text that changes from picture to picture: most often three digits of time, one of number. */
function typicalChangeBits(layout: Layout): number {
  return layout.blocks.reduce((sum, { content, font }) => {
    const digits = content === "frame" ? 1 : content === "clock" || content === "millis" ? 3 : 0;
    const across = font.advance("0") / 4 + 0.5, down = font.height / 4 + 0.5;
    return sum + digits * across * down * TEXT_CHANGE_BITS;
  }, 0);
}

/** Size and rate as the picture names them, longest first. */
function formatTexts({ width, height, framerate, bitrateBps }: StreamShape): string[] {
  const size = `${width}x${height}`;
  const rate = `${Math.round(framerate * 100) / 100} fps`;
  const limit = bitrateBps < 1e6 ? `${bitrateBps / 1e3} kbit/s` : `${bitrateBps / 1e6} Mbit/s`;
  return [`${size}  ${rate}  ${limit}`, `${size}  ${rate}`, size];
}
