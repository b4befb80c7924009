import { assertEquals } from "@std/assert";
import { describeExposure } from "../../../lib/serve/page/exposure.ts";

Deno.test("the page says exposure and gain where the camera tells of them, and nothing where it does not", () => {
  assertEquals(describeExposure(undefined), {});
  assertEquals(describeExposure({ frame: 7 }), {});
  assertEquals(describeExposure({ exposureUs: 8333, analogueGain: 2, digitalGain: 1.25 }), {
    Exposure: "8.33 ms",
    Gain: "× 2.50",
  });
  assertEquals(describeExposure({ digitalGain: 1.5, lux: 412.7, colourTemperatureK: 4310.4 }), {
    Gain: "× 1.50",
    Light: "413 lx",
    Colour: "4310 K",
  });
});

Deno.test("what is told of a frame may be anything", () => {
  assertEquals(describeExposure({ exposureUs: "8", analogueGain: null, lux: NaN }), {});
  assertEquals(describeExposure({ lux: 0.04 }), { Light: "0.0400 lx" });
});
