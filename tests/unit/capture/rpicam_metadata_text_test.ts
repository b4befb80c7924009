import { assertEquals, assertThrows } from "@std/assert";
import { RpicamMetadataText } from "../../../lib/capture/rpicam_metadata_text.ts";
import type { FrameMetadata } from "../../../lib/frame/mod.ts";

function reader(): { push: (text: string) => void; objects: FrameMetadata[] } {
  const objects: FrameMetadata[] = [];
  const text = new RpicamMetadataText((metadata) => objects.push(metadata));
  return { objects, push: (words) => text.push(new TextEncoder().encode(words)) };
}

const first = '[\n{\n    "SensorTimestamp": 1234567890123,\n    "ExposureTime": 33222,\n' +
  '    "ScalerCrop": "(0, 0)/4608x2592",\n    "ColourGains": [ 1.5, 2.25 ],\n' +
  '    "AeLocked": true,\n    "Lux": nan\n';
const second = '},\n{\n    "AnalogueGain": 2.0,\n    "DigitalGain": 1.5,\n' +
  '    "ColourTemperature": 4310,\n    "FocusFoM": 99,\n    "Lux": 100.5\n';

const objects = [
  {
    sensorTimestampNs: 1234567890123,
    exposureUs: 33222,
    ScalerCrop: "(0, 0)/4608x2592",
    ColourGains: [1.5, 2.25],
    AeLocked: true,
    lux: "nan",
  },
  { analogueGain: 2, digitalGain: 1.5, colourTemperatureK: 4310, focus: 99, lux: 100.5 },
];

Deno.test("an object is there with its last member, before the brace that the program holds back", () => {
  const read = reader();
  read.push(first);
  assertEquals(read.objects, objects.slice(0, 1));
  read.push(second);
  assertEquals(read.objects, objects);
  read.push("}\n]\n");
  assertEquals(read.objects, objects);
});

Deno.test("any cut of the text gives the same objects", () => {
  const text = first + second + "}\n]\n";
  for (const length of [1, 2, 7, 50]) {
    const read = reader();
    for (let at = 0; at < text.length; at += length) read.push(text.slice(at, at + length));
    assertEquals(read.objects, objects);
  }
});

Deno.test("what the camera program does not write is refused, and never kept without bound", () => {
  const endless = '    "A": 1,\n';
  for (
    const text of ["Segmentation fault\n", '["a"\n', "x".repeat(70_000), endless.repeat(10_000)]
  ) {
    assertThrows(() => reader().push(text), SyntaxError);
  }
});
