import { modeNames, modes } from "./mode.ts";
import type { Mode } from "./settings.ts";
import { controlMethods } from "./control_words.ts";
import type { Setting } from "./setting.ts";
import { settingRows } from "./settings_table.ts";

const width = 96;
const column = 30;
const widestColumn = 60;

/**
 * Writes the help of a mode, from the table of settings.
 *
 * @param mode Whose help.
 * @returns Lines of at most 96 columns, without colours.
 */
export function helpText(mode: Mode): string {
  const { examples, exitCodes } = modes[mode];
  const own = settingRows.filter((setting) => setting.modes.includes(mode));
  const groups = [...new Set(own.map(({ group }) => group))];
  return [
    mode === "serve"
      ? "picam puts a Raspberry Pi camera on the network."
      : `picam --mode ${mode}: ${modes[mode].summary}.`,
    "",
    `Usage: picam ${modes[mode].usage}`,
    ...section("Examples", rows(examples)),
    ...section("Modes", rows(modeNames.map((name) => [`--mode ${name}`, modes[name].summary]))),
    ...groups.flatMap((group) =>
      section(group, [
        ...own.filter((setting) => setting.group === group).flatMap(settingRow),
        ...(mode === "control" && group === "Arguments" ? callRows() : []),
      ])
    ),
    ...(mode === "control" ? section("Methods", rows(controlMethods)) : []),
    ...section("Configuration", configuration(mode)),
    ...section("Exit codes", rows(exitCodes.map(([code, means]) => [String(code), means]), 6)),
    "",
  ].join("\n");
}

function configuration(mode: Mode): string[] {
  const other = mode === "serve" ? "--mode NAME --help: those of another mode" : "";
  return [
    ...row("--config FILE", 'read settings from JSON with comments: { "http-port": 8080 }'),
    ...row("--print-config", "print the settings and where each comes from, and end"),
    ...row("-h, --help", `print this, and end${other && `; ${other}`}`),
    ...row("--version", "print the version, and end"),
    "",
    ...wrap(
      "Flags go over the environment, that over the file, that over defaults. Each flag is also a " +
        "variable, --http-port for example PICAM_HTTP_PORT, and a key of the file, " +
        '"http-port". A switch is turned off by --no-NAME. Bit rates: 800k, 2M (decimal); sizes: ' +
        "64M, 1G (powers of 1024); times: 500ms, 10s, 5m, 1h, a plain number is in seconds.",
      2,
    ),
  ];
}

function callRows(): string[] {
  return [
    ...row("METHOD", "one of those below; shell keeps a prompt open and shows events"),
    ...row(
      "KEY=VALUE",
      "a parameter: a text, a number, true, false, JSON, or @FILE for what a file holds",
    ),
  ];
}

function settingRow(setting: Setting): string[] {
  const { name, kind, help, isArgument } = setting;
  const facts = [kind.choices?.length === 1 ? "" : kind.range, defaultWords(setting)];
  const brackets = facts.filter((fact) => fact !== "").join("; ");
  const flag = `--${name}${kind.placeholder && ` ${kind.placeholder}`}`;
  return row(
    isArgument ? kind.placeholder : flag,
    `${help}${brackets && ` ${keepTogether(`[${brackets}]`)}`}`,
  );
}

function defaultWords({ fallback, unsetWords, derive, kind }: Setting): string {
  if (unsetWords) return `default ${unsetWords}`;
  if (derive) return `default ${derive.words}`;
  return !fallback || kind.placeholder === "" ? "" : `default ${fallback}`;
}

function section(title: string, lines: readonly string[]): string[] {
  return ["", `${title}:`, ...lines];
}

function rows(pairs: readonly (readonly [string, string])[], indent?: number): string[] {
  const longest = Math.max(...pairs.map(([left]) => left.length)) + 4;
  return pairs.flatMap(([left, right]) =>
    row(left, right, indent ?? Math.min(widestColumn, Math.max(column, longest)))
  );
}

/** A left part and a text beside it; below it where the left part is too long. */
function row(left: string, right: string, indent = column): string[] {
  const lines = wrap(right, indent);
  const head = `  ${left}`;
  if (head.length >= indent) return [head, ...lines];
  return [head.padEnd(indent) + (lines[0] ?? "").trimStart(), ...lines.slice(1)];
}

const noBreak = "\u00a0";

/** What is short stays on one line. */
function keepTogether(text: string): string {
  return text.length <= 40 ? text.replaceAll(" ", noBreak) : text;
}

function wrap(text: string, indent: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && indent + line.length + 1 + word.length > width) {
      lines.push(line);
      line = "";
    }
    line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].map((each) => " ".repeat(indent) + each.replaceAll(noBreak, " "));
}
