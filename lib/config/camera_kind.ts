import type { Kind } from "./kind.ts";

/** What `--rotation` takes: the camera program can turn the picture over, not onto its side. */
export const rotationKind: Kind<0 | 180> = {
  placeholder: "DEGREES",
  allowed: "0 or 180",
  range: "0, 180",
  choices: ["0", "180"],
  parse: (text) => text === "0" ? 0 : text === "180" ? 180 : undefined,
  format: (value) => value,
};

/** What `--roi` takes: a part of the sensor, as fractions of its width and height. */
export const roiKind: Kind<string> = {
  placeholder: "X,Y,W,H",
  allowed: "four fractions X,Y,W,H inside the picture such as 0.25,0.25,0.5,0.5",
  range: "",
  parse: (text) => {
    if (!/^(\d(\.\d{1,6})?,){3}\d(\.\d{1,6})?$/.test(text)) return undefined;
    const [x = 0, y = 0, width = 0, height = 0] = text.split(",").map(Number);
    // Six decimals may round to a hair over the edge.
    const inside = x + width <= 1.00001 && y + height <= 1.00001;
    return inside && width > 0 && height > 0 ? text : undefined;
  },
  format: (value) => value,
};

/** What `--lens-position` takes: dioptres, 0 for infinity, or the lens's own default. */
export const lensPositionKind: Kind<number | "default"> = {
  placeholder: "DIOPTRES",
  allowed: "default, or dioptres from 0 (infinity) to 32",
  range: "default, 0 to 32",
  choices: ["default"],
  parse: (text) => {
    if (text === "default") return text;
    return /^\d{1,2}(\.\d{1,6})?$/.test(text) && Number(text) <= 32 ? Number(text) : undefined;
  },
  format: (value) => value,
};

/** What `--camera-args` takes: words, split as a shell does, with quotes and backslashes. */
export const cameraArgsKind: Kind<readonly string[]> = {
  placeholder: "WORDS",
  allowed: "words as in a shell, at most 4096 characters, with every quote closed",
  range: "",
  parse: splitWords,
  format: (words) => words.map(quoteWord).join(" "),
};

/**
 * As a shell does it, where a backslash inside double quotes protects only what would otherwise
 * mean something there. By sticky patterns that cannot backtrack into one another: whatever the text, one
 * pass.
 */
function splitWords(text: string): string[] | undefined {
  if (text.length > 4096 || text.includes("\0")) return undefined;
  const part = /(\s+)|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\]+)/sy;
  const words: string[] = [];
  let inWord = false;
  while (part.lastIndex < text.length) {
    const [, space, single, double, escaped, bare] = part.exec(text) ?? [];
    const piece = single ?? double?.replace(/\\(["\\$`])/g, "$1") ?? escaped ?? bare;
    if (space === undefined && piece === undefined) return undefined;
    if (piece !== undefined) words.push(inWord ? `${words.pop() ?? ""}${piece}` : piece);
    inWord = piece !== undefined;
  }
  return words;
}

function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`;
}
