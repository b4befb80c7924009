import type { FileValue } from "./kind.ts";
import type { Resolved, ResolvedSettings } from "./resolve.ts";
import type { Mode, Origin } from "./settings.ts";

/**
 * Writes the settings in force as a configuration file, each with a comment that says where it
 * comes from. What is unset is a comment.
 *
 * @param resolved Every setting.
 * @param mode Whose settings are printed.
 * @returns JSON with comments that `--config` reads back.
 */
export function printConfig(
  resolved: ResolvedSettings,
  mode: { name: Mode; origin: Origin },
): string {
  const rows = [...resolved.values()].filter(({ setting }) => setting.modes.includes(mode.name));
  const last = rows.findLast(({ value }) => value !== undefined);
  const lines = [line(`  "mode": "${mode.name}",`, mode.origin)];
  let group = "";
  for (const row of rows) {
    if (row.setting.group !== group) lines.push("", `  // ${row.setting.group}`);
    group = row.setting.group;
    lines.push(member(row, row === last));
  }
  return [
    `// Settings of picam --mode ${mode.name}, and where each comes from; for --config`,
    "{",
    ...lines,
    "}\n",
  ].join("\n");
}

function member({ setting, value, origin }: Resolved, isLast: boolean): string {
  if (value === undefined) return `  // "${setting.name}" is unset`;
  const text = `  "${setting.name}": ${json(setting.kind.format(value))}${isLast ? "" : ","}`;
  return line(text, origin);
}

function line(text: string, origin: Origin): string {
  return `${text.padEnd(31)} // ${originWords(origin)}`;
}

function originWords(origin: Origin): string {
  if (origin.kind === "environment") return `environment ${origin.name}`;
  if (origin.kind === "argument") return "command line";
  return origin.kind === "file" ? `file ${origin.path}:${origin.line}` : origin.kind;
}

function json(value: FileValue): string {
  return typeof value === "object"
    ? `[${value.map((item) => JSON.stringify(item)).join(", ")}]`
    : JSON.stringify(value);
}
