import { cellPlaces, type Gains, type Mosaic } from "./shape.ts";

/** What a frame says about its light. */
export interface EdgeStatistics {
  /** Sites that count: those with an edge, neither blown out nor in the dark. */
  readonly sites: number;
  /** For each place of the 2 × 2 cell, the sum of the sixth powers of its edges; single precision. */
  readonly edges: Float32Array;
}

/** From here on a sample may be clipped: of 4095. */
export const clippedFrom = 4000;

/** Below this a cell is in the dark: of 4095. */
export const darkBelow = 64;

/** From here on the square of a cell's edge, as {@link measureEdges} takes it, is more than noise. */
export const edgeFrom = 256;

/** Cells of a block, side by side: as many samples as a vector has lanes. */
const blockCells = 4;

/** Blocks looked at in a picture of any size, at most four times as many; of a small one as many as it has. */
const fewestBlocks = 2048;

/** Fewer sites with an edge than this say nothing. */
const enoughSites = 16;

/**
 * Pixels from one block to the next, in a row and from row to row: so many that the cost does not grow with the
 * picture. In a row it is at least the width of a block.
 *
 * @param size Width and height of the mosaic
 * @returns an even number, 2 or more
 */
export function blockStep({ width, height }: { width: number; height: number }): number {
  return 2 * Math.max(1, Math.floor(Math.sqrt(width * height / (4 * fewestBlocks))));
}

/**
 * Measures the edges of each colour at blocks on a grid, four cells each: the first block is at (2, 2), the last one
 * still has a cell on every side. An edge is the difference of the samples one cell to the right and to the left, and of
 * those below and above; squares are added and divided by four. All that is rounded is rounded to single precision:
 * two vectors of four lanes, one for each row of the cell, in which every fourth column shares a lane, come to the
 * same bits.
 *
 * @param mosaic Samples 0 to 4095 without black level; only read
 * @returns sums for {@link gainsOf}
 */
export function measureEdges(mosaic: Mosaic): EdgeStatistics {
  const { width, height } = mosaic;
  const step = blockStep(mosaic);
  const lanes = new Float32Array(8);
  const squares = new Float32Array(4);
  let sites = 0;
  for (let y = 2; y + 4 <= height; y += step) {
    for (let block = 2; block + 10 <= width; block += Math.max(2 * blockCells, step)) {
      for (let cell = 0; cell < blockCells; cell++) {
        if (!squaresAt(mosaic, { x: block + 2 * cell, y, squares })) continue;
        sites++;
        for (let place = 0; place < 4; place++) {
          const square = squares[place]!;
          const sixth = Math.fround(Math.fround(square * square) * square);
          const lane = 4 * (place >> 1) + 2 * (cell & 1) + (place & 1);
          lanes[lane] = lanes[lane]! + sixth;
        }
      }
    }
  }
  const edges = Float32Array.from([0, 1, 4, 5], (lane) => lanes[lane]! + lanes[lane + 2]!);
  return { sites, edges };
}

/** Fills in the squares of a cell's edges. @returns whether the cell counts */
function squaresAt(
  { width, samples }: Mosaic,
  { x, y, squares }: { x: number; y: number; squares: Float32Array },
): boolean {
  let brightest = 0, own = 0, steepest = 0;
  for (let place = 0; place < 4; place++) {
    const at = (y + (place >> 1)) * width + x + (place & 1);
    const left = samples[at - 2]!, right = samples[at + 2]!;
    const above = samples[at - 2 * width]!, below = samples[at + 2 * width]!;
    const square = (right - left) ** 2 + (below - above) ** 2 >> 2;
    squares[place] = square;
    own = Math.max(own, samples[at]!);
    brightest = Math.max(brightest, left, right, above, below);
    steepest = Math.max(steepest, square);
  }
  return Math.max(own, brightest) < clippedFrom && own >= darkBelow && steepest >= edgeFrom;
}

/**
 * Estimates the gains that make grey grey: the edges of a picture are taken to have no colour on average, in the sixth
 * norm, in which strong edges count most.
 * Spec: van de Weijer, Gevers, Gijsenij, "Edge-based color constancy", IEEE Transactions on Image Processing 16 (9),
 * 2007: first order, Minkowski norm 6.
 *
 * @param statistics Of a frame
 * @param bayer The order of its mosaic
 * @returns gains, or `undefined` where there are too few edges to tell
 */
export function gainsOf(
  { sites, edges }: EdgeStatistics,
  bayer: Mosaic["bayer"],
): Gains | undefined {
  const places = cellPlaces(bayer);
  const red = edges[places.red]!, blue = edges[places.blue]!;
  const greens = edges.reduce((sum, edge) => sum + edge, 0) - red - blue;
  if (sites < enoughSites || red === 0 || blue === 0 || greens <= 0) return undefined;
  const gain = (sum: number): number => (greens / 2 / sum) ** (1 / 6);
  return { red: gain(red), blue: gain(blue) };
}

/** What {@link nextGains} goes by. */
export interface GainRules {
  /** Gains of the frame before; none at the first. */
  readonly previous?: Gains;
  /** What to begin with where the first frames tell nothing. */
  readonly initial: Gains;
  /** Least and greatest gain. */
  readonly limits: { readonly min: number; readonly max: number };
  /** Share of the previous gains in the next, 0 to below 1. */
  readonly smoothing: number;
}

/**
 * The gains to apply: the measured ones, limited, and drawn to those before so that the picture does not flicker.
 *
 * @param measured Of this frame; `undefined` keeps the previous ones
 * @param rules How
 * @returns gains; the `previous` of the next frame
 */
export function nextGains(measured: Gains | undefined, rules: GainRules): Gains {
  const { previous, initial, limits, smoothing } = rules;
  if (measured === undefined) return previous ?? initial;
  const next = (colour: "red" | "blue"): number => {
    const limited = Math.min(limits.max, Math.max(limits.min, measured[colour]));
    if (previous === undefined) return limited;
    return smoothing * previous[colour] + (1 - smoothing) * limited;
  };
  return { red: next("red"), blue: next("blue") };
}
