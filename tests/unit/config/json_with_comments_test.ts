import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../../lib/config/mod.ts";
import { parseJsonWithComments } from "../../../lib/config/json_with_comments.ts";

Deno.test("members are read with their lines, comments and trailing commas passed over", () => {
  const source = `\uFEFF// settings
{
  "width": 1280, // pixels
  /* two
     lines */ "source": "file:/a // b \\u00e9",
  "hflip": true, "ev": -1.5e0,
  "allow-host": ["a", "b",],
  "empty": [],
}
`;
  assertEquals(parseJsonWithComments(source, "f"), [
    { key: "width", texts: ["1280"], line: 3 },
    { key: "source", texts: ["file:/a // b é"], line: 5 },
    { key: "hflip", texts: ["true"], line: 6 },
    { key: "ev", texts: ["-1.5e0"], line: 6 },
    { key: "allow-host", texts: ["a", "b"], line: 7 },
    { key: "empty", texts: [], line: 8 },
  ]);
  assertEquals(parseJsonWithComments("{}", "f"), []);
});

const refused: [source: string, message: string][] = [
  ["", "f:1 should have {, has the end"],
  ["[]", 'f:1 should have {, has "["'],
  ["{", "f:1 should have a key in quotation marks, has the end"],
  ["{}\n{}", 'f:2 should have nothing after the last }, has "{"'],
  ["{width: 1}", 'f:1 should have a key in quotation marks, has "width"'],
  ["{\n'width': 1}", "f:2 should have a key in quotation marks, has \"'width'\""],
  ['{"a" 1}', 'f:1 should have :, has "1"'],
  ['{"a": 1\n "b": 2}', 'f:2 should have , or }, has "\\"b\\""'],
  ['{"a": [1 2]}', 'f:1 should have , or ], has "2"'],
  ['{"a": 1, "a": 2}', 'f:1 has "a" twice'],
  ['{"a": null}', 'f:1 should have a text in quotation marks, a number, true or false, has "null"'],
  ['{"a": {}}', 'f:1 should have a text in quotation marks, a number, true or false, has "{"'],
  ['{"a": [[1]]}', 'f:1 should have a text in quotation marks, a number, true or false, has "["'],
  ['{"a": 0x10}', 'f:1 should have a text in quotation marks, a number, true or false, has "0x10"'],
  ['{"a": "\\q"}', 'f:1 should have a text with JSON\'s escapes, has "\\"\\\\q\\""'],
  ['{"a": "open\n"}', 'f:1 cannot be read at "\\"open\\n\\"}"'],
  ["{ /* open", 'f:1 cannot be read at "/* open"'],
  ["{ / }", 'f:1 cannot be read at "/ }"'],
  [`{"a": "${"x".repeat(70_000)}"}`, "f:1 is longer than 65536 characters"],
];

Deno.test("what cannot be read is named with its line", () => {
  for (const [source, message] of refused) {
    const error = assertThrows(() => parseJsonWithComments(source, "f"), UsageError);
    assertEquals(error.message, message);
  }
});

Deno.test("a file as long as allowed is read at once, whatever it is full of", () => {
  const fill = (part: string): string => part.repeat(Math.floor(65_000 / part.length));
  assertEquals(parseJsonWithComments(`{"a": "${fill("\\n")}"}`, "f")[0]?.texts[0]?.length, 32_500);
  assertEquals(parseJsonWithComments(`/*${fill("*")}*/{}`, "f"), []);
  assertEquals(parseJsonWithComments(`{"a": [${fill("1,")}]}`, "f")[0]?.texts.length, 32_500);
  assertThrows(() => parseJsonWithComments(fill('"'), "f"), UsageError);
  assertThrows(() => parseJsonWithComments(fill("/*"), "f"), UsageError);
  assertThrows(() => parseJsonWithComments(fill('{"a":'), "f"), UsageError);
});
