import { type CaptureStatus, type Source, Supervisor } from "../capture/mod.ts";
import type { ServeSettings } from "../config/mod.ts";
import type { FrameSink } from "../frame/mod.ts";
import type { Clock, Logger } from "../observe/mod.ts";
import { exitCode } from "./exit_code.ts";
import { LimitedSink } from "./limited_sink.ts";

/** Failed runs after which a limited stream (`--frames`, `--duration`) is given up. */
const patienceRuns = 3;

/** The camera, not started yet. */
export interface Camera {
  /** Runs it. */
  readonly supervisor: Supervisor;
  /** Resolves with an exit code when there is nothing more to come. */
  readonly over: Promise<number>;
}

/** Makes what runs a camera, for as long as the settings say. */
export function makeCamera(
  settings: ServeSettings,
  parts: { source: Source; sink: FrameSink; clock: Clock; log: Logger },
): Camera {
  const { source, clock, log } = parts;
  const isLimited = settings.frames !== undefined || settings.durationMs !== undefined;
  const sink = new LimitedSink(parts.sink, {
    frames: settings.frames,
    durationUs: settings.durationMs === undefined ? undefined : settings.durationMs * 1000,
  });
  const supervisor = new Supervisor({
    source,
    sink,
    nowUs: clock.nowUs,
    log,
    resyncClock: () => {
      const stepUs = clock.resync();
      if (stepUs !== 0) log.info("the clock was set", { stepSeconds: stepUs / 1e6 });
    },
  });
  const hopeless = Promise.withResolvers<number>();
  supervisor.onChange((status) => {
    if (isHopeless(status, isLimited)) hopeless.resolve(exitCode.camera);
  });
  const reached = sink.reached.then(() => exitCode.done);
  return { supervisor, over: Promise.race([reached, hopeless.promise]) };
}

/** Whether going on serves nobody: see the exit codes in cli. */
function isHopeless(status: CaptureStatus, isLimited: boolean): boolean {
  if (status.fault?.kind === "not-installed" && status.runs === 1) return true;
  if (!isLimited) return false;
  return status.state === "ended" ||
    (status.state === "waiting" && (status.fault?.count ?? 0) >= patienceRuns);
}
