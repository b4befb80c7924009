/** The README as its tests read it: fenced blocks, tables, code spans. @module */
import { topLevel } from "./repository.ts";

/** The README's text. */
export function readReadme(): Promise<string> {
  return Deno.readTextFile(`${topLevel}/README.md`);
}

/**
 * Command lines of a Markdown text: those in blocks fenced as `sh`, without their comments.
 *
 * @param markdown The text.
 * @returns One entry for each line, in order.
 */
export function commandLines(markdown: string): string[] {
  return [...markdown.matchAll(/^```sh\n(.*?)^```$/gms)]
    .flatMap(([, block = ""]) => block.split("\n"))
    .map((line) => line.replace(/(^|\s+)# .*$/, "").trim())
    .filter((line) => line !== "");
}

/**
 * Cells of the table whose first heading is `heading`.
 *
 * @param markdown The text.
 * @param heading First cell of the table's first row.
 * @returns The rows below the heading, each its cells without the blanks around them.
 * @throws {Error} If there is no such table.
 */
export function tableRows(markdown: string, heading: string): string[][] {
  const lines = markdown.split("\n");
  const start = lines.findIndex((line) => cellsOf(line)[0] === heading);
  if (start === -1) throw new Error(`The README has no table that begins with ${heading}`);
  const end = lines.findIndex((line, index) => index > start && !line.startsWith("|"));
  return lines.slice(start + 2, end).map(cellsOf);
}

/** Code spans of a Markdown text: what stands between single backquotes. */
export function codeSpans(markdown: string): string[] {
  const prose = markdown.replaceAll(/^```.*?^```$/gms, "");
  return [...prose.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code.replaceAll(/\s+/g, " "));
}

function cellsOf(line: string): string[] {
  return line.startsWith("|") ? line.split("|").slice(1, -1).map((cell) => cell.trim()) : [];
}
