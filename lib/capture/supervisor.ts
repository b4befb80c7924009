import { type FrameEnd, FrameFlag, type FrameSink, type NowUs } from "../frame/mod.ts";
import {
  BackOff,
  type Fault as LoggedFault,
  type Logger,
  systemTiming,
  type Timing,
  wait,
} from "../observe/mod.ts";
import type { Fault } from "./fault.ts";
import { MeteredSink } from "./metered_sink.ts";
import { FaultRecord } from "./fault_record.ts";
import type { ProgramFacts, RunContext, RunEnd, Source } from "./source.ts";
import { stallFault } from "./stall_fault.ts";
import type { Stall } from "./stall_watchdog.ts";
import type { CaptureState, CaptureStatus } from "./status.ts";
import { WatchedRun } from "./watched_run.ts";

/** The first wait before another run: a camera program that crashed can mostly start at once. */
const firstWaitMs = 250;
/** The longest: whoever plugs a camera in is not to wait longer for its picture. */
const longestWaitMs = 10_000;
/** A run that streamed this long was a good one: the next failure is a new one. */
const goodRunMs = 10_000;
/** So long after SIGKILL the kernel may still be taking the camera away from the dead program. */
const busyAfterKillMs = 5000;
/** How often a camera that is busy for that reason is tried. */
const busyWaitMs = 500;
/** Runs that ended with "again" in a row; more are a quarrel that waiting must slow down. */
const mostAgain = 3;

/** What a supervisor joins. */
export interface SupervisorOptions {
  /** Where pictures come from. */
  readonly source: Source;
  /** Where they go. */
  readonly sink: FrameSink;
  /** The time of frames. */
  readonly nowUs: NowUs;
  /** Where to tell what people should know. */
  readonly log: Logger;
  /** Time and chance; the machine's own unless a test turns them. */
  readonly timing?: Timing;
  /** Whether the very first frame is to say DISCONTINUITY, too. */
  readonly discontinuity?: boolean;
  /** Called before each run: the one moment at which the time of frames may step. */
  readonly resyncClock?: () => void;
}

/**
 * Keeps a source running: begins a run, watches that frames keep coming, ends a run that stalls, and
 * decides whether and when there is another.
 */
export class Supervisor implements AsyncDisposable {
  /** Resolves when the source has no more, for good: a pipe that ended. */
  readonly ended: Promise<void>;
  readonly #options: SupervisorOptions;
  #source: Source;
  readonly #timing: Timing;
  readonly #sink: MeteredSink;
  readonly #backOff: BackOff;
  readonly #faults = new FaultRecord();
  readonly #listeners = new Set<(status: CaptureStatus) => void>();
  readonly #resolveEnded: () => void;
  readonly #alarm: LoggedFault;
  #state: CaptureState = "idle";
  #facts: ProgramFacts = {};
  #counts = { runs: 0, restarts: 0, frames: 0, bytes: 0, wrongEnds: 0 };
  #times: { startedAtUs?: number; lastFrameAtUs?: number; nextRunAtUs?: number } = {};
  #again = 0;
  #killedMs = -Infinity;
  #firstFrameMs: number | undefined;
  #present: WatchedRun | undefined;
  #stop: AbortController | undefined;
  #loop: Promise<void> | undefined;

  /** Joins the parts; nothing runs before `start`. */
  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#source = options.source;
    this.#alarm = options.log.fault();
    this.#timing = options.timing ?? systemTiming;
    this.#sink = new MeteredSink(options.sink, (end) => this.#onFrame(end));
    this.#backOff = new BackOff({
      firstMs: firstWaitMs,
      longestMs: longestWaitMs,
      random: () => this.#timing.random(),
    });
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ended = promise;
    this.#resolveEnded = resolve;
  }

  /** Begins the first run. Does nothing while it is running. */
  start(): void {
    if (this.#loop !== undefined) return;
    const stop = new AbortController();
    this.#stop = stop;
    this.#backOff.reset();
    this.#loop = this.#supervise(stop.signal).finally(() => this.#loop = undefined);
  }

  /**
   * Ends the run, a camera program by SIGINT first, and begins no other. `start` begins anew.
   * @param why for the log.
   */
  async stop(why = "asked to"): Promise<void> {
    if (this.#loop === undefined) return;
    this.#options.log.debug(`Stopping ${this.#source.describe()}: ${why}`);
    this.#stop?.abort();
    await this.#loop;
  }

  /**
   * Takes another source in the place of the present one; the next `start` begins with it.
   * @throws {TypeError} unless it is stopped.
   */
  use(source: Source): void {
    if (this.#loop !== undefined) {
      throw new TypeError("Stop the supervisor before its source is replaced");
    }
    this.#source = source;
    this.#facts = {};
  }

  /** What it is doing. */
  status(): CaptureStatus {
    return {
      state: this.#state,
      source: this.#source.describe(),
      ...this.#facts,
      ...this.#counts,
      ...this.#times,
      ...(this.#faults.present === undefined ? {} : { fault: this.#faults.present }),
    };
  }

  /**
   * Tells of every change of state or fault.
   * @returns a function that ends it.
   */
  onChange(listener: (status: CaptureStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Stops. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop("the program ends");
  }

  async #supervise(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      const end = await this.#run(stop);
      if (end.kind === "finished") return this.#finish(end.fault);
      if (stop.aborted) break;
      await this.#waitAfter(end, stop);
    }
    this.#faults.clear();
    this.#alarm.clear(`${this.#source.describe()} is stopped`);
    this.#enter("idle");
  }

  async #run(stop: AbortSignal): Promise<RunEnd> {
    this.#begin();
    const run = new WatchedRun(this.#source, {
      timing: this.#timing,
      stop,
      onStopping: () => this.#enter("stopping"),
      onStall: (stall, silentMs) => this.#tellStall(stall, silentMs),
    });
    this.#present = run;
    const end = await run.run(this.#contextOf(run));
    this.#present = undefined;
    this.#sink.abandon();
    if (end.killed === true) this.#killedMs = this.#timing.nowMs();
    const { pid: _, ...facts } = this.#facts;
    this.#facts = facts;
    return end;
  }

  #begin(): void {
    this.#options.resyncClock?.();
    this.#counts.runs++;
    this.#firstFrameMs = undefined;
    this.#times.startedAtUs = this.#options.nowUs();
    this.#enter("starting");
  }

  #contextOf(run: WatchedRun): Omit<RunContext, "signal"> {
    const { nowUs, log, discontinuity } = this.#options;
    return {
      sink: this.#sink,
      nowUs,
      log,
      discontinuity: discontinuity === true || this.#counts.frames > 0,
      onBytes: (sizeBytes) => {
        this.#counts.bytes += sizeBytes;
        run.bytes();
      },
      onFault: (fault) => this.#tell(fault),
      onProgram: (facts) => this.#facts = { ...this.#facts, ...facts },
    };
  }

  /** Told at once, because to end the program may take seconds. */
  #tellStall(stall: Stall, silentMs: number): Fault {
    const source = this.#source.describe();
    const { codec } = this.#source;
    const told = this.#faults.toldBy(this.#counts.runs);
    const fault = told ?? stallFault(stall, { source, silentMs, codec });
    this.#tell(fault);
    return fault;
  }

  #onFrame(end: FrameEnd): void {
    this.#counts.frames++;
    if (end.flags & FrameFlag.continuation) this.#counts.wrongEnds++;
    this.#times.lastFrameAtUs = end.captureUs;
    this.#present?.frame();
    this.#firstFrameMs ??= this.#timing.nowMs();
    const recovered = this.#state === "streaming" && this.#faults.present !== undefined;
    if (this.#state === "starting" || recovered) this.#deliver();
  }

  /** Frames come, or come again: whatever was wrong is over. */
  #deliver(): void {
    const { log, nowUs } = this.#options;
    const source = this.#source;
    const fault = this.#faults.clear();
    this.#again = 0;
    if (fault === undefined) log.info(`${source.describe()} delivers pictures`);
    else {
      const seconds = ((nowUs() - fault.sinceUs) / 1e6).toFixed(1);
      this.#alarm.clear(`${source.describe()} delivers pictures again after ${seconds} s`);
    }
    this.#state = "streaming";
    this.#notify();
  }

  async #waitAfter(end: RunEnd, stop: AbortSignal): Promise<void> {
    const waitMs = this.#judge(end);
    if (waitMs === 0) return;
    this.#counts.restarts++;
    this.#times.nextRunAtUs = this.#options.nowUs() + waitMs * 1000;
    this.#enter("waiting");
    await wait(this.#timing, waitMs, stop);
    delete this.#times.nextRunAtUs;
  }

  /** Tells what is wrong, if anything. @returns how long to wait before the next run. */
  #judge(end: RunEnd): number {
    const nowMs = this.#timing.nowMs();
    if (end.kind === "again") {
      this.#options.log.info(`${this.#source.describe()}: ${end.why}`);
      return ++this.#again <= mostAgain ? 0 : this.#backOff.next();
    }
    if (end.kind !== "failed") return this.#backOff.next();
    if (end.fault.kind === "busy" && nowMs - this.#killedMs < busyAfterKillMs) {
      this.#options.log.debug("The camera is still held by the program that was killed");
      return busyWaitMs;
    }
    if (this.#firstFrameMs !== undefined && nowMs - this.#firstFrameMs >= goodRunMs) {
      this.#backOff.reset();
    }
    this.#tell(end.fault);
    return this.#backOff.next();
  }

  /** Remembers a fault, and logs it unless it has been present. */
  #tell(fault: Fault): void {
    const when = { run: this.#counts.runs, nowUs: this.#options.nowUs() };
    if (this.#faults.toldBy(when.run)?.message === fault.message) return;
    const isNews = this.#faults.tell(fault, when);
    this.#alarm.raise(`${fault.message}: ${fault.remedy}`);
    if (!isNews) return;
    for (const line of fault.lastLines ?? []) this.#options.log.info(`  ${line}`);
    this.#notify();
  }

  #finish(fault: Fault | undefined): void {
    if (fault !== undefined) this.#tell(fault);
    else {
      this.#faults.clear();
      this.#options.log.info(
        `${this.#source.describe()} has ended; what is held is served`,
      );
    }
    this.#enter("ended");
    this.#resolveEnded();
  }

  #enter(state: CaptureState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#notify();
  }

  #notify(): void {
    const status = this.status();
    for (const listener of this.#listeners) listener(status);
  }
}
