import { assertEquals } from "@std/assert";
import { nearest } from "../../../lib/config/nearest.ts";

const flags = ["width", "height", "http-port", "raw-port", "ring", "ring-size", "ev", "awb"];

const cases: [string, string | undefined][] = [
  ["widht", "width"],
  ["heigth", "height"],
  ["http", "http-port"],
  ["httpPort", "http-port"],
  ["HTTP_PORT", "http-port"],
  ["rign", "ring"],
  ["ring-siz", "ring-size"],
  ["e", "ev"],
  ["abw", "awb"],
  ["bitrate", undefined],
  ["r", undefined],
  ["", undefined],
  ["x".repeat(10_000), undefined],
];

Deno.test("a misspelled word finds what was probably meant", () => {
  for (const [word, expected] of cases) assertEquals(nearest(word, flags), expected, word);
});
