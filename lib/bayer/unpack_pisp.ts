/**
 * Black, which the compression leaves out so that its steps are fine where pictures are dark; what it makes of
 * a sample lies above it.
 */
const offset = 2048;

/** More than a damaged word can give. */
const quantisedValues = 640;

/** What a quantised value stands for in 12 bits, those of step kind 0 first, then those of 1, 2 and 3. */
const samples = Uint16Array.from({ length: 4 * quantisedValues }, (_, i) => {
  const value = dequantise(i % quantisedValues, Math.floor(i / quantisedValues));
  return Math.min(0xffff, value + offset) >> 4;
});

/** Steps of 16 and 32, of 64, of 128, or of 256 and 512. */
function dequantise(quantised: number, kind: number): number {
  if (kind === 0) return quantised < 320 ? 16 * quantised : 32 * (quantised - 160);
  if (kind < 3) return 64 * kind * quantised;
  return quantised < 94 ? 256 * quantised : Math.min(0xffff, 512 * (quantised - 47));
}

/**
 * Unpacks a row as the front end of a Pi 5 compresses it (PiSP, mode 1): eight samples are two little-endian
 * words, one of the samples at even places and one of those at odd places. Its 16 bits become 12.
 *
 * Spec: the published decoder of the camera programs, see reference/rpicam-facts 3.3.
 */
export function unpackPispRow(row: Uint8Array, into: Uint16Array): void {
  const whole = into.length & ~7;
  for (let x = 0; x < whole; x += 8) unpackBlock(row, into, x);
  if (whole === into.length) return;
  unpackBlock(row.subarray(whole), lastBlock, 0);
  into.set(lastBlock.subarray(0, into.length - whole), whole);
}

/** Room for a row's last eight samples, of which the row has less. */
const lastBlock = new Uint16Array(8);

function unpackBlock(row: Uint8Array, into: Uint16Array, x: number): void {
  unpackWord(wordAt(row, x), into, x);
  unpackWord(wordAt(row, x + 4), into, x + 1);
}

function wordAt(row: Uint8Array, at: number): number {
  return row[at]! | row[at + 1]! << 8 | row[at + 2]! << 16 | row[at + 3]! << 24;
}

/** Four samples of one parity, from place `x` on. */
function unpackWord(word: number, into: Uint16Array, x: number): void {
  const kind = word & 3;
  const table = kind * quantisedValues;
  if (kind === 3) {
    const low = word >>> 2 & 0x7fff, high = word >>> 17;
    into[x] = samples[table + pairFirst(low)]!;
    into[x + 2] = samples[table + pairSecond(low)]!;
    into[x + 4] = samples[table + pairFirst(high)]!;
    into[x + 6] = samples[table + pairSecond(high)]!;
    return;
  }
  const base = word >>> 2 & 511, between = word >>> 11 & 127;
  let second: number, third: number;
  if (kind === 2 && base >= 384) {
    second = base;
    third = 384 + between;
  } else {
    second = between < 64 ? base + 64 - between : base;
    third = between < 64 ? base : base + between - 64;
  }
  into[x] = samples[table + floorOf(second, kind) + (word >>> 18 & 127)]!;
  into[x + 2] = samples[table + second]!;
  into[x + 4] = samples[table + third]!;
  into[x + 6] = samples[table + floorOf(third, kind) + (word >>> 25)]!;
}

/** From where on the outer sample beside an inner one is counted. */
function floorOf(inner: number, kind: number): number {
  if (inner < 64) return 0;
  return kind === 2 && inner > 448 ? 384 : inner - 64;
}

/** Two values below 176 share 15 bits: the first one's low four bits, then the second + 176 × its high ones. */
function pairFirst(bits: number): number {
  return (bits & 15) + 16 * Math.floor((bits >> 8) / 11);
}

function pairSecond(bits: number): number {
  return (bits >> 4) % 176;
}
