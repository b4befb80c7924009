import { assertEquals, assertMatch } from "@std/assert";
import { readRawStreamLine } from "../../../lib/capture/rpicam_raw_line.ts";

const understood: [line: string, geometry: [number, number, number, string, string]][] = [
  ["1536x864 stride 1920 format SBGGR10_CSI2P", [1536, 864, 1920, "BGGR", "csi2-10"]],
  ["2028x1520 stride 3072 format SRGGB12_CSI2P", [2028, 1520, 3072, "RGGB", "csi2-12"]],
  ["640x480 stride 1280 format SGBRG10", [640, 480, 1280, "GBRG", "plain-16"]],
  ["1536x864 stride 3072 format SBGGR16", [1536, 864, 3072, "BGGR", "plain-16"]],
  ["2304x1296 stride 2304 format BGGR_PISP_COMP1", [2304, 1296, 2304, "BGGR", "pisp-comp1"]],
  ["2304x1296 stride 2304 format BGGR16_PISP_COMP1", [2304, 1296, 2304, "BGGR", "pisp-comp1"]],
  ["1640x1232 stride 1664 format SRGGB8", [1640, 1232, 1664, "RGGB", "plain-8"]],
];

for (const [line, expected] of understood) {
  Deno.test(`the camera program says: ${line}`, () => {
    const found = readRawStreamLine(`Raw stream: ${line}`);
    if (found === undefined || "fault" in found) throw new Error("it was not understood");
    const { width, height, strideBytes, format } = found;
    assertEquals([width, height, strideBytes, format.bayer, format.packing], expected);
  });
}

const refused: [line: string, message: RegExp, remedy: RegExp][] = [
  ["1280x800 stride 1600 format R10_CSI2P", /R10_CSI2P are none/, /Bayer mosaic: use --codec/],
  ["640x480 stride 1280 format YUYV", /YUYV are none/, /--codec h264 or mjpeg/],
  [
    "640x480 stride 1120 format SRGGB14_CSI2P",
    /SRGGB14_CSI2P are none/,
    /--sensor-mode WIDTH:HEIGHT:14:U/,
  ],
  ["9248x6944 stride 18496 format SRGGB10", /larger than 64 MiB/, /--list-cameras/],
  ["641x480 stride 1312 format SRGGB10", /no whole cells/, /--sensor-mode/],
  ["640x480 stride 640 format SRGGB10", /do not fit rows of 640 bytes/, /full-upgrade/],
];

for (const [line, message, remedy] of refused) {
  Deno.test(`frames that cannot be taken are told with a remedy: ${line}`, () => {
    const found = readRawStreamLine(`Raw stream: ${line}`);
    if (found === undefined || !("fault" in found)) throw new Error("it was taken");
    assertMatch(found.fault.message, message);
    assertMatch(found.fault.remedy, remedy);
  });
}

Deno.test("other lines are other lines", () => {
  assertEquals(readRawStreamLine("Mode selection for 1536:864:10:P"), undefined);
  assertEquals(readRawStreamLine("Raw stream: nonsense"), undefined);
});
