import { Screen } from "./screen.ts";

/** The program's own ends, as they are used while frames are received. */
export interface Terminal {
  /** Where the live line is. */
  readonly screen: Screen;
  /** Writes a line of the log, which ends with a line feed. */
  readonly writeLog: (line: string) => void;
  /** Writes a line of the report. */
  readonly writeReport: (line: string) => void;
}

/**
 * Divides standard output and standard error: the log goes to standard error, and so does the report
 * where standard output carries video.
 */
export function openTerminal({ videoOnStdout }: { readonly videoOnStdout: boolean }): Terminal {
  const stderr = writerTo(Deno.stderr);
  const report = videoOnStdout ? stderr : writerTo(Deno.stdout);
  const screen = new Screen({ writeLive: stderr, columns });
  return {
    screen,
    writeLog: (line) => screen.around(() => stderr(line)),
    writeReport: (line) => screen.around(() => report(`${line}\n`)),
  };
}

/** Whoever reads may be gone; frames are received all the same. */
function writerTo(end: { writeSync(bytes: Uint8Array): number }): (text: string) => void {
  const encoder = new TextEncoder();
  let isOpen = true;
  return (text) => {
    const bytes = encoder.encode(text);
    try {
      for (let at = 0; isOpen && at < bytes.length;) at += end.writeSync(bytes.subarray(at));
    } catch (error) {
      if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
      isOpen = false;
    }
  };
}

function columns(): number | undefined {
  if (!Deno.stderr.isTerminal()) return undefined;
  try {
    return Deno.consoleSize().columns;
  } catch {
    return 80; // a terminal that does not tell
  }
}
