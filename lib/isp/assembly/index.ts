/** RAW to RGB, a few rows of everything at a time, so that all but the RAW frame and the pixels stay in the cache. */
import { beginFlows, denoiseRows, meanRows } from "./denoise_rows";
import { bestRow, demosaicBest } from "./demosaic_best";
import { demosaicRow, redPlace } from "./demosaic_row";
import { height } from "./layout";
import { makeMosaicRow } from "./mosaic_row";
import { Format, outputRow } from "./output_row";

export { arrange, coding, curve, input, output, reserve, sums } from "./layout";
export { setBlack, setFactors } from "./mosaic_row";
export { setRedPlace } from "./demosaic_row";
export { setMatrix } from "./colours";
export { setDenoise } from "./denoise_rows";
export { setSharpen } from "./output_row";
export { measure } from "./measure";

/**
 * Develops the rows from `first` to before `end`, both even; the RAW rows within 6 of them are looked at, or 14 by
 * the better demosaic.
 */
export function develop(first: i32, end: i32, format: Format, best: bool): void {
  const cells = height >> 1;
  // Sharpening looks one row further, denoising one cell, and that takes the cell beside.
  const firstCalm = max((first >> 1) - 1, 0);
  const endCalm = min((end >> 1) + 1, cells);
  const endColour = min(endCalm + 1, cells);
  const firstColour = max(firstCalm - 1, 0);
  if (best) demosaicBest(2 * firstColour, 2 * endColour, redPlace);
  let made = max(2 * firstColour - 2, 0);
  let shown = first;
  for (let cell = firstColour; cell < endColour; cell++) {
    if (best) {
      bestRow(2 * cell);
      bestRow(2 * cell + 1);
    } else {
      for (const needed = min(2 * cell + 4, height); made < needed; made++) makeMosaicRow(made);
      demosaicRow(2 * cell);
      demosaicRow(2 * cell + 1);
    }
    meanRows(cell);
    if (cell > firstCalm) denoiseRows(cell - 1);
    // While the row above is still kept.
    if (cell == firstCalm) beginFlows(cell);
    shown = show(shown, min(end, 2 * cell - 1), first, format);
  }
  if (endCalm == endColour) denoiseRows(endCalm - 1);
  show(shown, end, first, format);
}

/** Packs the rows from `shown` to before `end`. */
function show(shown: i32, end: i32, first: i32, format: Format): i32 {
  for (; shown < end; shown++) outputRow(shown, shown - first, format);
  return shown;
}
