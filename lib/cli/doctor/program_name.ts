import type { RunningProgram } from "../../observe/mod.ts";

/** Enough of a command line to know the program again. */
const maxLength = 60;
const maxNamed = 3;

/** Programs, as a line names them: the first three by command and number, the others counted. */
export function nameAll(programs: readonly RunningProgram[]): string {
  const names = programs.slice(0, maxNamed).map(({ command, pid }) => {
    const shown = command.length > maxLength ? `${command.slice(0, maxLength)}…` : command;
    return `${shown} (pid ${pid})`;
  });
  const others = programs.length - names.length;
  return names.join("; ") + (others === 0 ? "" : `; and ${others} more`);
}

/** How to end programs; where they are more than can be named, what lists them. */
export function endAll(pids: readonly number[], list: string): string {
  const each = [...new Set(pids)];
  return each.length > maxNamed ? `${list} lists them` : `kill ${each.join(" ")}`;
}
