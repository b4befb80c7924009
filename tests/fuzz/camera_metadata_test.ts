import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { RpicamMetadataText } from "../../lib/capture/rpicam_metadata_text.ts";
import { readRawStreamLine } from "../../lib/capture/rpicam_raw_line.ts";
import type { FrameMetadata } from "../../lib/frame/mod.ts";
import { cut, pieceLengths } from "../unit/h264/stream_arbitraries.ts";

const value = fc.oneof(
  fc.integer(),
  fc.boolean(),
  fc.array(fc.integer(), { minLength: 1, maxLength: 9 }),
  fc.constantFrom("(0, 0)/4608x2592", "a,b", "}"),
);
const object = fc.dictionary(fc.stringMatching(/^[A-Z][A-Za-z]{1,20}$/), value, {
  minKeys: 1,
  maxKeys: 30,
});

/** As the camera program writes it: see the stand-in's `metadata_file.ts`. */
function write(objects: readonly Record<string, unknown>[]): Uint8Array<ArrayBuffer> {
  const bodies = objects.map((object) => {
    const members = Object.entries(object).map(([name, value]) =>
      `\n    "${name}": ${Array.isArray(value) ? `[ ${value.join(", ")} ]` : JSON.stringify(value)}`
    );
    return `{${members.join(",")}\n`;
  });
  return new TextEncoder().encode(`[\n${bodies.join("},\n")}`);
}

Deno.test("A camera's metadata come out the same however their text is cut", () => {
  fc.assert(
    fc.property(fc.array(object, { maxLength: 5 }), pieceLengths, (objects, lengths) => {
      const read: FrameMetadata[] = [];
      const text = new RpicamMetadataText((metadata) => read.push(metadata));
      for (const piece of cut(write(objects), lengths)) text.push(piece);
      assertEquals(read.map((each) => Object.values(each)), objects.map((o) => Object.values(o)));
    }),
    { numRuns: 500 },
  );
});

Deno.test("Whatever is written instead of metadata raises a SyntaxError, or nothing", () => {
  const line = fc.oneof(
    fc.constantFrom("[", "{", "},", "]", '"A": 1', '"A": [ 1, 2 ],', '"__proto__": 1', '"A":'),
    fc.string({ maxLength: 30 }),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 50 }), pieceLengths, (lines, lengths) => {
      const text = new RpicamMetadataText(() => {});
      const bytes = new TextEncoder().encode(lines.join("\n"));
      try {
        for (const piece of cut(bytes, lengths)) text.push(piece);
      } catch (error) {
        assert(error instanceof SyntaxError, String(error));
      }
    }),
    { numRuns: 500 },
  );
});

Deno.test("Whatever the camera program says of its RAW frames is taken, told or left", () => {
  const format = fc.constantFrom("SRGGB10", "BGGR_PISP_COMP1", "SRGGB10_CSI2P", "R8", "x");
  const number = fc.nat(2_000_000);
  fc.assert(
    fc.property(number, number, number, format, (width, height, stride, name) => {
      const found = readRawStreamLine(
        `Raw stream: ${width}x${height} stride ${stride} format ${name}`,
      );
      if (found === undefined || "fault" in found) return;
      assert(found.width * found.height * 2 <= 2 ** 26);
      assert(found.strideBytes <= 999_999);
    }),
    { numRuns: 1000 },
  );
});
