import { assert, assertEquals } from "@std/assert";
import { Caption } from "../../../lib/h264/pattern/caption.ts";
import { CellPicture } from "../../../lib/h264/pattern/cell_picture.ts";
import { LARGE_FONT, SMALL_FONT } from "../../../lib/h264/pattern/glyphs.ts";
import { layouts } from "../../../lib/h264/pattern/layout.ts";
import { ScaledFont } from "../../../lib/h264/pattern/scaled_font.ts";
import { stampGeometry } from "../../../lib/frame/mod.ts";

/** A picture's bright cells as text, without what is empty around them. */
function brightCells(picture: CellPicture): string {
  const stride = picture.mbWidth * 4;
  const rows = Array.from(
    { length: picture.mbHeight * 4 },
    (_, y) =>
      Array.from(picture.luma.subarray(y * stride, (y + 1) * stride), (v) => v > 200 ? "#" : ".")
        .join(""),
  ).filter((row) => row.includes("#"));
  const left = Math.min(...rows.map((row) => row.indexOf("#")));
  const right = Math.max(...rows.map((row) => row.lastIndexOf("#")));
  return rows.map((row) => row.slice(left, right + 1)).join("\n");
}

function captionAt(unixMs: number, frameNumber: number): string {
  const font = new ScaledFont(SMALL_FONT, 1);
  const place = { x: 2, y: 2, width: 60 };
  const blocks = [{ content: "clock", sample: "00:00:00.000", font, place }] as const;
  const picture = new CellPicture(16, 4);
  const caption = new Caption({ barRows: 0, blocks });
  caption.draw(picture, { unixMs: 0, frameNumber: 0 });
  caption.draw(picture, { unixMs, frameNumber });
  return brightCells(picture);
}

Deno.test("the clock shows hours, minutes, seconds and milliseconds in UTC", () => {
  assertEquals(
    captionAt(Date.UTC(2025, 10, 21, 23, 45, 1, 789.9), 0),
    `
###.###...#.#.###...###..#....###.###.###
..#...#.#.#.#.#...#.#.#.##......#.#.#.#.#
###..##...###.###...#.#..#......#.###.###
#.....#.#...#...#.#.#.#..#.....#..#.#...#
###.###.....#.###...###.###.#..#..###.###`.trim(),
  );
});

Deno.test("the clock is right at any time of any day", () => {
  for (const unixMs of [0, 1, 86_399_999, 86_400_000, 951_782_399_999, 4_102_444_800_000]) {
    const [h, m, s, ms] = new Date(unixMs).toISOString().match(/\d+/g)!.slice(3);
    const expected = captionAt(
      Number(h) * 3_600_000 + Number(m) * 60_000 + Number(s) * 1000 + Number(ms),
      0,
    );
    assertEquals(captionAt(unixMs, 0), expected);
  }
});

Deno.test("every character of the fonts is as high as its font and not empty", () => {
  for (const font of [LARGE_FONT, SMALL_FONT]) {
    for (const [character, glyph] of font.glyphs) {
      assertEquals(glyph.rows.length, font.height, character);
      assert(glyph.rows.some((row) => row > 0), character);
      assert(glyph.rows.every((row) => row < 1 << glyph.width), character);
    }
  }
});

Deno.test("enlarging smooths slopes and rounds corners", () => {
  const glyphs = new Map([
    ["/", { width: 2, rows: [0b10, 0b01] }],
    ["=", { width: 2, rows: [0b11, 0b11] }],
    ["-", { width: 3, rows: [0b000, 0b111] }],
  ]);
  const font = new ScaledFont({ height: 2, spaceWidth: 1, glyphs }, 2);
  const rowsOf = (character: string) => {
    const { luma, width } = font.glyph(character)!;
    return Array.from(luma, (v) => v > 200 ? "#" : ".").join("").match(RegExp(`.{${width}}`, "g"));
  };
  assertEquals(rowsOf("="), [".##.", "####", "####", ".##."]);
  assertEquals(rowsOf("/"), ["..##", ".###", "###.", "##.."]);
  assertEquals(rowsOf("-"), ["......", "......", "######", "######"]);
});

Deno.test("text, bars and stamp never overlap, and text stays inside of the picture", () => {
  for (let width = 16; width <= 1920; width += 38) {
    for (let height = 16; height <= 1080; height += 38) {
      const bottom = (stampGeometry(width, height)?.y ?? height) / 4;
      for (const layout of layouts({ width, height }, ["1280x720  30 fps", "1280x720"])) {
        assert(layout.barRows >= 1 && layout.barRows <= Math.ceil(height / 16));
        for (const { font, place, sample } of layout.blocks) {
          assert(place.y >= (layout.barRows + 1) * 4, "a row between bars and text");
          assert(place.y + font.height <= bottom, "above the stamp");
          assert(place.x >= 0 && place.x + place.width <= width / 4, "inside");
          assertEquals(place.width, font.textWidth(sample));
        }
      }
    }
  }
});
