import { type TextEnd, writeText } from "../../observe/mod.ts";
import { printFailure, type StandardOutputError } from "../standard_output.ts";
import { Screen } from "./screen.ts";

/** The program's own ends, as they are used while frames are received. */
export interface Terminal {
  /** Where the live line is. */
  readonly screen: Screen;
  /** Writes a line of the log, which ends with a line feed. */
  readonly writeLog: (line: string) => void;
  /** Writes a line of the report. */
  readonly writeReport: (line: string) => void;
  /** Why some of the report could not be written; nothing where all of it was, or its reader went. */
  readonly reportFailure: () => StandardOutputError | undefined;
}

/**
 * Divides standard output and standard error: the log goes to standard error, and so does the report
 * where standard output carries video. Nothing that cannot be written keeps frames from being
 * received: of the log and the live line there is nobody to tell it, of the report it is remembered.
 */
export function openTerminal({ videoOnStdout }: { readonly videoOnStdout: boolean }): Terminal {
  const { stdout, stderr } = Deno;
  const write = (text: string): void => void writeText(stderr, text);
  const screen = new Screen({ writeLive: write, columns });
  const reportEnd: TextEnd = videoOnStdout ? stderr : stdout;
  let failure: StandardOutputError | undefined;
  return {
    screen,
    writeLog: (line) => screen.around(() => write(line)),
    writeReport: (line) =>
      screen.around(() => failure ??= printFailure(writeText(reportEnd, `${line}\n`))),
    reportFailure: () => failure,
  };
}

/** A terminal that does not tell how wide it is, as `script` makes them, is as wide as ever. */
const usualColumns = 80;

function columns(): number | undefined {
  if (!Deno.stderr.isTerminal()) return undefined;
  try {
    return Deno.consoleSize().columns || usualColumns;
  } catch {
    return usualColumns;
  }
}
