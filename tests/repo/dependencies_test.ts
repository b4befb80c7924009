import { assertEquals } from "@std/assert";
import { type FileTexts, readFiles, topLevel } from "../support/repository.ts";
import { readSyntax } from "../support/source_syntax.ts";

interface LockFile {
  readonly specifiers?: Record<string, string>;
  readonly jsr?: unknown;
  readonly remote?: unknown;
}

interface DenoConfig {
  readonly imports: Record<string, string>;
  readonly tasks: Record<string, { description?: string; command?: string } | string>;
}

async function readJson<Value>(name: string): Promise<Value> {
  return JSON.parse(await Deno.readTextFile(`${topLevel}/${name}`));
}

/** What the lock file has that would be fetched from anywhere but the npm registry. */
function lockFaults(lock: LockFile): string[] {
  const resolved = Object.keys(lock.specifiers ?? {}).filter((name) => !name.startsWith("npm:"));
  return [
    ...("jsr" in lock ? ["a section jsr"] : []),
    ...("remote" in lock ? ["a section remote"] : []),
    ...resolved.map((name) => `resolved ${name}`),
  ];
}

/** Entries of `imports` that are neither one of the four `@std` names nor one exact version of an npm package. */
function importMapFaults(imports: Record<string, string>): string[] {
  const std = /^jsr:@std\/(assert|cli|http|streams)@\^1$/;
  const exact = /^npm:(@[^/@]+\/)?[^/@]+@\d+\.\d+\.\d+(-[\w.]+)?(\/.+)?$/;
  return Object.entries(imports)
    .filter(([name, target]) => !(name.startsWith("@std/") ? std : exact).test(target))
    .map(([name, target]) => `${name}: ${target}`);
}

/** Imports by `npm:`, `jsr:` or URL in the code: names and versions belong in `deno.json` alone. */
function specifierFaults(files: FileTexts): string[] {
  return [...files].flatMap(([path, text]) =>
    readSyntax(path, text).imports
      .filter(({ specifier }) => /^(npm:|jsr:|https?:)/.test(specifier))
      .map(({ specifier }) => `${path} imports ${specifier}`)
  );
}

/** Names of tasks that `deno task` would list without a word. */
function silentTasks(tasks: DenoConfig["tasks"]): string[] {
  return Object.entries(tasks)
    .filter(([, task]) => typeof task === "string" || !task.description)
    .map(([name]) => name);
}

Deno.test("the lock file names nothing outside the npm registry", async () => {
  assertEquals(lockFaults(await readJson<LockFile>("deno.lock")), []);
  const bad = { specifiers: { "jsr:@std/cli@1": "1.0.32", "npm:ws@8.0.0": "8.0.0" }, jsr: {} };
  assertEquals(lockFaults(bad), ["a section jsr", "resolved jsr:@std/cli@1"]);
});

Deno.test("every package is named once, in deno.json, in one exact version", async () => {
  assertEquals(importMapFaults((await readJson<DenoConfig>("deno.json")).imports), []);
  const bad = {
    "ws": "npm:ws@^8",
    "@std/fs": "jsr:@std/fs@^1",
    "@peculiar/x509": "npm:@peculiar/x509@1.9.0",
    "asc": "npm:assemblyscript@0.28.1/asc",
  };
  assertEquals(importMapFaults(bad), ["ws: npm:ws@^8", "@std/fs: jsr:@std/fs@^1"]);

  assertEquals(specifierFaults(await readFiles((path) => path.endsWith(".ts"))), []);
  const file = `import "npm:ws@8"; import "ws"; export * from "https://example.com/a.ts";`;
  assertEquals(specifierFaults(new Map([["a.ts", file]])), [
    "a.ts imports npm:ws@8",
    "a.ts imports https://example.com/a.ts",
  ]);
});

Deno.test("every task says what it does", async () => {
  assertEquals(silentTasks((await readJson<DenoConfig>("deno.json")).tasks), []);
  const tasks = { a: "deno run", b: { command: "deno" }, c: { description: "Runs", command: "x" } };
  assertEquals(silentTasks(tasks), ["a", "b"]);
});
