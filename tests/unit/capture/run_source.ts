import type { Fault, RunContext, RunEnd, Source } from "../../../lib/capture/mod.ts";
import { CollectedLog } from "./collected_log.ts";
import { FrameCollector } from "./frame_collector.ts";

/** A run of a source, without a supervisor. */
export interface SourceRun {
  /** What it sent. */
  readonly sink: FrameCollector;
  /** Faults it told while it ran. */
  readonly faults: Fault[];
  /** What it logged. */
  readonly log: CollectedLog;
  /** How it ended. */
  readonly end: Promise<RunEnd>;
  /** Ends it. */
  stop(reason?: "stop" | "stall"): Promise<RunEnd>;
}

/** Runs a source once. */
export function runSource(source: Source, context: Partial<RunContext> = {}): SourceRun {
  const sink = new FrameCollector();
  const log = new CollectedLog();
  const stop = new AbortController();
  const faults: Fault[] = [];
  const end = source.run({
    sink,
    nowUs: () => Math.floor(performance.now() * 1000),
    signal: stop.signal,
    log: log.logger,
    discontinuity: false,
    onBytes: () => {},
    onFault: (fault) => faults.push(fault),
    onProgram: () => {},
    ...context,
  });
  return {
    sink,
    faults,
    log,
    end,
    stop: (reason = "stop") => {
      stop.abort(reason);
      return end;
    },
  };
}
