import { calls, type GivenValues } from "./given.ts";
import type { Mode } from "./settings.ts";
import { settingRows } from "./settings_table.ts";

const shortLength = 8;

/** Parameters of control methods that are secret. */
const secretParams = ["passphrase"];

/**
 * Finds tokens that others can see or guess.
 *
 * @param given What was given, and where.
 * @param mode Whose tokens count.
 * @returns A sentence for each; it does not show the token.
 */
export function warnOfTokens(given: GivenValues, mode: Mode): string[] {
  const tokens = settingRows.filter(({ name, modes }) =>
    name.endsWith("token") && modes.includes(mode)
  );
  return tokens.flatMap(({ name }) => {
    const value = given.get(name);
    if (value === undefined || value.text.startsWith("@")) return [];
    const called = calls(name, value.origin);
    return [
      ...(value.origin.kind === "flag"
        ? [`${called} is seen by everybody who runs ps: put it into a file, ${called} @FILE`]
        : []),
      ...(value.text.length < shortLength
        ? [`${called} is easily guessed: take one of at least 16 characters`]
        : []),
    ];
  });
}

/**
 * Finds parameters of a call that others can see.
 *
 * @param words Those of the command line.
 * @returns A sentence for each; it does not show the value.
 */
export function warnOfParams(words: readonly string[]): string[] {
  return secretParams
    .filter((name) =>
      words.some((word) => word.startsWith(`${name}=`) && word[name.length + 1] !== "@")
    )
    .map((name) => `${name}= is seen by everybody who runs ps: put it into a file, ${name}=@FILE`);
}
