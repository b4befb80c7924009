import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Frame, FrameFlag, type Gap } from "../../lib/frame/mod.ts";
import { openOutput, OutputError } from "../../lib/record/mod.ts";
import { NamePattern } from "../../lib/record/name_pattern.ts";
import { splitNalUnits } from "../../lib/h264/mod.ts";
import { UsageError } from "../../lib/config/mod.ts";
import { findBox, numbersOf, readBoxes } from "../support/mp4_boxes.ts";
import { joinBytes } from "../support/nal_units.ts";
import { patternFrames } from "../support/pattern_frames.ts";

const { frames, stream } = patternFrames({ count: 3, intra: 3 });
const key = frames[0]!;

/** Bytes in which start codes and zeros are likely. */
const bytes = fc.array(fc.oneof(fc.constantFrom(0, 0, 1, 0x65, 0x01, 0x67), fc.nat(255)), {
  maxLength: 40,
}).map((values) => new Uint8Array(values));

const anyFrame = fc.record({
  payload: fc.oneof(bytes, bytes.map((rest) => joinBytes([key.payload, rest]))),
  flags: fc.constantFrom(0, 0, FrameFlag.key, FrameFlag.continuation, FrameFlag.discontinuity),
  captureUs: fc.integer({ min: -(2 ** 50), max: 2 ** 50 }),
});
const anyGap = fc.constantFrom<Gap>({ reason: "epoch" }, { first: 3, last: 9, reason: "skipped" });

Deno.test("whatever frames say and whenever they say they were captured, MP4 files are whole", async () => {
  const folder = await Deno.makeTempDir({ prefix: "picam-recording-" });
  try {
    let run = 0;
    const feed = fc.array(fc.oneof({ weight: 9, arbitrary: anyFrame }, anyGap), { maxLength: 15 });
    await fc.assert(
      fc.asyncProperty(feed, async (feed) => {
        const written: { path: string; frames: number }[] = [];
        const target = `${folder}/${run++}-%03d.mp4`;
        const output = openOutput({ target, nowUs: () => 0, onFile: (file) => written.push(file) });
        await feedAll(output, feed);
        for (const { path, frames } of written) {
          const file = await Deno.readFile(path);
          assertEquals(readBoxes(file).map(({ type }) => type), ["ftyp", "mdat", "moov"]);
          const sizes = numbersOf(findBox(file, "moov/trak/mdia/minf/stbl/stsz"));
          assertEquals([sizes[2], sizes.length], [frames, frames + 3]);
          await Deno.remove(path);
        }
      }),
      { numRuns: 150 },
    );
    assertEquals(await Array.fromAsync(Deno.readDir(folder)), []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** Writes until the output refuses; a key frame that is none may make it. */
async function feedAll(
  output: ReturnType<typeof openOutput>,
  feed: readonly (Gap | Pick<Frame, "payload" | "flags" | "captureUs">)[],
): Promise<void> {
  try {
    let sequence = 0;
    await output.write({ ...key, sequence: sequence++ }, stream);
    for (const each of feed) {
      if ("reason" in each) output.gap(each);
      else await output.write({ ...each, sequence: sequence++, streamId: 1 }, stream);
    }
  } catch (error) {
    if (!(error instanceof OutputError)) throw error;
  }
  await output.close();
}

Deno.test("NAL units are what stands between start codes, whatever the bytes", () => {
  fc.assert(fc.property(bytes, (bytes) => {
    for (const unit of splitNalUnits(bytes)) {
      assert(unit.length > 0 && unit.at(-1) !== 0);
      assert(unit.buffer === bytes.buffer);
      assert(!/(^|,)0,0,1(,|$)/.test(unit.join()));
    }
  }));
});

Deno.test("a pattern names files that it knows again, or is refused", () => {
  const piece = fc.constantFrom(
    "%Y",
    "%03d",
    "%%",
    "%F",
    "a+(",
    "/",
    ".",
    "-",
    "{name}",
    "%q",
    "é",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), fc.string(), fc.nat(2000), (pieces, name, n) => {
      const target = `x${pieces.join("")}y.mp4`;
      try {
        const pattern = new NamePattern(target, name);
        const path = pattern.format({ captureUs: n * 1e12, count: n, copy: n % 3 });
        assert(path.startsWith(pattern.fixedFolder));
        const rest = path.slice(pattern.fixedFolder.length).split("/");
        const expressions = pattern.expressions();
        assertEquals(rest.length, expressions.length);
        rest.forEach((part, i) => assert(expressions[i]?.test(part), `${part} ${expressions[i]}`));
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
      }
    }),
  );
});
