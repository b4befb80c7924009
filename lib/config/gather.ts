import { fromConfigFile } from "./config_file.ts";
import { type Environment, fromEnvironment } from "./environment.ts";
import { type FlagShape, parseFlags } from "./flags.ts";
import type { Given, GivenValues } from "./given.ts";
import { settingRows } from "./settings_table.ts";
import { quote, UsageError } from "./usage_error.ts";

/** What flags, environment and file are read from. */
export interface Inputs {
  /** The command line, without the program's name. */
  readonly args: readonly string[];
  /** The environment. */
  readonly env: Environment;
  /** Reads the configuration file, and what `key=@FILE` names; rejects where it cannot. */
  readonly readTextFile: (path: string) => Promise<string>;
}

const shapes: readonly FlagShape[] = [
  ...["mode", "config"].map((name) => ({ name, takesValue: true, repeats: false })),
  ...["print-config", "help", "version"].map((name) => ({
    name,
    takesValue: false,
    repeats: false,
  })),
  ...settingRows.filter(({ isArgument }) => !isArgument).map(({ name, kind }) => ({
    name,
    takesValue: kind.placeholder !== "",
    repeats: kind.repeats ?? false,
    mask: kind.mask,
  })),
];

/** What was given. */
export interface Gathered {
  /** The value that counts for each name, still as text. */
  readonly given: GivenValues;
  /** Words of the command line that belong to no flag. */
  readonly words: readonly string[];
}

/**
 * Gathers what was given: flags over the environment over the file that `--config` names.
 *
 * @param inputs Where to read.
 * @throws {UsageError} Where a flag, the file or one of its keys cannot be understood.
 */
export async function gather(inputs: Inputs): Promise<Gathered> {
  const { flags, words } = fromFlags(inputs.args);
  const env = fromEnvironment(inputs.env);
  const path = (flags.get("config") ?? env.get("config"))?.text;
  const file = path === undefined ? [] : fromConfigFile(await readFile(path, inputs), path);
  return { given: new Map([...file, ...env, ...flags]), words };
}

function fromFlags(
  args: readonly string[],
): { flags: Map<string, Given>; words: readonly string[] } {
  const origin = { kind: "flag" } as const;
  const { flags, words } = parseFlags(args, shapes);
  const given = [...flags].map(([name, texts]) =>
    [name, { text: texts.join(","), origin }] as const
  );
  return { flags: new Map(given), words };
}

async function readFile(path: string, { readTextFile }: Inputs): Promise<string> {
  try {
    return await readTextFile(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `Cannot read the configuration file ${quote(path)}: ${quote(reason).slice(1, -1)}`,
    );
  }
}
