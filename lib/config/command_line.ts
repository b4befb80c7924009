import { checkLimits, checkTogether } from "./conflicts.ts";
import { misspelledVariables } from "./environment.ts";
import { gather, type Inputs } from "./gather.ts";
import { type GivenValues, parseGiven } from "./given.ts";
import { helpText } from "./help.ts";
import { modeKind } from "./mode.ts";
import { printConfig } from "./print_config.ts";
import { resolve, type ResolvedSettings, settingsOf } from "./resolve.ts";
import type { DoctorSettings, Mode, Origin, ServeSettings } from "./settings.ts";
import { alternatives } from "./kind.ts";
import { settingRows } from "./settings_table.ts";
import { UsageError } from "./usage_error.ts";

/** What the command line asks for. */
export type Invocation =
  | {
    /** A text to print, and to end with 0. */
    readonly kind: "print";
    /** The text with its line feed. */
    readonly text: string;
  }
  | {
    /** The version to be printed, and to end with 0. */
    readonly kind: "version";
  }
  | {
    /** To serve. */
    readonly kind: "serve";
    /** How. */
    readonly settings: ServeSettings;
    /** What is odd about what was given, and worth a line in the log. */
    readonly warnings: readonly string[];
  }
  | {
    /** To check the machine. */
    readonly kind: "doctor";
    /** For a server of these settings. */
    readonly settings: DoctorSettings;
    /** What is odd about what was given, and worth a line. */
    readonly warnings: readonly string[];
  };

/**
 * Reads what the program is to do: flags over the environment over the file that `--config` names
 * over defaults.
 *
 * @param inputs Where to read.
 * @returns What is asked for.
 * @throws {UsageError} Where it is not possible; its message is one line for whoever asked.
 */
export async function readCommandLine(inputs: Inputs): Promise<Invocation> {
  // Who asks for help is not told first what is wrong with the rest.
  const flags = inputs.args.slice(
    0,
    inputs.args.includes("--") ? inputs.args.indexOf("--") : undefined,
  );
  if (flags.includes("--help") || flags.includes("-h")) return help(flags);
  if (flags.includes("--version")) return { kind: "version" };
  const given = await gather(inputs);
  const mode = modeOf(given);
  checkFlagsOf(mode.name, given);
  const resolved = resolve(given);
  const invocation = mode.name === "serve" ? serve(resolved, given) : doctor(resolved, given);
  if (given.get("print-config")?.text === "true") {
    return { kind: "print", text: printConfig(resolved, mode) };
  }
  const warnings = [...misspelledVariables(inputs.env), ...invocation.warnings];
  return { ...invocation, warnings };
}

type Running = Extract<Invocation, { warnings: readonly string[] }>;

function serve(resolved: ResolvedSettings, given: GivenValues): Running {
  const settings = settingsOf<ServeSettings>(resolved, "serve");
  checkLimits(settings);
  return { kind: "serve", settings, warnings: checkTogether(settings, given) };
}

function doctor(resolved: ResolvedSettings, given: GivenValues): Running {
  const settings = settingsOf<DoctorSettings>(resolved, "doctor");
  return { kind: "doctor", settings, warnings: checkTogether(settings, given) };
}

function modeOf(given: GivenValues): { name: Mode; origin: Origin } {
  const value = given.get("mode");
  if (!value) return { name: "serve", origin: { kind: "default" } };
  return { name: parseGiven(value, { name: "mode", kind: modeKind }), origin: value.origin };
}

/** The environment and the file may serve several modes; a flag is meant for this one. */
function checkFlagsOf(mode: Mode, given: GivenValues): void {
  const stray = settingRows.find(({ name, modes }) =>
    given.get(name)?.origin.kind === "flag" && !modes.includes(mode)
  );
  if (!stray) return;
  throw new UsageError(
    `--${stray.name} belongs to --mode ${alternatives(stray.modes)}, not to ${mode}`,
  );
}

/** The mode is looked for in the flags alone, and taken if it is one. */
function help(flags: readonly string[]): Invocation {
  const text = flags.flatMap((flag, i) =>
    flag === "--mode" ? [flags[i + 1] ?? ""] : flag.startsWith("--mode=") ? [flag.slice(7)] : []
  ).at(-1);
  return { kind: "print", text: helpText(modeKind.parse(text ?? "serve") ?? "serve") };
}
