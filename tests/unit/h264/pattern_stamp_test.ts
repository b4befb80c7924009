import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { readPatternStamp } from "../../../lib/h264/mod.ts";
import { CellPicture } from "../../../lib/h264/pattern/cell_picture.ts";
import { stampGeometry } from "../../../lib/frame/mod.ts";
import { StampPainter } from "../../../lib/h264/pattern/stamp_painter.ts";

/** A picture's luma in samples, `stride` a row. */
function samplesOf(picture: CellPicture): { luma: Uint8Array; stride: number } {
  const stride = picture.mbWidth * 16;
  const luma = new Uint8Array(stride * picture.mbHeight * 16);
  for (let i = 0; i < luma.length; i++) {
    const x = i % stride, y = Math.floor(i / stride);
    luma[i] = picture.luma[(y >> 2) * picture.mbWidth * 4 + (x >> 2)]!;
  }
  return { luma, stride };
}

function paint(
  size: { width: number; height: number },
  stamps: Parameters<StampPainter["paint"]>[1][],
) {
  const picture = new CellPicture(Math.ceil(size.width / 16), Math.ceil(size.height / 16));
  const painter = new StampPainter(stampGeometry(size.width, size.height)!);
  for (const stamp of stamps) painter.paint(picture, stamp);
  return samplesOf(picture);
}

const stamp = fc.record({
  frameNumber: fc.nat(2 ** 32 - 1),
  unixMs: fc.maxSafeNat().map((value) => value % 2 ** 44),
});
const size = fc.record({
  width: fc.integer({ min: 64, max: 400 }).map((half) => half * 2),
  height: fc.integer({ min: 22, max: 120 }).map((half) => half * 2),
});

Deno.test("a stamp painted over another is read again, in any size with room for it", () => {
  fc.assert(
    fc.property(size, stamp, stamp, (size, first, second) => {
      const { luma, stride } = paint(size, [first, second]);
      assertEquals(readPatternStamp(luma, { ...size, stride }), second);
    }),
    { numRuns: 50 },
  );
});

Deno.test("numbers past the stamp's bits start over", () => {
  const shape = { width: 128, height: 64 };
  const { luma, stride } = paint(shape, [{ frameNumber: 2 ** 32 + 5, unixMs: 2 ** 44 + 7.9 }]);
  assertEquals(readPatternStamp(luma, { ...shape, stride }), { frameNumber: 5, unixMs: 7 });
});

Deno.test("noise and lost contrast do not matter as long as squares stay dark and bright", () => {
  const shape = { width: 160, height: 96 };
  const expected = { frameNumber: 123456, unixMs: 1_763_728_496_789 };
  const { luma, stride } = paint(shape, [expected]);
  const faded = luma.map((value, i) => 120 + (value - 120) / 3 + (i * 7919) % 41 - 20);
  assertEquals(readPatternStamp(faded, { ...shape, stride }), expected);
});

Deno.test("one wrong square is noticed", () => {
  const shape = { width: 128, height: 64 };
  const { luma, stride } = paint(shape, [{ frameNumber: 1, unixMs: 2 }]);
  for (let square = 0; square < 96; square++) {
    const damaged = luma.slice();
    const x = square % 32 * 4, y = 64 - 12 + Math.floor(square / 32) * 4;
    for (let i = 0; i < 16; i++) {
      const at = (y + (i >> 2)) * stride + x + (i & 3);
      damaged[at] = 240 - damaged[at]!;
    }
    assertEquals(readPatternStamp(damaged, { ...shape, stride }), undefined, `square ${square}`);
  }
});

Deno.test("a picture of one colour, or too small a one, has no stamp", () => {
  const luma = new Uint8Array(640 * 480);
  for (const value of [0, 16, 120, 224, 255]) {
    luma.fill(value);
    assertEquals(readPatternStamp(luma, { width: 640, height: 480, stride: 640 }), undefined);
  }
  assertEquals(readPatternStamp(luma, { width: 126, height: 480, stride: 126 }), undefined);
  assertEquals(readPatternStamp(luma, { width: 640, height: 42, stride: 640 }), undefined);
});
