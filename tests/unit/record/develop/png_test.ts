import { assertEquals } from "@std/assert";
import { crc32, inflateSync } from "node:zlib";
import { encodePng } from "../../../../lib/record/develop/png.ts";

function pictureOf(depth: 8 | 16) {
  const [width, height] = [21, 16];
  const bytes = new Uint8Array(new SharedArrayBuffer(width * height * 3 * depth / 8));
  bytes.forEach((_, at) => bytes[at] = at * 7 + (at >> 5));
  return { width, height, depth, bytes };
}

/** The chunks of a file, their sums checked. */
function chunksOf(file: Uint8Array): Map<string, Uint8Array> {
  const chunks = new Map<string, Uint8Array>();
  const view = new DataView(file.buffer);
  for (let at = 8; at < file.length;) {
    const length = view.getUint32(at);
    const name = new TextDecoder().decode(file.subarray(at + 4, at + 8));
    const end = at + 8 + length;
    assertEquals(view.getUint32(end), crc32(file.subarray(at + 4, end)));
    chunks.set(name, file.subarray(at + 8, end));
    at = end + 4;
  }
  return chunks;
}

/** Undoes the filters none and sub. */
function linesOf(
  data: Uint8Array,
  { rowBytes, pixelBytes }: { rowBytes: number; pixelBytes: number },
) {
  const rows: number[] = [];
  for (let at = 0; at < data.length; at += rowBytes + 1) {
    const line = data.slice(at + 1, at + 1 + rowBytes);
    if (data[at] === 1) line.forEach((byte, x) => line[x] = byte + (line[x - pixelBytes] ?? 0));
    rows.push(...line);
  }
  return rows;
}

for (const depth of [8, 16] as const) {
  for (const compression of ["stored", "fast"] as const) {
    Deno.test(`a PNG of ${depth} bits, ${compression}, holds the picture`, () => {
      const picture = pictureOf(depth);
      const file = encodePng(picture, compression);
      assertEquals([...file.subarray(0, 8)], [137, 80, 78, 71, 13, 10, 26, 10]);
      const chunks = chunksOf(file);
      assertEquals([...chunks.keys()], ["IHDR", "IDAT", "IEND"]);
      assertEquals([...chunks.get("IHDR")!], [0, 0, 0, 21, 0, 0, 0, 16, depth, 2, 0, 0, 0]);
      const pixelBytes = 3 * depth / 8;
      const data = inflateSync(chunks.get("IDAT")!);
      const lines = linesOf(data, { rowBytes: 21 * pixelBytes, pixelBytes });
      const other = depth === 16 ? 1 : 0;
      assertEquals(lines, [...picture.bytes].map((_, at) => picture.bytes[at ^ other]!));
    });
  }
}
