/**
 * An encoder of the PiSP's compression (mode 1, offset 2048), made from what its published decoder accepts: of
 * the four kinds of words it takes the finest one that can hold four samples.
 * @module
 */

/** Half of the largest step at a sample of 16 bits: how far from it what comes out may be. */
export function largestError(kind: number, sample: number): number {
  const above = Math.max(0, sample - 2048);
  if (sample < 2048) return 2048 - sample;
  if (kind === 0) return above < 320 * 16 ? 8 : 16;
  if (kind < 3) return 32 * kind;
  return above < 94 * 256 ? 128 : 256;
}

/** Compresses a row of samples of 16 bits. */
export function compressRow(row: readonly number[]): number[] {
  const bytes: number[] = [];
  for (let x = 0; x < row.length; x += 8) {
    const block = Array.from({ length: 8 }, (_, i) => row[x + i] ?? row.at(-1)!);
    for (const parity of [0, 1]) {
      const { word } = compressWord([0, 2, 4, 6].map((i) => block[i + parity]!));
      bytes.push(word & 255, word >>> 8 & 255, word >>> 16 & 255, word >>> 24);
    }
  }
  return bytes;
}

/** Compresses four samples of 16 bits. @returns the word, and which kind it is. */
export function compressWord(samples: readonly number[]): { word: number; kind: number } {
  const above = samples.map((sample) => Math.max(0, sample - 2048));
  for (const kind of [0, 1, 2]) {
    const word = narrowWord(above.map((value) => quantise(value, kind)), kind);
    if (word !== undefined) return { word, kind };
  }
  const [a = 0, b = 0, c = 0, d = 0] = above.map((value) => quantise(value, 3));
  const pair = (first: number, second: number) => (first & 15) | (second + 176 * (first >> 4)) << 4;
  return { word: (3 | pair(a, b) << 2 | pair(c, d) << 17) >>> 0, kind: 3 };
}

function quantise(value: number, kind: number): number {
  if (kind === 0) return value < 320 * 16 ? Math.round(value / 16) : Math.round(value / 32) + 160;
  if (kind < 3) return Math.round(value / (64 * kind));
  return Math.min(175, value < 94 * 256 ? Math.round(value / 256) : Math.round(value / 512) + 47);
}

/** The two inner values and how far the outer ones are above what they begin at; not every four fit. */
function narrowWord(values: readonly number[], kind: number): number | undefined {
  const [first = 0, second = 0, third = 0, fourth = 0] = values;
  const isHigh = kind === 2 && second >= 384 && third >= 384;
  const base = isHigh ? second : Math.min(second, third);
  const between = isHigh ? third - 384 : 64 + third - second;
  const begin = (inner: number) => Math.min(kind === 2 ? 384 : 511, Math.max(0, inner - 64));
  const before = first - begin(second), after = fourth - begin(third);
  const baseFits = base <= 511 && (isHigh || kind !== 2 || base < 384);
  if (!baseFits || [between, before, after].some((field) => field < 0 || field > 127)) return;
  return (kind | base << 2 | between << 11 | before << 18 | after << 25) >>> 0;
}
