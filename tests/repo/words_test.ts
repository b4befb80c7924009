import { assertEquals } from "@std/assert";
import { type FileTexts, readFiles } from "../support/repository.ts";

/** Put together from pieces, so that this file does not hold what it looks for. */
const unwanted: readonly { words: RegExp; because: string }[] = [
  { words: joined("/wo", "rk/", "|/fa", "rm/|/ro", "ot/"), because: "a path of one machine" },
  {
    words: joined(
      "npm",
      "js\\.(org|com)|js",
      "r\\.io|deno\\.la",
      "nd|deb",
      "ian\\.org|pypi\\.o",
      "rg",
    ),
    because: "a registry's host",
  },
  {
    words: joined("\\bTO", "DO\\b|\\bFIX", "ME\\b|\\bX", "XX\\b|\\bfor n", "ow\\b"),
    because: "unfinished",
  },
];

/** Files in which a word is wanted after all, with the reason. */
const excused: ReadonlyMap<string, string> = new Map([]);

function joined(...pieces: string[]): RegExp {
  return new RegExp(pieces.join(""));
}

/** One line for each line of a file that has a word which must not be in the tree. */
function wordFaults(files: FileTexts): string[] {
  return [...files].filter(([path]) => !excused.has(path)).flatMap(([path, text]) =>
    text.split("\n").flatMap((line, index) =>
      unwanted.filter(({ words }) => words.test(line)).map(({ words, because }) =>
        `${path}:${index + 1}: ${line.match(words)?.[0]}, ${because}`
      )
    )
  );
}

Deno.test("no path of one machine, no registry's host, nothing left for later", async () => {
  const files = await readFiles((path) => !path.startsWith("tests/testdata/"));
  assertEquals(wordFaults(files), []);
});

Deno.test("words that must not be in the tree are found, with their line", () => {
  const text = ["ok", "cd /wo" + "rk/main", "// TO" + "DO later", "https://js" + "r.io/@std"].join(
    "\n",
  );
  assertEquals(wordFaults(new Map([["a.md", text]])), [
    "a.md:2: /wo" + "rk/, a path of one machine",
    "a.md:3: TO" + "DO, unfinished",
    "a.md:4: js" + "r.io, a registry's host",
  ]);
});
