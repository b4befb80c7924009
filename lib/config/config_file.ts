import { calls, type Given } from "./given.ts";
import { parseJsonWithComments } from "./json_with_comments.ts";
import { modeKind } from "./mode.ts";
import { didYouMean, nearest } from "./nearest.ts";
import { settingRows } from "./settings_table.ts";
import { quote, UsageError } from "./usage_error.ts";

const commandLineOnly = ["config", "print-config", "help", "version"];

/**
 * Takes settings from a configuration file: JSON with comments whose keys are the flags' names.
 *
 * @param source The file's text.
 * @param path Its name, for messages.
 * @returns What it gives, by the settings' names.
 * @throws {UsageError} Where it cannot be read or holds an unknown key.
 */
export function fromConfigFile(source: string, path: string): Map<string, Given> {
  const shownPath = quote(path).slice(1, -1);
  return new Map(
    parseJsonWithComments(source, shownPath).map(({ key, texts, line }) => {
      const origin = { kind: "file", path: shownPath, line } as const;
      const kind = key === "mode" ? modeKind : settingRows.find(({ name }) => name === key)?.kind;
      if (!kind) throw unknownKey(key, `${shownPath}:${line}`);
      if (texts.length !== 1 && !kind.repeats) {
        throw new UsageError(`${calls(key, origin)} must be ${kind.allowed}, is a list`);
      }
      return [key, { text: texts.join(","), origin }];
    }),
  );
}

function unknownKey(key: string, where: string): UsageError {
  if (commandLineOnly.includes(key)) {
    return new UsageError(`"${key}" in ${where} belongs on the command line, as --${key}`);
  }
  const meant = nearest(key, ["mode", ...settingRows.map(({ name }) => name)]);
  return new UsageError(
    `Unknown setting ${quote(key)} in ${where}${didYouMean(meant && `"${meant}"`)}`,
  );
}
