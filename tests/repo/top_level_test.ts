import { assertEquals } from "@std/assert";
import { type FileTexts, listFiles, readFiles } from "../support/repository.ts";

const fixedTopLevel = [
  ".ci",
  ".gitattributes",
  ".gitignore",
  "LICENSE",
  "README.md",
  "deno.json",
  "deno.lock",
  "deploy",
  "lib",
  "main.ts",
  "tests",
];

const vagueNames = ["util", "utils", "misc", "types", "helper", "helpers", "common", "shared"];

/** What stands at the top level and does not belong there. */
function strangersAtTop(paths: readonly string[]): string[] {
  const top = new Set(paths.map((path) => path.split("/")[0] ?? ""));
  return [...top].filter((name) => !fixedTopLevel.includes(name));
}

/** One line for each TypeScript file whose name, or whose folder's, is not snake_case or says nothing. */
function nameFaults(paths: readonly string[]): string[] {
  return paths.filter((path) => path.endsWith(".ts")).flatMap((path) => {
    const names = path.slice(0, -".ts".length).split("/");
    return names.flatMap((name) => {
      if (!/^[a-z0-9]+(_[a-z0-9]+)*$/.test(name)) return [`${path}: ${name} is not snake_case`];
      return vagueNames.includes(name) ? [`${path}: ${name} says nothing`] : [];
    });
  });
}

/** Files that may be longer than {@link lineLimit}, each with the reason why it is still one idea. */
const longFiles: ReadonlyMap<string, string> = new Map([]);

const lineLimit = 350;

/** One line for each file that is too long without having said why. */
function lengthFaults(files: FileTexts): string[] {
  return [...files].flatMap(([path, text]) => {
    const lines = text.split("\n").length - 1;
    if (lines <= lineLimit || longFiles.has(path)) return [];
    return [`${path} has ${lines} lines, more than ${lineLimit}: look for its second idea`];
  });
}

Deno.test("the top level is the fixed list", async () => {
  assertEquals(strangersAtTop(await listFiles()), []);
  assertEquals(strangersAtTop(["main.ts", "lib/a.ts", "notes.md", "src/a.ts"]), [
    "notes.md",
    "src",
  ]);
});

Deno.test("TypeScript files have names in snake_case that say what is in them", async () => {
  assertEquals(nameFaults(await listFiles()), []);
  assertEquals(
    nameFaults(["lib/ring/commitSlot.ts", "lib/utils/a.ts", "lib/ring/types.ts", "lib/a-b/c.ts"]),
    [
      "lib/ring/commitSlot.ts: commitSlot is not snake_case",
      "lib/utils/a.ts: utils says nothing",
      "lib/ring/types.ts: types says nothing",
      "lib/a-b/c.ts: a-b is not snake_case",
    ],
  );
});

Deno.test("no source file is longer than one idea needs", async () => {
  assertEquals(lengthFaults(await readFiles((path) => path.endsWith(".ts"))), []);
  assertEquals(lengthFaults(new Map([["a.ts", "\n".repeat(350)], ["b.ts", "\n".repeat(351)]])), [
    "b.ts has 351 lines, more than 350: look for its second idea",
  ]);
});
