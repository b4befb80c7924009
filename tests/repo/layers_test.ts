import { assert, assertEquals } from "@std/assert";
import { isProduct, readFiles } from "../support/repository.ts";
import { layerFaults } from "./layer_table.ts";

Deno.test("imports go downward only, and the pure rows touch nothing of the machine", async () => {
  const files = await readFiles(isProduct);
  assert(files.size > 0);
  assertEquals(layerFaults(files), []);
});

const cases: { name: string; path: string; text: string; faults: string[] }[] = [
  {
    name: "a row below",
    path: "lib/serve/http.ts",
    text: `import { Cursor } from "../ring/mod.ts"; import "node:http"; Deno.cwd();`,
    faults: [],
  },
  {
    name: "a row above",
    path: "lib/ring/writer.ts",
    text: `import { serve } from "../serve/mod.ts";`,
    faults: ["lib/ring/writer.ts imports lib/serve, which is above it"],
  },
  {
    name: "a sibling, by its type alone",
    path: "lib/ring/writer.ts",
    text: `import type { Run } from "../capture/mod.ts";`,
    faults: ["lib/ring/writer.ts imports lib/capture, which is beside it"],
  },
  {
    name: "a sibling, through export from, import() and an imported type",
    path: "lib/mp4/a.ts",
    text: `export * from "../wire/mod.ts"; const x = import("../h264/mod.ts");
      export type T = import("../isp/mod.ts").T;`,
    faults: [
      "lib/mp4/a.ts imports lib/wire, which is beside it",
      "lib/mp4/a.ts imports lib/h264, which is beside it",
      "lib/mp4/a.ts imports lib/isp, which is beside it",
    ],
  },
  {
    name: "the machine, from a pure row",
    path: "lib/h264/a.ts",
    text:
      `import "node:fs"; import "@std/cli"; import "valibot"; new Date(); Deno.cwd(); setTimeout(f);
      let c: Deno.Conn; Math.random(); Math.max(1, 2);`,
    faults: [
      "lib/h264/a.ts imports node:fs, and is to be pure",
      "lib/h264/a.ts imports @std/cli, and is to be pure",
      "lib/h264/a.ts uses Deno, and is to be pure",
      "lib/h264/a.ts uses Date, and is to be pure",
      "lib/h264/a.ts uses setTimeout, and is to be pure",
      "lib/h264/a.ts uses Math.random, and is to be pure",
    ],
  },
  {
    name: "the machine, in comments and strings of a pure row",
    path: "lib/h264/a.ts",
    text:
      `/** import "node:fs" and Deno.cwd() */ export const a = 'import "../cli/mod.ts"'; // Date.now()`,
    faults: [],
  },
  {
    name: "the page, of itself, of pure rows and of others",
    path: "lib/serve/page/main.ts",
    text:
      `import "./a.ts"; import "../../wire/mod.ts"; import "../../session/mod.ts"; import "../b.ts";
      import "node:fs";`,
    faults: [
      "lib/serve/page/main.ts imports lib/session/mod.ts, which a browser does not have",
      "lib/serve/page/main.ts imports lib/serve/b.ts, which a browser does not have",
      "lib/serve/page/main.ts imports node:fs, which a browser does not have",
    ],
  },
  {
    name: "the page, from beside it",
    path: "lib/serve/page_files.ts",
    text: `import "./page/main.ts"; import built from "./page/built.json" with { type: "json" };`,
    faults: ["lib/serve/page_files.ts imports lib/serve/page/main.ts, which runs in a browser"],
  },
  {
    name: "main.ts, of cli and of another",
    path: "main.ts",
    text: `import "./lib/cli/mod.ts"; import "./lib/ring/mod.ts";`,
    faults: ["main.ts imports lib/ring: only lib/cli"],
  },
  {
    name: "a stand-in by its path",
    path: "lib/cli/serve.ts",
    text: `import { parseArgs } from "../std/cli/mod.ts";`,
    faults: ["lib/cli/serve.ts imports lib/std/cli/mod.ts: by its name, @std/…"],
  },
  {
    name: "the project, from a stand-in",
    path: "lib/std/cli/mod.ts",
    text: `import "node:util"; import "./parse.ts"; import "../http/mod.ts"; import "@std/http";`,
    faults: [
      "lib/std/cli/mod.ts imports ../http/mod.ts: a stand-in stands alone",
      "lib/std/cli/mod.ts imports @std/http: a stand-in stands alone",
    ],
  },
  {
    name: "the tests",
    path: "lib/cli/serve.ts",
    text: `import "../../tests/support/picam.ts";`,
    faults: ["lib/cli/serve.ts imports tests/support/picam.ts, which is not below lib/"],
  },
  {
    name: "anything, from a folder that the table does not know",
    path: "lib/shiny/a.ts",
    text: `import "../frame/mod.ts";`,
    faults: ["lib/shiny/a.ts: no row of the table has lib/shiny"],
  },
];

for (const { name, path, text, faults } of cases) {
  Deno.test(`the table judges an import of ${name}`, () => {
    assertEquals(layerFaults(new Map([[path, text]])), faults);
  });
}
