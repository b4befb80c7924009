import { type Call, takeCall, takeUrl } from "./arguments.ts";
import { checkTogether } from "./conflicts.ts";
import { misspelledVariables } from "./environment.ts";
import { gather, type Inputs } from "./gather.ts";
import { type GivenValues, parseGiven } from "./given.ts";
import { helpText } from "./help.ts";
import { modeKind } from "./mode.ts";
import { printConfig } from "./print_config.ts";
import type { ReceiveSettings } from "./receive_settings.ts";
import { checkControl, checkReceiving, checkRemote } from "./remote_conflicts.ts";
import { resolve, type ResolvedSettings, settingsOf } from "./resolve.ts";
import { checkServing } from "./serve_conflicts.ts";
import type { ServeSettings } from "./serve_settings.ts";
import type { ControlSettings, DoctorSettings, Mode, Origin } from "./settings.ts";
import { alternatives } from "./kind.ts";
import { type SettingInForce, settingsInForce } from "./settings_in_force.ts";
import { settingRows } from "./settings_table.ts";
import { warnOfParams, warnOfTokens } from "./token_warnings.ts";
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
    /** The same, and where each comes from, for whoever asks the running program. */
    readonly inForce: readonly SettingInForce[];
    /** What is odd about what was given, and worth a line in the log. */
    readonly warnings: readonly string[];
  }
  | {
    /** To receive. */
    readonly kind: "receive";
    /** From where, and to what. */
    readonly settings: ReceiveSettings;
    /** What is odd about what was given, and worth a line. */
    readonly warnings: readonly string[];
  }
  | {
    /** To command a server. */
    readonly kind: "control";
    /** Which, and how. */
    readonly settings: ControlSettings;
    /** What is odd about what was given, and worth a line. */
    readonly warnings: readonly string[];
  }
  | {
    /** To check the machine, or with a URL the way to a server. */
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
  const { given: outside, words } = await gather(inputs);
  const mode = modeOf(outside);
  const { given, call } = await takeWords(words, { mode: mode.name, given: outside, inputs });
  checkFlagsOf(mode.name, given);
  const resolved = resolve(given);
  const invocation = invocationOf(mode.name, { resolved, given, call });
  if (given.get("print-config")?.text === "true") {
    return { kind: "print", text: printConfig(resolved, mode) };
  }
  const warnings = [
    ...misspelledVariables(inputs.env),
    ...warnOfParams(words),
    ...invocation.warnings,
  ];
  return { ...invocation, warnings };
}

type Running = Extract<Invocation, { warnings: readonly string[] }>;

interface Understood {
  readonly resolved: ResolvedSettings;
  readonly given: GivenValues;
  readonly call: Call | undefined;
}

/** Words count over whatever environment and file say. */
async function takeWords(
  words: readonly string[],
  { mode, given, inputs }: { mode: Mode; given: GivenValues; inputs: Inputs },
): Promise<{ given: GivenValues; call: Call | undefined }> {
  // What would be called is of no account where only the settings are wanted.
  const isPrinting = given.get("print-config")?.text === "true" && words.length < 2;
  if (mode !== "control" || isPrinting) {
    return { given: new Map([...given, ...takeUrl(words, mode)]), call: undefined };
  }
  const taken = await takeCall(words, { given, readTextFile: inputs.readTextFile });
  return { given: new Map([...given, ...taken.given]), call: taken.call };
}

function invocationOf(mode: Mode, { resolved, given, call }: Understood): Running {
  switch (mode) {
    case "serve": {
      const settings = settingsOf<ServeSettings>(resolved, mode);
      const warnings = [...checkTogether(settings, given), ...checkServing(settings, given)];
      return { kind: mode, settings, inForce: settingsInForce(resolved, mode), warnings };
    }
    case "receive": {
      const settings = settingsOf<ReceiveSettings>(resolved, mode);
      checkReceiving(settings, given);
      return { kind: mode, settings, warnings: warnOfTokens(given, mode) };
    }
    case "control": {
      const remote = settingsOf<Omit<ControlSettings, keyof Call>>(resolved, mode);
      const settings = { ...remote, ...call ?? { method: "shell", params: {} } };
      checkRemote(settings, given);
      if (settings.url !== undefined) checkControl(settings);
      return { kind: mode, settings, warnings: warnOfTokens(given, mode) };
    }
    case "doctor": {
      const settings = settingsOf<DoctorSettings>(resolved, mode);
      checkRemote(settings, given);
      const warnings = [...checkTogether(settings, given), ...warnOfTokens(given, mode)];
      return { kind: mode, settings, warnings };
    }
  }
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
