import type { LineFault } from "./fault_rules.ts";
import { type ChildEnd, runChild, type Spawn } from "./child.ts";
import type { Fault } from "./fault.ts";
import { type Intake, openIntake, type StreamNames } from "./intake.ts";
import { LineThrottle } from "./line_throttle.ts";
import type { RunContext, RunEnd } from "./source.ts";
import { StderrLines } from "./stderr_lines.ts";
import type { Timing } from "../observe/mod.ts";

/** A program that writes H.264, JPEG images or RAW frames to its stdout. */
export interface StreamingProgram {
  /** Its path. */
  readonly program: string;
  /** Its arguments. */
  readonly args: readonly string[];
  /** What its stream is called. */
  readonly stream: StreamNames;
  /** What cuts its stdout into frames, where that cannot be known from `stream` alone. */
  readonly intake?: Intake;
  /** What a line of its stderr says is wrong. */
  readonly classify?: (line: string) => LineFault | undefined;
  /** Hears every line of its stderr. */
  readonly onLine?: (line: string) => void;
  /** Starts it. */
  readonly spawn: Spawn;
  /** Time. */
  readonly timing: Timing;
}

/** How a program's run ended. */
export interface ProgramEnd extends ChildEnd {
  /** What its stderr said is wrong: of several faults the one that says most. */
  readonly fault: Fault | undefined;
  /** The last lines of its stderr. */
  readonly lines: readonly string[];
}

/** How many of its last lines a program may add to a fault. */
const toldLines = 10;

/**
 * Runs a program from start to end, its stdout into the run's sink, its stderr into the log.
 * @throws {Error} what starting it throws.
 */
export async function streamProgram(
  context: RunContext,
  program: StreamingProgram,
): Promise<ProgramEnd> {
  const { timing } = program;
  const intake = program.intake ?? openIntake(context, { stream: program.stream });
  const throttle = new LineThrottle(timing, (line) => context.log.debug(line));
  let worst: LineFault | undefined;
  const lines = new StderrLines((line) => {
    throttle.push(line);
    program.onLine?.(line);
    const found = program.classify?.(line);
    if (found === undefined) return;
    // The only one with which a program goes on: it is told while it lasts.
    if (found.fault.kind === "cable") context.onFault(found.fault);
    if (worst === undefined || found.rank < worst.rank) worst = found;
  });
  const onStdout = (bytes: Uint8Array): void => {
    if (worst?.fault.kind === "cable") worst = undefined; // the sensor has come back
    context.onBytes(bytes.length);
    intake.push(bytes);
  };
  let isClean = false;
  try {
    const end = await runChild({
      ...program,
      signal: context.signal,
      onStart: (pid) => context.onProgram({ pid }),
      onStdout,
      onStderr: (bytes) => lines.push(bytes),
    });
    lines.end();
    isClean = end.code === 0;
    return { ...end, fault: (worst as LineFault | undefined)?.fault, lines: lines.kept };
  } finally {
    throttle.end();
    intake.end(isClean ? "clean" : "cut");
  }
}

/** What a program's end means for the run: what it said itself, else what its exit says. */
export function toRunEnd(end: ProgramEnd, parts: { name: string; signal: AbortSignal }): RunEnd {
  const killed = end.killed ? { killed: true } : {};
  if (end.stuck) return { kind: "failed", fault: stuckFault(parts.name), ...killed };
  if (parts.signal.aborted) return { kind: "stopped", ...killed };
  const lastLines = end.lines.slice(-toldLines);
  const fault = end.fault ?? { ...exitFault(end, parts.name), lastLines };
  return { kind: "failed", fault: isVague(fault) ? { ...fault, lastLines } : fault, ...killed };
}

function isVague({ kind }: Fault): boolean {
  return kind === "crashed" || kind === "camera";
}

function stuckFault(name: string): Fault {
  return {
    kind: "crashed",
    message: `${name} hangs in the kernel and cannot be ended`,
    remedy: "reboot; look at dmesg before",
  };
}

function exitFault(end: ChildEnd, name: string): Fault {
  if (end.code === 0) {
    return {
      kind: "ended",
      message: `${name} has ended by itself`,
      remedy: "it is started again; --camera-args must not hold --frames or --timeout",
    };
  }
  if (end.signal === "SIGKILL") {
    return {
      kind: "crashed",
      message: `${name} was killed`,
      remedy: "mostly the kernel does that when memory runs out: look at dmesg",
    };
  }
  return {
    kind: "crashed",
    message: end.signal === null
      ? `${name} has failed with exit code ${end.code}`
      : `${name} has crashed (${end.signal})`,
    remedy: "it is started again; if that happens often, look at dmesg",
  };
}

/** Why a program could not be started. */
export function spawnFault(error: unknown, program: string): Fault {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    kind: "not-installed",
    message: `${program} cannot be started: ${reason}`,
    remedy: "see that it is there, may be executed, and was made for this machine",
  };
}
