/**
 * Unpacks a row of CSI-2 RAW10: of four samples first the upper eight bits each, then a byte with the lower two
 * of each, those of the first lowest. Spec: MIPI CSI-2 RAW10; reference/rpicam-facts 3.3.
 */
export function unpackCsi2Raw10(row: Uint8Array, into: Uint16Array): void {
  const whole = into.length & ~3;
  let at = 0;
  for (let x = 0; x < whole; x += 4, at += 5) {
    const low = row[at + 4]!;
    into[x] = row[at]! << 2 | low & 3;
    into[x + 1] = row[at + 1]! << 2 | low >> 2 & 3;
    into[x + 2] = row[at + 2]! << 2 | low >> 4 & 3;
    into[x + 3] = row[at + 3]! << 2 | low >> 6;
  }
  for (let x = whole, i = 0; x < into.length; x++, i++) {
    into[x] = row[at + i]! << 2 | row[at + 4]! >> 2 * i & 3;
  }
}

/**
 * Unpacks a row of CSI-2 RAW12: of two samples the upper eight bits each, then a byte with the lower four of
 * each, those of the first lowest. Spec: MIPI CSI-2 RAW12; reference/rpicam-facts 3.3.
 */
export function unpackCsi2Raw12(row: Uint8Array, into: Uint16Array): void {
  const whole = into.length & ~1;
  let at = 0;
  for (let x = 0; x < whole; x += 2, at += 3) {
    const low = row[at + 2]!;
    into[x] = row[at]! << 4 | low & 15;
    into[x + 1] = row[at + 1]! << 4 | low >> 4;
  }
  if (whole < into.length) into[whole] = row[at]! << 4 | row[at + 2]! & 15;
}
