import { assertEquals } from "@std/assert";
import { CounterEncoder, type EncoderSettings } from "../../support/camera/h264/encoder.ts";
import { concatBytes } from "../../support/camera/h264/nal_unit.ts";
import { profiles } from "../../support/camera/h264/parameter_sets.ts";
import { readFrameNumber } from "../../support/camera/mod.ts";
import { listNals } from "../../support/camera/nal_list.ts";
import { decodeLuma } from "../../support/decode_h264.ts";
import { judgedBy } from "../../support/judges.ts";

const hardware: EncoderSettings["layout"] = {
  refIdc: { parameterSet: 1, idr: 1, p: 1 },
  repeatParameterSets: false,
  startCodes: "long",
  slices: 1,
};
const software: EncoderSettings["layout"] = {
  refIdc: { parameterSet: 3, idr: 3, p: 2 },
  repeatParameterSets: true,
  startCodes: "x264",
  banner: "x264 - ".padEnd(300, "options "),
  slices: 4,
};

function settings(
  shape: { width: number; height: number; profile: string; bFrames?: boolean },
  layout: EncoderSettings["layout"],
  exactBytes?: number,
): EncoderSettings {
  const { profile, bFrames = false, ...size } = shape;
  return {
    shape: { ...size, framerate: 30, profile: profiles[profile]!, levelIdc: 40, bFrames },
    layout,
    intraFrames: 7,
    bitrateBps: 1e6,
    ...(exactBytes === undefined ? {} : { exactBytes }),
  };
}

function encodeTwenty(from: EncoderSettings) {
  const encoder = new CounterEncoder(from);
  const units = Array.from({ length: 20 }, (_, n) => encoder.encode(3_000_000 + n)).flat();
  return [...units, ...encoder.flush()];
}

const cases: Record<string, EncoderSettings> = {
  "of the hardware": settings({ width: 640, height: 480, profile: "high" }, hardware),
  "in four slices": settings({ width: 640, height: 480, profile: "baseline" }, software),
  "with B pictures": settings(
    { width: 640, height: 480, profile: "high", bFrames: true },
    { ...software, slices: 1 },
  ),
  "cropped from 368 x 208": settings({ width: 366, height: 202, profile: "main" }, hardware),
  "numbered across slices": settings({ width: 128, height: 128, profile: "baseline" }, software),
  "of exactly two blocks of stdio": settings(
    { width: 640, height: 480, profile: "high" },
    hardware,
    8192,
  ),
};

for (const [name, encoder] of Object.entries(cases)) {
  Deno.test({
    name: `pictures ${name} decode without a complaint and carry their numbers`,
    ...judgedBy("ffmpeg"),
    async fn() {
      const stream = concatBytes(encodeTwenty(encoder).map(({ bytes }) => bytes));
      const decoded = await decodeLuma(stream);
      assertEquals(decoded.complaints, "");
      const { width, height } = encoder.shape;
      assertEquals([decoded.width, decoded.height], [width, height]);
      assertEquals(
        decoded.lumas.map((luma) => readFrameNumber(luma, { width })),
        Array.from({ length: 20 }, (_, n) => 3_000_000 + n),
      );
    },
  });
}

Deno.test("an exact length holds for every picture that is not key", () => {
  const lengths = encodeTwenty(cases["of exactly two blocks of stdio"]!)
    .filter(({ key }) => !key).map(({ bytes }) => bytes.length);
  assertEquals(new Set(lengths), new Set([8192]));
});

/** Header byte and length of the start code of each NAL unit of an access unit. */
function layoutOf(bytes: Uint8Array): string {
  return listNals(bytes).map(({ header, startCodeBytes }) =>
    `${header.toString(16).padStart(2, "0")}/${startCodeBytes}`
  ).join(" ");
}

Deno.test("access units are laid out as the hardware's", () => {
  const layouts = encodeTwenty(cases["of the hardware"]!).map(({ bytes }) => layoutOf(bytes));
  assertEquals(layouts.slice(0, 2), ["27/4 28/4 25/4", "21/4"]);
  assertEquals(layouts[7], "25/4");
});

Deno.test("access units are laid out as x264's", () => {
  const layouts = encodeTwenty(cases["in four slices"]!).map(({ bytes }) => layoutOf(bytes));
  assertEquals(layouts[0], "67/4 68/4 06/3 65/3 65/3 65/3 65/3");
  assertEquals(layouts[1], "41/4 41/3 41/3 41/3");
  assertEquals(layouts[7], "67/4 68/4 65/3 65/3 65/3 65/3");
});

Deno.test("a B picture comes after the picture that it waits for", () => {
  const layouts = encodeTwenty(cases["with B pictures"]!).map(({ bytes }) => layoutOf(bytes));
  assertEquals(layouts.slice(0, 5), ["67/4 68/4 06/3 65/3", "41/4", "01/4", "41/4", "01/4"]);
});
