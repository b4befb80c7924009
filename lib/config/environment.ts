import type { Given } from "./given.ts";
import { didYouMean, nearest } from "./nearest.ts";
import { settingRows } from "./settings_table.ts";
import { quote } from "./usage_error.ts";

/** The environment, by names. */
export type Environment = Readonly<Record<string, string>>;

const prefix = "PICAM_";

/** Not every flag makes sense in the environment: `--help` does not. */
const names: readonly string[] = ["mode", "config", ...settingRows.map(({ name }) => name)];

/**
 * Takes settings from the environment. An empty variable is an unset one: that is how a line of an
 * environment file is turned off.
 *
 * @param env The environment.
 * @returns What it gives, by the settings' names.
 */
export function fromEnvironment(env: Environment): Map<string, Given> {
  return new Map(names.flatMap((name) => {
    const text = env[variable(name)];
    const origin = { kind: "environment", name: variable(name) } as const;
    return text ? [[name, { text, origin }]] : [];
  }));
}

/**
 * Finds variables that look like a misspelled setting. Others with the prefix are let be: they may
 * be meant for a script around picam.
 *
 * @param env The environment.
 * @returns A sentence for each.
 */
export function misspelledVariables(env: Environment): string[] {
  const known = names.map(variable);
  return Object.keys(env).flatMap((name) => {
    if (!name.startsWith(prefix) || known.includes(name)) return [];
    const bare = (whole: string) => whole.slice(prefix.length);
    // Words of three letters are alike too easily: PICAM_BIN is not meant for --pin.
    const meant = nearest(bare(name), known.map(bare).filter((each) => each.length > 3));
    return meant === undefined
      ? []
      : [`${quote(name)} is not a setting${didYouMean(`${prefix}${meant}`)}`];
  });
}

function variable(name: string): string {
  return `${prefix}${name.toUpperCase().replaceAll("-", "_")}`;
}
