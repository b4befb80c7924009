import { type BusiestSecond, busiestSecond, predictedPictureBits } from "./bit_budget.ts";
import { type Layout, layouts } from "./layout.ts";
import { STAMP_COLUMNS, STAMP_ROWS, stampGeometry } from "./stamp.ts";

/**
 * Bits that a macroblock of dark and bright cells may take, with the skip run before it and an
 * emulation prevention byte. The largest is 168, found by coding all 65536 of them.
 */
const CELL_MACROBLOCK_BITS = 200;

/** A key picture's macroblock that continues the one above or to its left: at most 8 bits. */
const FLAT_MACROBLOCK_BITS = 8;

/** A key picture's macroblock with an edge between two bars, or a first one. */
const EDGE_MACROBLOCK_BITS = 420;

/** Start codes, both parameter sets, slice header and trailing bits. */
const KEY_HEADER_BITS = 640;

/** Start code, slice header, last skip run and trailing bits. */
const PREDICTED_HEADER_BITS = 128;

/** A macroblock that says its vector, with the skip run before it. */
const VECTOR_MACROBLOCK_BITS = 60;

/** First macroblock row of the bars: no vector is predicted, but its difference is 0. */
const FIRST_ROW_VECTOR_BITS = 5;

/** What is fixed about a stream before its first picture. */
export interface StreamShape {
  readonly width: number;
  readonly height: number;
  readonly framerate: number;
  readonly bitrateBps: number;
  readonly intra: number;
}

/** How a stream keeps its ceiling: decided once, so that no picture has to be coded twice. */
export interface Plan {
  readonly layout: Layout;
  /** Whether the bars move; they stand still where the ceiling leaves no room for vectors. */
  readonly moves: boolean;
  /** How many macroblocks of text a predicted picture may change. */
  readonly textMacroblocks: number;
  /** The most that a second can take, at most the ceiling. */
  readonly peakBps: number;
}

/**
 * Chooses the largest text that the ceiling allows, then none, then bars that stand still.
 *
 * @throws {RangeError} If not even the last keeps the ceiling
 */
export function planStream(stream: StreamShape): Plan {
  const second = busiestSecond(stream.framerate, stream.intra);
  const choices = layouts(stream, formatTexts(stream));
  const bare = choices.at(-1)!;
  for (const layout of choices) {
    const budget = budgetOf(stream, { layout, second, moves: true });
    const wanted = layout === bare ? 0 : typicalTextMacroblocks(layout);
    if (budget.textMacroblocks >= wanted) return toPlan(stream, { layout, second, moves: true });
  }
  if (budgetOf(stream, { layout: bare, second, moves: false }).textMacroblocks >= 0) {
    return toPlan(stream, { layout: bare, second, moves: false });
  }
  const keyBits = keyPictureBits(stream, bare);
  const floor = second.keys * keyBits +
    (second.pictures - second.keys) * basePictureBits(stream, { layout: bare, moves: false });
  throw new RangeError(
    `bitrateBps must be at least ${floor} for ${stream.width} x ${stream.height} at ` +
      `${stream.framerate} pictures/s with a key picture every ${stream.intra}, ` +
      `is ${stream.bitrateBps}`,
  );
}

interface PlanChoice {
  readonly layout: Layout;
  readonly second: BusiestSecond;
  readonly moves: boolean;
}

function budgetOf(stream: StreamShape, choice: PlanChoice): { textMacroblocks: number } {
  const keyBits = keyPictureBits(stream, choice.layout);
  const allowed = predictedPictureBits(stream.bitrateBps, { keyBits, second: choice.second });
  if (choice.second.keys === choice.second.pictures) {
    return { textMacroblocks: allowed < 0 ? -1 : Infinity };
  }
  const spare = allowed - basePictureBits(stream, choice);
  return { textMacroblocks: Math.floor(spare / CELL_MACROBLOCK_BITS) };
}

function toPlan(stream: StreamShape, choice: PlanChoice): Plan {
  const { textMacroblocks } = budgetOf(stream, choice);
  const { layout, moves, second } = choice;
  const most = Math.min(textMacroblocks, textArea(layout));
  const predicted = basePictureBits(stream, choice) + most * CELL_MACROBLOCK_BITS;
  const peakBps = second.keys * keyPictureBits(stream, layout) +
    (second.pictures - second.keys) * predicted;
  return { layout, moves, textMacroblocks, peakBps };
}

function macroblocks({ width, height }: { width: number; height: number }) {
  return { across: Math.ceil(width / 16), down: Math.ceil(height / 16) };
}

/** The largest key picture that a layout can give. */
function keyPictureBits(stream: StreamShape, layout: Layout): number {
  const { across, down } = macroblocks(stream);
  const edges = 2 * Math.min(across, 32) + down;
  const cells = stampArea(stream) + textArea(layout);
  return KEY_HEADER_BITS + across * down * FLAT_MACROBLOCK_BITS + edges * EDGE_MACROBLOCK_BITS +
    cells * CELL_MACROBLOCK_BITS;
}

/** The largest predicted picture without a change of text. */
function basePictureBits(
  stream: StreamShape,
  { layout, moves }: { layout: Layout; moves: boolean },
): number {
  const { across } = macroblocks(stream);
  const vectors = across * FIRST_ROW_VECTOR_BITS + 2 * layout.barRows * VECTOR_MACROBLOCK_BITS;
  return PREDICTED_HEADER_BITS + (moves ? vectors : 0) + stampArea(stream) * CELL_MACROBLOCK_BITS;
}

/** Macroblocks that the stamp touches. */
function stampArea(stream: StreamShape): number {
  const stamp = stampGeometry(stream.width, stream.height);
  if (stamp === undefined) return 0;
  return (STAMP_COLUMNS * stamp.size / 16 + 1) * (Math.ceil(STAMP_ROWS * stamp.size / 16) + 1);
}

/** Macroblocks that text touches, with those to its right and below that it is predicted into. */
function textArea(layout: Layout): number {
  return layout.blocks.reduce(
    (sum, { font, place }) =>
      sum + (Math.ceil(place.width / 4) + 2) * (Math.ceil(font.height / 4) + 2),
    0,
  );
}

/** Macroblocks of text that change from picture to picture: three digits of time, two of number. */
function typicalTextMacroblocks(layout: Layout): number {
  return layout.blocks.reduce((sum, { content, font }) => {
    const digits = content === "frame" ? 2 : content === "clock" || content === "millis" ? 3 : 0;
    return sum + digits * (Math.ceil(font.height / 6) + 1) * (Math.ceil(font.height / 4) + 1);
  }, 0);
}

/** Size and rate as the picture names them, longest first. */
function formatTexts({ width, height, framerate, bitrateBps }: StreamShape): string[] {
  const size = `${width}x${height}`;
  const rate = `${Math.round(framerate * 100) / 100} fps`;
  const limit = bitrateBps < 1e6 ? `${bitrateBps / 1e3} kbit/s` : `${bitrateBps / 1e6} Mbit/s`;
  return [`${size}  ${rate}  ${limit}`, `${size}  ${rate}`, size];
}
