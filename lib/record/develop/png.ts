import { crc32, deflateSync } from "node:zlib";
import type { PngCompression, SharedPicture } from "./job.ts";

/** The eight bytes that every PNG begins with. */
const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

const truecolour = 2;

/** What deflate gives back at a time: in its usual 16 KiB a picture takes 2 ms to store, in these 0.2. */
const chunkSize = 1 << 20;

/** Each byte as it is. */
const filterNone = 0;
/** Each byte less the one of the pixel to the left: what is smooth becomes small, and packs. */
const filterSub = 1;

/**
 * Encodes a picture. What `npm:fast-png` does in 53 ms (stored) and 213 ms (level 1) for 640 x 480 takes 1 and 10 by
 * the runtime's own deflate.
 *
 * Spec: PNG (W3C Recommendation, Third Edition) 11.2.1 IHDR, 11.2.3 IDAT, 9 Filtering.
 *
 * @param picture 8 or 16 bits; only read
 * @param compression `stored` packs nothing, `fast` at deflate's level 1
 * @returns a whole file
 */
export function encodePng(
  picture: SharedPicture,
  compression: PngCompression,
): Uint8Array<ArrayBuffer> {
  const isStored = compression === "stored";
  const lines = filteredLines(picture, isStored ? filterNone : filterSub);
  const data = deflateSync(lines, { level: isStored ? 0 : 1, chunkSize });
  const chunks = [["IHDR", headerOf(picture)], ["IDAT", data], ["IEND", new Uint8Array()]] as const;
  const sizeBytes = chunks.reduce((sum, [, content]) => sum + 12 + content.length, 8);
  const file = new Uint8Array(sizeBytes);
  file.set(signature);
  let at = signature.length;
  for (const [name, content] of chunks) at = putChunk(file, { at, name, content });
  return file;
}

function headerOf({ width, height, depth }: SharedPicture): Uint8Array {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([depth, truecolour], 8);
  return header;
}

/** The picture's rows, each behind the number of its filter, 16 bits with the upper byte first. */
function filteredLines(
  { height, depth, bytes }: SharedPicture,
  filter: number,
): Uint8Array<ArrayBuffer> {
  const rowBytes = bytes.length / height;
  const lines = new Uint8Array((rowBytes + 1) * height);
  for (let y = 0; y < height; y++) {
    const line = lines.subarray(y * (rowBytes + 1), (y + 1) * (rowBytes + 1));
    line[0] = filter;
    line.set(bytes.subarray(y * rowBytes, (y + 1) * rowBytes), 1);
    if (depth === 16) swapBytes(line);
    if (filter === filterSub) subtractLeft(line, 3 * depth / 8);
  }
  return lines;
}

function swapBytes(line: Uint8Array): void {
  for (let at = 1; at < line.length; at += 2) {
    const lower = line[at]!;
    line[at] = line[at + 1]!;
    line[at + 1] = lower;
  }
}

function subtractLeft(line: Uint8Array, pixelBytes: number): void {
  for (let at = line.length - 1; at > pixelBytes; at--) line[at]! -= line[at - pixelBytes]!;
}

/** Writes a chunk. @returns where the next one begins */
function putChunk(
  file: Uint8Array,
  { at, name, content }: { at: number; name: string; content: Uint8Array },
): number {
  const view = new DataView(file.buffer);
  const end = at + 8 + content.length;
  view.setUint32(at, content.length);
  file.set(new TextEncoder().encode(name), at + 4);
  file.set(content, at + 8);
  view.setUint32(end, crc32(file.subarray(at + 4, end)));
  return end + 4;
}
