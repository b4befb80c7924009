import { drain } from "./drain.ts";
import { type Timing, wait } from "../observe/mod.ts";

/** A program that runs, as much of it as a run needs. */
export interface ChildProcess {
  /** Its number. */
  readonly pid: number;
  /** What it writes to its standard output. */
  readonly stdout: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** What it writes to its standard error. */
  readonly stderr: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** How it ended, when it has. */
  readonly status: Promise<{ readonly code: number; readonly signal: Deno.Signal | null }>;
  /**
   * Sends it a signal.
   * @throws {TypeError} when it has ended.
   */
  kill(signal: Deno.Signal): void;
}

/** Starts a program. @throws {Error} when that is not possible, at once. */
export type Spawn = (program: string, args: readonly string[]) => ChildProcess;

/** Starts a program of this machine: nothing on its stdin, both outputs ours to read. */
export const spawnProgram: Spawn = (program: string, args: readonly string[]): ChildProcess =>
  new Deno.Command(program, {
    args: [...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    env: { LIBCAMERA_LOG_COLOR: "no" },
  }).spawn();

/** How long each step waits for the program to end before the next, in milliseconds. */
export interface StopPatience {
  /** From SIGINT to SIGTERM. */
  readonly interruptMs: number;
  /** From SIGTERM to SIGKILL. */
  readonly terminateMs: number;
}

/**
 * For a camera that delivers: it takes SIGINT at its next frame, then empties its encoder and what
 * its pipe holds. A Pi Zero needs about a second; SIGTERM loses the tail.
 */
export const orderlyPatience: StopPatience = { interruptMs: 3000, terminateMs: 1000 };
/**
 * For a camera that has gone silent: it looks at SIGINT only when a frame comes, so mostly never; SIGTERM has no
 * handler and ends whatever is not stuck in the kernel.
 */
export const stalledPatience: StopPatience = { interruptMs: 500, terminateMs: 1000 };

/** After SIGKILL: a program that is still there then hangs in the kernel, where no signal reaches it. */
const killMs = 2000;
/** After the end of the program: what its pipes still hold is read in far less, unless a child of its own keeps them open. */
const drainMs = 1000;

/** What to run, and who hears of it. */
export interface ChildOptions {
  readonly program: string;
  readonly args: readonly string[];
  readonly spawn: Spawn;
  readonly timing: Timing;
  /** Ends the program: its reason may be a {@linkcode StopPatience}. */
  readonly signal: AbortSignal;
  /** Told once the program runs. */
  readonly onStart?: (pid: number) => void;
  /** A piece of stdout, a view that is valid until it returns. */
  readonly onStdout: (bytes: Uint8Array) => void;
  /** A piece of stderr, likewise. */
  readonly onStderr: (bytes: Uint8Array) => void;
}

/** How a program ended. */
export interface ChildEnd {
  /** Its exit code; 128 + number of the signal where one ended it. */
  readonly code: number;
  /** The signal that ended it. */
  readonly signal: Deno.Signal | null;
  /** It had to be ended by SIGKILL. */
  readonly killed: boolean;
  /** Not even SIGKILL ended it: it is still there. */
  readonly stuck: boolean;
}

/**
 * Runs a program from start to end. Both its outputs are read until their end, also while it is
 * being stopped: a camera program that cannot write does not stop.
 * @throws {Error} what `spawn` throws.
 */
export async function runChild(options: ChildOptions): Promise<ChildEnd> {
  const { signal, timing } = options;
  const child = options.spawn(options.program, options.args);
  options.onStart?.(child.pid);
  const readers = [child.stdout, child.stderr].map((stream) => stream.getReader({ mode: "byob" }));
  const [stdout, stderr] = readers as [ReadableStreamBYOBReader, ReadableStreamBYOBReader];
  const drained = Promise.all([
    drain(stdout, options.onStdout),
    drain(stderr, options.onStderr),
  ]);
  // Thrown again below; a program that nobody reads any more would only wait for ever.
  drained.catch(() => send(child, "SIGKILL"));

  const ended = new AbortController();
  const stopping = stopWhenAsked(child, { signal, timing, ended: ended.signal });
  const exit = await Promise.race([child.status, stopping.stuck]);
  ended.abort();
  if (!(await settlesWithin(drained, { timing, limitMs: drainMs }))) {
    await Promise.all(readers.map((reader) => reader.cancel()));
  }
  await drained;
  return {
    code: exit?.code ?? 137,
    signal: exit === undefined ? "SIGKILL" : exit.signal,
    killed: stopping.killed(),
    stuck: exit === undefined,
  };
}

/** Once asked, sends SIGINT, SIGTERM and SIGKILL, each only if the one before did not help. */
function stopWhenAsked(
  child: ChildProcess,
  parts: { signal: AbortSignal; ended: AbortSignal; timing: Timing },
): { stuck: Promise<undefined>; killed: () => boolean } {
  const { signal, ended, timing } = parts;
  let killed = false;
  const stuck = Promise.withResolvers<undefined>();
  const escalate = async (): Promise<void> => {
    const { interruptMs, terminateMs } = patienceOf(signal);
    send(child, "SIGINT");
    if (!(await wait(timing, interruptMs, ended))) return;
    send(child, "SIGTERM");
    if (!(await wait(timing, terminateMs, ended))) return;
    killed = true;
    send(child, "SIGKILL");
    if (await wait(timing, killMs, ended)) stuck.resolve(undefined);
  };
  const onAbort = (): void => void escalate();
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  ended.addEventListener("abort", () => signal.removeEventListener("abort", onAbort), {
    once: true,
  });
  return { stuck: stuck.promise, killed: () => killed };
}

function patienceOf(signal: AbortSignal): StopPatience {
  return signal.reason === "stall" ? stalledPatience : orderlyPatience;
}

function send(child: ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch (error) {
    // It ended in this very moment: its status says so next.
    if (!(error instanceof TypeError) && !(error instanceof Deno.errors.NotFound)) throw error;
  }
}

async function settlesWithin(
  promise: Promise<unknown>,
  parts: { timing: Timing; limitMs: number },
): Promise<boolean> {
  const settled = new AbortController();
  const settle = (): void => settled.abort();
  promise.then(settle, settle);
  return !(await wait(parts.timing, parts.limitMs, settled.signal));
}
