// Judge: ffmpeg shows, sample by sample, what the pattern encoder believes that a decoder shows.
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { toAnnexB } from "../../lib/h264/pattern/annex_b.ts";
import { CellPicture } from "../../lib/h264/pattern/cell_picture.ts";
import { encodeParameterSets } from "../../lib/h264/pattern/parameter_sets.ts";
import { PictureWriter } from "../../lib/h264/pattern/picture_writer.ts";
import { decodeLuma } from "../support/decode_h264.ts";
import { judgedBy } from "../support/judges.ts";
import { joinBytes } from "../support/nal_units.ts";

const MB_WIDTH = 8;
const MB_HEIGHT = 8;
const STILL = { rows: 0, step: 0, period: 8 };

/** How a picture's cells are made up: which values, and how many differ from the picture before. */
interface Recipe {
  readonly values: readonly number[];
  readonly chroma: readonly number[];
  readonly share: number;
}

const any = Array.from({ length: 256 }, (_, value) => value);
const recipes = fc.record({
  values: fc.constantFrom([16, 224], [16, 68, 120, 172, 224], [0, 255], [100, 101, 102, 103], any),
  chroma: fc.constantFrom([128], [16, 240], [126, 127, 128], any),
  share: fc.constantFrom(0.02, 0.1, 0.5, 1),
});

/** Numbers that look random, the same ones for the same seed. */
function* noise(seed: number): Generator<number> {
  for (let state = seed;;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}

function repaint(picture: CellPicture, recipe: Recipe, random: Generator<number>): void {
  const next = () => random.next().value as number;
  const repaintCells = (cells: Uint8Array, values: readonly number[]) => {
    for (let i = 0; i < cells.length; i++) {
      if (next() < recipe.share) cells[i] = values[Math.floor(next() * values.length)]!;
    }
  };
  repaintCells(picture.luma, recipe.values);
  repaintCells(picture.cb, recipe.chroma);
  repaintCells(picture.cr, recipe.chroma);
}

/** Whether all samples of a component are those of its cells, `size` samples wide. */
function isShown(samples: Uint8Array, cells: Uint8Array, width: number): boolean {
  return samples.every((sample, i) => {
    const x = (i % width) >> 2, y = Math.floor(i / width) >> 2;
    return sample === cells[y * (width >> 2) + x];
  });
}

Deno.test({
  name: "pictures of any cells are decoded to what the encoder keeps as shown",
  ...judgedBy("ffmpeg"),
  async fn() {
    const streams = fc.array(recipes, { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(streams, fc.nat(), async (recipes, seed) => {
        const target = new CellPicture(MB_WIDTH, MB_HEIGHT);
        const writer = new PictureWriter(target);
        const random = noise(seed);
        const width = MB_WIDTH * 16, height = MB_HEIGHT * 16;
        const rate = { numerator: 30, denominator: 1 };
        const parts = [encodeParameterSets({ width, height, rate, levelIdc: 31 })];
        const shown: CellPicture[] = [];
        for (const [pictureInGop, recipe] of recipes.entries()) {
          repaint(target, recipe, random);
          const header = { key: pictureInGop === 0, pictureInGop, idrPicId: 0 };
          const slice = header.key
            ? writer.writeKey(header, 0)
            : writer.writePredicted(header, STILL);
          parts.push(toAnnexB([slice]));
          const copy = new CellPicture(MB_WIDTH, MB_HEIGHT);
          copy.copyRows(writer.shown, { mbY: 0, mbRows: MB_HEIGHT });
          shown.push(copy);
        }
        const decoded = await decodeLuma(joinBytes(parts));
        assertEquals(decoded.complaints, "");
        assertEquals(decoded.lumas.length, shown.length);
        for (const [i, { luma, cb, cr }] of shown.entries()) {
          assert(isShown(decoded.lumas[i]!, luma, width), `luma of picture ${i}`);
          assert(isShown(decoded.chromas[i]!.cb, cb, width / 2), `Cb of picture ${i}`);
          assert(isShown(decoded.chromas[i]!.cr, cr, width / 2), `Cr of picture ${i}`);
        }
      }),
      { numRuns: 40 },
    );
  },
});

Deno.test({
  name: "what was wanted is shown with at most one or two levels of rounding",
  fn() {
    const target = new CellPicture(MB_WIDTH, MB_HEIGHT);
    repaint(target, { values: any, chroma: any, share: 1 }, noise(1));
    const writer = new PictureWriter(target);
    writer.writeKey({ key: true, pictureInGop: 0, idrPicId: 0 }, 0);
    const far = target.luma.filter((value, i) => Math.abs(value - writer.shown.luma[i]!) > 1);
    assertEquals(far.length, 0);
    assertEquals(writer.shown.cb, target.cb);
    assertEquals(writer.shown.cr, target.cr);
  },
});
