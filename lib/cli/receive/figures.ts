/** Numbers as people read them. @module */

/** A size in decimal units, as file managers and disks count: `12.3 MB`. */
export function sizeWords(bytes: number): string {
  return scaled(bytes, ["B", "kB", "MB", "GB", "TB"]);
}

/** A bit rate: `2.03 Mbit/s`. */
export function bitrateWords(bitsPerSecond: number): string {
  return scaled(bitsPerSecond, ["bit/s", "kbit/s", "Mbit/s", "Gbit/s"]);
}

/** A time: `4.2 ms`, `87 ms`, `1.4 s`, `12 min`. */
export function timeWords(ms: number): string {
  if (ms < 0) return `-${timeWords(-ms)}`;
  if (ms < 9.95) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  return ms < 600_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 60_000)} min`;
}

/** `1 frame`, `2 frames`. */
export function countWords(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

function scaled(value: number, units: readonly string[]): string {
  let index = 0;
  let number = value;
  // What would be rounded up to 1000 belongs to the next unit already.
  while (number >= 999.5 && index < units.length - 1) {
    number /= 1000;
    index++;
  }
  const digits = index === 0 || number >= 100 ? 0 : number >= 10 ? 1 : 2;
  return `${number.toFixed(digits)} ${units[index]}`;
}
