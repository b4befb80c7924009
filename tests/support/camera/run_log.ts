import type { Fault } from "./fault.ts";
import { fileNames } from "./settings.ts";

/** One line of the log: what happened in which process. */
export type RunEvent =
  & { readonly pid: number; readonly unixMs: number }
  & (
    | { readonly event: "start"; readonly program: string; readonly args: readonly string[] }
    | { readonly event: "camera" }
    | { readonly event: "signal"; readonly signal: Deno.Signal }
    | { readonly event: "fault"; readonly kind: Fault["kind"] }
    | { readonly event: "end"; readonly reason: string; readonly code?: number }
  );

/** What a run of the stand-in left in the log. */
export interface Run {
  readonly pid: number;
  /** Name under which it was called. */
  readonly program: string;
  readonly args: readonly string[];
  readonly startUnixMs: number;
  /** Whether it asked for a camera: neither `--version` and the like nor a refused option. */
  readonly usesCamera: boolean;
  /** Signals that reached the program once its first line ran, in order. */
  readonly signals: readonly Deno.Signal[];
  /** The fault that struck the recording last. */
  readonly fault?: Fault["kind"];
  /** How it ended, as far as it could tell: nothing after SIGKILL. */
  readonly end?: { readonly unixMs: number; readonly reason: string; readonly code?: number };
}

type Omitted<T> = T extends unknown ? Omit<T, "pid" | "unixMs"> : never;

/** Appends a line for the calling process. */
export function appendRunEvent(folder: string, event: Omitted<RunEvent>): void {
  const line = JSON.stringify({ pid: Deno.pid, unixMs: Date.now(), ...event });
  Deno.writeTextFileSync(`${folder}/${fileNames.runs}`, line + "\n", { append: true });
}

/** Reads all runs so far, oldest first. */
export function readRuns(folder: string): Run[] {
  const runs: (Run & { signals: Deno.Signal[] })[] = [];
  for (const line of readLines(folder)) {
    const event: RunEvent = JSON.parse(line);
    if (event.event === "start") {
      const { pid, program, args, unixMs } = event;
      runs.push({ pid, program, args, startUnixMs: unixMs, usesCamera: false, signals: [] });
      continue;
    }
    const run = runs.findLast(({ pid }) => pid === event.pid);
    if (run === undefined) continue;
    if (event.event === "camera") Object.assign(run, { usesCamera: true });
    if (event.event === "signal") run.signals.push(event.signal);
    if (event.event === "fault") Object.assign(run, { fault: event.kind });
    if (event.event === "end") {
      const { unixMs, reason, code } = event;
      Object.assign(run, { end: { unixMs, reason, ...(code === undefined ? {} : { code }) } });
    }
  }
  return runs;
}

/** The runs that asked for a camera: what counts as a start. */
export function readStarts(folder: string): Run[] {
  return readRuns(folder).filter(({ usesCamera }) => usesCamera);
}

function readLines(folder: string): string[] {
  // A line is written by one call, so what ends in a line feed is whole.
  const text = Deno.readTextFileSync(`${folder}/${fileNames.runs}`);
  return text.split("\n").slice(0, -1);
}
