import { type ChildEnd, runChild, type Spawn, spawnProgram } from "./child.ts";
import { StderrLines } from "./stderr_lines.ts";
import { systemTiming, type Timing } from "../observe/mod.ts";

/** How programs are run and ended; tests hand in their own. */
export interface AskParts {
  /** Starts them. */
  readonly spawn?: Spawn;
  /** Time. */
  readonly timing?: Timing;
  /** Ends them before they answer. */
  readonly signal?: AbortSignal;
}

/** What a short program answered. */
export interface ProgramAnswer extends ChildEnd {
  /** What it wrote to its stdout, its first 64 KiB. */
  readonly text: string;
  /** The last lines of its stderr. */
  readonly lines: readonly string[];
  /** It had to be ended because it took too long. */
  readonly late: boolean;
}

const maxTextLength = 64 * 1024;

/**
 * Runs a program that answers and ends, and ends it after `limitMs`, also one that hangs.
 * @throws {Error} what starting it throws.
 */
export async function askProgram(
  question: {
    readonly program: string;
    readonly args: readonly string[];
    readonly limitMs: number;
  },
  parts: AskParts = {},
): Promise<ProgramAnswer> {
  const { spawn = spawnProgram, timing = systemTiming, signal } = parts;
  const limit = new AbortController();
  const cancel = timing.after(question.limitMs, () => limit.abort("stall"));
  const decoder = new TextDecoder();
  const lines = new StderrLines(() => {});
  let text = "";
  try {
    const end = await runChild({
      program: question.program,
      args: question.args,
      spawn,
      timing,
      signal: signal === undefined ? limit.signal : AbortSignal.any([limit.signal, signal]),
      onStdout: (bytes) => {
        text = (text + decoder.decode(bytes, { stream: true })).slice(0, maxTextLength);
      },
      onStderr: (bytes) => lines.push(bytes),
    });
    lines.end();
    return { ...end, text, lines: lines.kept, late: limit.signal.aborted };
  } finally {
    cancel();
  }
}
