import { FrameFlag } from "../../../lib/frame/mod.ts";
import type { RunContext, RunEnd, Source, StallLimits } from "../../../lib/capture/mod.ts";

/** One run of a source that does what a test says. */
export class ScriptedRun {
  readonly context: RunContext;
  readonly #end = Promise.withResolvers<RunEnd>();

  constructor(context: RunContext) {
    this.context = context;
  }

  get ended(): Promise<RunEnd> {
    return this.#end.promise;
  }

  /** Sends a frame. */
  frame(flags: number = FrameFlag.key): void {
    this.context.onBytes(100);
    this.context.sink.append(new Uint8Array(100));
    this.context.sink.commit({ flags, captureUs: this.context.nowUs() });
  }

  /** Ends the run. */
  end(end: RunEnd): void {
    this.#end.resolve(end);
  }
}

/** A source whose runs a test leads. It ends when asked, unless it is stubborn. */
export class ScriptedSource implements Source {
  readonly runs: ScriptedRun[] = [];
  readonly stallLimits: StallLimits = { startMs: 10_000, silenceMs: 2500, frameMs: 2500 };
  /** What a run that is asked to end says. */
  stoppedEnd: RunEnd | undefined = { kind: "stopped" };

  describe(): string {
    return "scripted";
  }

  run(context: RunContext): Promise<RunEnd> {
    const run = new ScriptedRun(context);
    this.runs.push(run);
    context.signal.addEventListener("abort", () => {
      if (this.stoppedEnd !== undefined) run.end(this.stoppedEnd);
    });
    return run.ended;
  }

  /** The newest run. */
  get last(): ScriptedRun {
    const run = this.runs.at(-1);
    if (run === undefined) throw new Error("No run has begun");
    return run;
  }
}
