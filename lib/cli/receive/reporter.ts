import type { ReceiveOutcome, ReceiveStatus } from "../../receive/mod.ts";
import type { FinishedFile, OutputStatus } from "../../record/mod.ts";
import { liveLine } from "./live_line.ts";
import type { Screen } from "./screen.ts";
import { developLines, fileWords, summaryLines } from "./summary.ts";

/** How receiving goes, and what its outputs have taken. */
export interface Figures {
  /** How receiving goes. */
  readonly status: ReceiveStatus;
  /** What the outputs have taken, in the order of their opening. */
  readonly outputs: readonly OutputStatus[];
  /** When, Unix µs. */
  readonly atUs: number;
}

/** How it all ended. */
export interface Ending {
  /** What the program ends with. */
  readonly exitCode: number;
  /** What the outputs have taken. */
  readonly outputs: readonly OutputStatus[];
}

/** Tells whoever runs picam what is received; beside it there is the log. */
export interface Reporter {
  /** How often it wants figures; nothing where it wants none. */
  readonly intervalMs: number | undefined;
  /** Tells how it goes. */
  figures(figures: Figures): void;
  /** Tells of a file that is complete. */
  file(file: FinishedFile): void;
  /** Tells what was kept, in the end. */
  summary(outcome: ReceiveOutcome, ending: Ending): void;
}

/** For people: a live line on a terminal, and lines that stay. */
export function textReporter(
  { screen, statistics, writeLog, writeReport: writeLine }: {
    readonly screen: Screen;
    /** How it goes, as a line that lives on a terminal, or as a line each time. */
    readonly statistics: "live" | "lines" | "off";
    /** Writes such a line, which ends with a line feed. */
    readonly writeLog: (line: string) => void;
    /** Writes lines that stay. */
    readonly writeReport: (line: string) => void;
  },
): Reporter {
  return {
    intervalMs: { live: 500, lines: 1000, off: undefined }[statistics],
    figures: ({ status, outputs }) => {
      const figures = { status, outputs };
      if (statistics === "lines") writeLog(`${liveLine(figures, Infinity)}\n`);
      else screen.show((columns) => liveLine(figures, columns));
    },
    file: (file) => writeLine(`wrote ${fileWords(file)}`),
    summary: (outcome, { outputs }) => {
      screen.clear();
      for (const line of [...summaryLines(outcome), ...developLines(outputs)]) writeLine(line);
    },
  };
}

/** For machines: an object a line, each with its `type`. */
export function jsonReporter(writeLine: (line: string) => void): Reporter {
  const tell = (type: string, members: object): void =>
    writeLine(JSON.stringify({ type, ...members }));
  return {
    intervalMs: 1000,
    figures: ({ atUs, status, outputs }) => tell("statistics", { atUs, ...status, outputs }),
    file: (file) => tell("file", file),
    summary: ({ end, cameras }, { exitCode, outputs }) => {
      const error = "error" in end ? { error: end.error.message } : {};
      const why = "why" in end ? { why: end.why } : {};
      tell("summary", { exitCode, end: end.kind, ...why, ...error, cameras, outputs });
    },
  };
}
