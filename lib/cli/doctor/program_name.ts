import type { RunningProgram } from "../../observe/mod.ts";

/** Enough of a command line to know the program again. */
const maxLength = 60;

/** Programs, as a line names them: each by its command and its number. */
export function nameAll(programs: readonly RunningProgram[]): string {
  return programs.map(({ command, pid }) => {
    const shown = command.length > maxLength ? `${command.slice(0, maxLength)}…` : command;
    return `${shown} (pid ${pid})`;
  }).join("; ");
}
