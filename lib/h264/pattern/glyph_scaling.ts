import type { Font, Glyph } from "./glyphs.ts";

/**
 * Enlarges a font by a whole factor. Diagonals are smoothed: twice and three times as large at a
 * time by the rule that a corner takes the colour its two neighbours share, other factors plainly.
 *
 * @param factor 1, 2, 3, 4 or 6 are smoothed, others are plain
 */
export function scaleFont(font: Font, factor: number): Font {
  const glyphs = new Map<string, Glyph>();
  for (const [character, glyph] of font.glyphs) glyphs.set(character, scaleGlyph(glyph, factor));
  return { height: font.height * factor, glyphs };
}

function scaleGlyph(glyph: Glyph, factor: number): Glyph {
  let scaled = glyph;
  let rest = factor;
  for (const step of [2, 3]) {
    for (; rest % step === 0; rest /= step) scaled = smoothed(scaled, step);
  }
  return rest === 1 ? scaled : plain(scaled, rest);
}

function plain(glyph: Glyph, factor: number): Glyph {
  return glyph.flatMap((row) =>
    Array.from({ length: factor }, () => row.flatMap((dot) => Array(factor).fill(dot)))
  );
}

/** Each dot becomes `step` x `step`; its corners may follow the neighbours. */
function smoothed(glyph: Glyph, step: number): Glyph {
  const height = glyph.length;
  const width = glyph[0]!.length;
  return Array.from(
    { length: height * step },
    (_, y) => Array.from({ length: width * step }, (_, x) => smoothedDot(glyph, { x, y }, step)),
  );
}

function smoothedDot(glyph: Glyph, at: { x: number; y: number }, step: number): boolean {
  const x = Math.floor(at.x / step), y = Math.floor(at.y / step);
  const dot = glyph[y]![x]!;
  const sideX = towards(at.x % step, step), sideY = towards(at.y % step, step);
  if (sideX === 0 || sideY === 0) return dot;
  const near = (dx: number, dy: number) => glyph[y + dy]?.[x + dx] ?? false;
  const beside = near(sideX, 0), over = near(0, sideY);
  const isCorner = beside === over && near(-sideX, 0) !== beside && near(0, -sideY) !== over;
  return isCorner ? beside : dot;
}

/** -1 for the first, 1 for the last place in a step, 0 between. */
function towards(place: number, step: number): number {
  if (place === 0) return -1;
  return place === step - 1 ? 1 : 0;
}
