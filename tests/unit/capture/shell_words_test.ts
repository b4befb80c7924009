import { assertEquals, assertThrows } from "@std/assert";
import { shellWords } from "../../../lib/capture/mod.ts";

const cases: { line: string; words: string[] }[] = [
  { line: "", words: [] },
  { line: "  \t ", words: [] },
  { line: "--awb daylight", words: ["--awb", "daylight"] },
  { line: "  a\tb\nc  ", words: ["a", "b", "c"] },
  { line: `"a b" 'c d'`, words: ["a b", "c d"] },
  { line: `--text="#%frame (%fps)"`, words: ["--text=#%frame (%fps)"] },
  { line: `a"b c"d'e f'g`, words: ["ab cde fg"] },
  { line: `"" ''`, words: ["", ""] },
  { line: String.raw`a\ b \"`, words: ["a b", '"'] },
  { line: String.raw`"\" \\ \$ \n"`, words: [String.raw`" \ $ \n`] },
  { line: String.raw`'\'`, words: ["\\"] },
  { line: `$HOME * ~ ; |`, words: ["$HOME", "*", "~", ";", "|"] },
  { line: "größe 日本", words: ["größe", "日本"] },
];

for (const { line, words } of cases) {
  Deno.test(`a line is split as a shell would: ${JSON.stringify(line)}`, () => {
    assertEquals(shellWords(line), words);
  });
}

Deno.test("an open quote and a backslash at the end are told with their place", () => {
  assertThrows(() => shellWords(`a "b`), SyntaxError, "the quote at position 3 is not closed");
  assertThrows(() => shellWords(`'`), SyntaxError, "the quote at position 1 is not closed");
  assertThrows(() => shellWords("a \\"), SyntaxError, "it ends in a backslash");
});
