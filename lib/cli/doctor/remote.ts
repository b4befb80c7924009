import type { DoctorSettings, PicamUrl } from "../../config/mod.ts";
import { createClock } from "../../observe/mod.ts";
import { exitCode } from "../exit_code.ts";
import { onStopSignals } from "../stop_signal.ts";
import { measureClock } from "./remote_clock.ts";
import {
  judgeClock,
  judgeFrames,
  judgeReach,
  judgeThroughput,
  type NamedFinding,
  unmeasuredThroughput,
} from "./remote_findings.ts";
import { tryRemote } from "./remote_trial.ts";

const liveMs = 2500;
const pastMs = 3000;

/**
 * Checks the way to a server: reachability, round trip, clock offset, latency, throughput.
 *
 * @param url The server.
 * @param options Token and trust, and where each finding goes.
 * @returns the exit code: 0 when frames come, 3 when not.
 * @throws {UsageError} where a token or certificate cannot be had.
 */
export async function doctorRemote(
  url: PicamUrl,
  { settings, tell }: {
    readonly settings: DoctorSettings;
    readonly tell: (finding: NamedFinding) => void;
  },
): Promise<number> {
  const { nowUs } = createClock();
  using stop = onStopSignals();
  const shared = { settings, nowUs, signal: stop.signal };
  const live = await tryRemote(url, {
    ...{ ...shared, forMs: liveMs },
    ...{ from: { kind: "live" }, policy: "live" },
  });
  if (stop.signal.aborted) return exitCode.done;
  tell(judgeReach(url, live));
  if (live.connectMs === undefined) return exitCode.unreachable;
  tell(judgeFrames(live));
  if (live.camera === undefined || live.camera.frames === 0) return exitCode.unreachable;
  if (url.protocol === "wire" || url.protocol === "websocket") {
    const clock = await measureClock(url, shared);
    for (const finding of clock === undefined ? [] : judgeClock(clock)) tell(finding);
  }
  // The bare stream over TCP has no past.
  if (url.protocol === "raw") return exitCode.done;
  if (url.protocol === "h264" || url.protocol === "mjpeg") {
    tell(unmeasuredThroughput(url));
    return exitCode.done;
  }
  const past = await tryRemote(url, {
    ...{ ...shared, forMs: pastMs },
    ...{ from: { kind: "oldest" }, policy: "gapless" },
  });
  if (!stop.signal.aborted) tell(judgeThroughput(past.burst, live.camera));
  return exitCode.done;
}
