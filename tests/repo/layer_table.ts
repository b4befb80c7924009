/** Which part of picam may import which: the rows of the architecture, highest first. @module */
import type { FileTexts } from "../support/repository.ts";
import { type ImportFound, readSyntax, type SourceSyntax } from "../support/source_syntax.ts";

/** The folders of `lib/`, row by row. A folder imports only from rows below its own. */
const rows: readonly (readonly string[])[] = [
  ["cli"],
  ["serve", "receive", "record", "control"],
  ["session", "capture", "ring"],
  ["observe", "config"],
  ["wire", "h264", "mjpeg", "mp4", "bayer", "isp"],
  ["frame", "bytes"],
];

/** From this row down: bytes in, values out. The page runs these in a browser. */
const firstPureRow = 4;

/** The part of `lib/serve` that runs in a browser. */
const page = "lib/serve/page/";

/** What a pure folder may not touch: the machine, the clock, the log, chance. */
const impureRoots = [
  "Deno",
  "console",
  "Date",
  "performance",
  "process",
  "fetch",
  "setTimeout",
  "setInterval",
  "setImmediate",
  "Math.random",
  "crypto",
];

/** Packages that compute and do nothing else. */
const purePackages = ["valibot"];

/**
 * Holds sources against the table.
 *
 * @param files Texts of `main.ts` and of what is below `lib/`.
 * @returns One line for each import or use that the architecture does not allow.
 */
export function layerFaults(files: FileTexts): string[] {
  return [...files].flatMap(([path, text]) => {
    const syntax = readSyntax(path, text);
    const own = folderOf(path);
    if (own === "std") return stdFaults(path, syntax.imports);
    const faults = syntax.imports.flatMap((each) => [
      ...importFaults(path, own, each),
      ...pageFaults(path, each),
    ]);
    return rowOf(own) >= firstPureRow ? [...faults, ...impureFaults(path, syntax)] : faults;
  });
}

/** The folder of `lib/` that a path is in; undefined for `main.ts` and for what is not the product's. */
export function folderOf(path: string): string | undefined {
  return path.match(/^lib\/([^/]+)\//)?.[1];
}

function rowOf(folder: string | undefined): number {
  return folder === undefined ? -1 : rows.findIndex((row) => row.includes(folder));
}

function importFaults(path: string, own: string | undefined, each: ImportFound): string[] {
  if (own !== undefined && rowOf(own) === -1) {
    return [`${path}: no row of the table has lib/${own}`];
  }
  if (each.path === undefined) return [];
  const other = folderOf(each.path);
  if (other === undefined) return [`${path} imports ${each.path}, which is not below lib/`];
  if (other === own) return [];
  if (other === "std") return [`${path} imports ${each.path}: by its name, @std/…`];
  if (own === undefined) {
    return other === "cli" ? [] : [`${path} imports lib/${other}: only lib/cli`];
  }
  if (rowOf(other) > rowOf(own)) return [];
  const relation = rowOf(other) === rowOf(own) ? "beside it" : "above it";
  return [`${path} imports lib/${other}, which is ${relation}`];
}

/** The page runs in a browser: it has itself and the pure rows, and nobody else has it. */
function pageFaults(path: string, { path: other, specifier }: ImportFound): string[] {
  const isPage = path.startsWith(page);
  if (!isPage) {
    const isCode = other?.startsWith(page) && other.endsWith(".ts");
    return isCode ? [`${path} imports ${other}, which runs in a browser`] : [];
  }
  if (other?.startsWith(page) || rowOf(folderOf(other ?? "")) >= firstPureRow) return [];
  return [`${path} imports ${other ?? specifier}, which a browser does not have`];
}

function impureFaults(path: string, { imports, roots }: SourceSyntax): string[] {
  const outside = imports.filter(({ specifier, path }) =>
    path === undefined && !purePackages.includes(specifier)
  );
  return [
    ...outside.map(({ specifier }) => `${path} imports ${specifier}, and is to be pure`),
    ...impureRoots.filter((name) => roots.has(name)).map((name) =>
      `${path} uses ${name}, and is to be pure`
    ),
  ];
}

/** A stand-in for a package knows its own folder and what is built in. */
function stdFaults(path: string, imports: readonly ImportFound[]): string[] {
  const own = path.split("/").slice(0, 3).join("/") + "/";
  return imports
    .filter((each) => each.path ? !each.path.startsWith(own) : !each.specifier.startsWith("node:"))
    .map(({ specifier }) => `${path} imports ${specifier}: a stand-in stands alone`);
}
