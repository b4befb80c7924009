import { cameraArgsKind } from "./camera_kind.ts";
import { checkMethod, type JsonParams, parseParams, type ReadTextFile } from "./control_words.ts";
import type { Given, GivenValues } from "./given.ts";
import { modeKind } from "./mode.ts";
import { didYouMean, nearest } from "./nearest.ts";
import type { Mode } from "./settings.ts";
import { settingRows, settingsTable } from "./settings_table.ts";
import { quote, UsageError } from "./usage_error.ts";

/** What is to be called. */
export interface Call {
  /** The method, or `shell`. */
  readonly method: string;
  /** Its parameters. */
  readonly params: JsonParams;
}

/**
 * Takes the URL from the words that belong to no flag.
 *
 * @param words Those of `--mode receive` or `doctor`: one, or none.
 * @param mode Which of them.
 * @returns The URL, as a setting that counts over any other.
 * @throws {UsageError} Where there are more, or any in a mode that takes none.
 */
export function takeUrl(words: readonly string[], mode: Mode): GivenValues {
  const [url, second] = words;
  if (url === undefined) return new Map();
  if (mode === "serve") throw strayWord(url);
  if (second !== undefined) {
    throw new UsageError(`--mode ${mode} takes one URL, and ${shown(second)} is a second one`);
  }
  return urlGiven(url);
}

/**
 * Takes `URL METHOD key=value …` from the words that belong to no flag. The URL may be left out
 * where environment or file give one.
 *
 * @param words The words.
 * @param given What environment and file give.
 * @returns The URL, and what to call.
 * @throws {UsageError} Where something is missing or is none of that.
 */
export async function takeCall(
  words: readonly string[],
  { given, readTextFile }: { given: GivenValues; readTextFile: ReadTextFile },
): Promise<{ given: GivenValues; call: Call }> {
  const hasUrl = !given.has("url") || (words[0] ?? "").includes("://");
  const url = hasUrl ? words[0] : undefined;
  const [method, ...params] = words.slice(hasUrl ? 1 : 0);
  if (method === undefined) throw new UsageError(incomplete);
  checkMethod(method);
  if (method === "shell" && params.length > 0) {
    throw new UsageError("shell takes no parameters: it asks for a method and its parameters");
  }
  return {
    given: url === undefined ? new Map() : urlGiven(url),
    call: { method, params: await parseParams(params, readTextFile) },
  };
}

/**
 * Reads a method and its parameters from a line, as a prompt has it; words are split as in a shell.
 *
 * @param line The line.
 * @param readTextFile Reads what `key=@FILE` names.
 * @returns What to call, `help` among it; nothing where the line is empty or a comment.
 * @throws {UsageError} Where it is none of that; no value is shown.
 */
export async function readCall(
  line: string,
  readTextFile: ReadTextFile,
): Promise<Call | undefined> {
  if (/^\s*(#|$)/.test(line)) return undefined;
  const words = cameraArgsKind.parse(line);
  if (words === undefined) {
    throw new UsageError("A line has at most 4096 characters, and every quote is closed");
  }
  const [method = "", ...params] = words;
  if (method !== "help") checkMethod(method);
  if (method === "shell") throw new UsageError("This is the shell already: give a method, or help");
  return { method, params: await parseParams(params, readTextFile) };
}

const incomplete = "--mode control needs a URL and a METHOD, as in " +
  "picam --mode control tcp://PI:5000 status; see picam --mode control --help";

function urlGiven(text: string): ReadonlyMap<string, Given> {
  return new Map([["url", { text, origin: { kind: "argument" } }]]);
}

function strayWord(word: string): UsageError {
  const names = settingRows.filter(({ isArgument }) => !isArgument).map(({ name }) => name);
  const isMode = modeKind.parse(word) !== undefined;
  const isUrl = word.includes("://");
  const meant = isMode ? `mode ${word}` : isUrl ? "mode receive URL" : nearest(word, names);
  return new UsageError(
    `picam takes flags only, and ${shown(word)} belongs to none` +
      (didYouMean(meant && `--${meant}`) || "; see picam --help"),
  );
}

function shown(word: string): string {
  return quote(settingsTable.url.kind.mask?.(word) ?? word);
}
