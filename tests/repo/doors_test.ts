import { assert, assertEquals } from "@std/assert";
import { type FileTexts, isProduct, readFiles } from "../support/repository.ts";
import { readSyntax } from "../support/source_syntax.ts";
import { folderOf } from "./layer_table.ts";

/** One line for each folder without a door, and for each import that goes around one. */
function doorFaults(files: FileTexts): string[] {
  const folders = new Set([...files.keys()].map(folderOf).filter((folder) => folder !== undefined));
  folders.delete("std");
  const missing = [...folders].filter((folder) => !files.has(`lib/${folder}/mod.ts`));
  const around = [...files].flatMap(([path, text]) =>
    readSyntax(path, text).imports
      .filter((each) => each.path !== undefined && folderOf(each.path) !== folderOf(path))
      .filter((each) => !/^lib\/[^/]+\/mod\.ts$/.test(each.path ?? ""))
      .map((each) => `${path} imports ${each.path}: only a folder's mod.ts may be`)
  );
  return [...missing.map((folder) => `lib/${folder} has no mod.ts`), ...around];
}

/** The files of one import cycle, the first of them again at the end; undefined where there is none. */
function findCycle(files: FileTexts): string[] | undefined {
  const done = new Set<string>();
  const open: string[] = [];
  const visit = (path: string): string[] | undefined => {
    if (open.includes(path)) return [...open.slice(open.indexOf(path)), path];
    const text = files.get(path);
    if (text === undefined || done.has(path)) return;
    open.push(path);
    for (const each of readSyntax(path, text).imports) {
      const cycle = each.path === undefined ? undefined : visit(each.path);
      if (cycle !== undefined) return cycle;
    }
    open.pop();
    done.add(path);
  };
  for (const path of files.keys()) {
    const cycle = visit(path);
    if (cycle !== undefined) return cycle;
  }
}

Deno.test("every folder of lib has one door, and nobody goes around it", async () => {
  const files = await readFiles(isProduct);
  assert(files.size > 0);
  assertEquals(doorFaults(files), []);
});

Deno.test("no import cycle, type-only imports included, in product and tests", async () => {
  const files = await readFiles((path) => path.endsWith(".ts"));
  assertEquals(findCycle(files), undefined);
});

Deno.test("a folder without a door, and an import behind one, are found", () => {
  const files = new Map([
    ["lib/ring/mod.ts", `export * from "./writer.ts";`],
    ["lib/ring/writer.ts", `import "../frame/frame.ts";`],
    ["lib/frame/frame.ts", ""],
  ]);
  assertEquals(doorFaults(files), [
    "lib/frame has no mod.ts",
    "lib/ring/writer.ts imports lib/frame/frame.ts: only a folder's mod.ts may be",
  ]);
});

Deno.test("a cycle is found through a third file, and through types alone", () => {
  const files = new Map([
    ["lib/a/mod.ts", `import "./x.ts";`],
    ["lib/a/x.ts", `import type { Y } from "./y.ts";`],
    ["lib/a/y.ts", `export type Y = import("./z.ts").Z;`],
    ["lib/a/z.ts", `export type { X } from "./x.ts";`],
  ]);
  assertEquals(findCycle(files), ["lib/a/x.ts", "lib/a/y.ts", "lib/a/z.ts", "lib/a/x.ts"]);
  assertEquals(findCycle(new Map([["lib/a/x.ts", `import "./x.ts";`]])), [
    "lib/a/x.ts",
    "lib/a/x.ts",
  ]);
  files.delete("lib/a/z.ts");
  assertEquals(findCycle(files), undefined);
});
