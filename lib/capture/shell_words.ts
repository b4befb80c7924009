const space = /\s/;
/** What a backslash protects inside double quotes. */
const protectable = new Set(['"', "\\", "$", "`"]);

/**
 * Splits a line into words as a shell would: at white space, with `'…'`, `"…"` and `\`. Nothing is
 * expanded.
 * @throws {SyntaxError} when a quote is not closed or the line ends in a backslash.
 * @example
 * ```ts
 * import { shellWords } from "./shell_words.ts";
 * shellWords(`--info-text "frame %frame" --awb daylight`);
 * // ["--info-text", "frame %frame", "--awb", "daylight"]
 * ```
 */
export function shellWords(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at);
    if (space.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      const piece = takePiece(line, at);
      word = (word ?? "") + piece.text;
      at = piece.last;
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}

/** One piece of a word: a quotation, an escaped character or a plain one; and where it ends. */
function takePiece(line: string, at: number): { text: string; last: number } {
  const character = line.charAt(at);
  if (character === "'") {
    const end = line.indexOf("'", at + 1);
    if (end < 0) throw unclosed(line, at);
    return { text: line.slice(at + 1, end), last: end };
  }
  if (character === '"') return takeDoubleQuoted(line, at);
  if (character !== "\\") return { text: character, last: at };
  if (at + 1 === line.length) {
    throw new SyntaxError(`Cannot split ${JSON.stringify(line)}: it ends in a backslash`);
  }
  return { text: line.charAt(at + 1), last: at + 1 };
}

function takeDoubleQuoted(line: string, start: number): { text: string; last: number } {
  let text = "";
  for (let at = start + 1; at < line.length; at++) {
    const character = line.charAt(at);
    if (character === '"') return { text, last: at };
    const isEscape = character === "\\" && protectable.has(line.charAt(at + 1));
    if (isEscape) at++;
    text += isEscape ? line.charAt(at) : character;
  }
  throw unclosed(line, start);
}

function unclosed(line: string, at: number): SyntaxError {
  return new SyntaxError(
    `Cannot split ${JSON.stringify(line)}: the quote at position ${at + 1} is not closed`,
  );
}
