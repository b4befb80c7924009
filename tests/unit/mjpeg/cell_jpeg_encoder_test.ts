import { assert, assertEquals, assertThrows } from "@std/assert";
import { CellJpegEncoder, type Cells } from "../../../lib/mjpeg/mod.ts";
import { quantiserSteps, zigzag } from "../../../lib/mjpeg/quantiser.ts";
import { setUp } from "./set_up.ts";

/** Cells of a picture, each as a function of its place says. */
function makeCells(mbWidth: number, mbHeight: number, luma: (i: number) => number): Cells {
  const chroma = new Uint8Array(mbWidth * mbHeight * 4).fill(128);
  const all = Uint8Array.from({ length: mbWidth * mbHeight * 16 }, (_, i) => luma(i));
  return { mbWidth, mbHeight, luma: all, cb: chroma, cr: chroma };
}

Deno.test("coefficients are written along the diagonals", () => {
  assertEquals(zigzag.slice(0, 10), [0, 1, 8, 16, 9, 2, 3, 10, 17, 24]);
  assertEquals(zigzag.slice(-3), [55, 62, 63]);
  assertEquals(new Set(zigzag).size, 64);
});

Deno.test("the quality sets the quantiser as libjpeg does", () => {
  const first = (quality: number) => quantiserSteps(quality).luma.slice(0, 3);
  assertEquals(first(50), [16, 11, 10]);
  assertEquals(first(80), [6, 4, 4]);
  assertEquals(first(100), [1, 1, 1]);
  assertEquals(first(1), [255, 255, 255]);
});

Deno.test("what the encoder makes is one whole image, whatever is in the picture", () => {
  for (const quality of [1, 50, 100]) {
    const encoder = new CellJpegEncoder({ width: 46, height: 30, quality });
    for (const luma of [() => 16, (i: number) => i % 2 * 255, (i: number) => i * 7919 % 256]) {
      const s = setUp();
      const image = encoder.encode(makeCells(3, 2, luma));
      s.assembler.push(image);
      assertEquals(s.sink.frames.map(({ bytes }) => bytes), [image]);
      const { width, height } = s.sink.frames[0]!.stream!;
      assertEquals([width, height], [46, 30]);
      assertEquals(s.faults, []);
    }
  }
});

Deno.test("the same picture is the same bytes; a flat one costs next to nothing", () => {
  const encoder = new CellJpegEncoder({ width: 320, height: 240, quality: 80 });
  const flat = makeCells(20, 15, () => 90);
  const first = encoder.encode(flat);
  encoder.encode(makeCells(20, 15, (i) => i % 256));
  assertEquals(encoder.encode(flat), first);
  assert(first.length < 623 + 300 * 6 && first.length > 623, `${first.length} bytes`);
});

Deno.test("a quality that there is not is refused", () => {
  for (const quality of [0, 101, 7.5, NaN]) {
    assertThrows(() => new CellJpegEncoder({ width: 16, height: 16, quality }), RangeError);
  }
});
