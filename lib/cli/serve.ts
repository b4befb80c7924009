import type { ServeSettings } from "../config/mod.ts";
import {
  createClock,
  createLogger,
  EventLog,
  runProgram,
  SystemdNotifier,
  writesToJournal,
} from "../observe/mod.ts";
import { Sessions, SharedMessages, type Status } from "../serve/mod.ts";
import { RequestError, type RequestHandler } from "../wire/mod.ts";
import { announce } from "./announce.ts";
import { type Camera, startCamera } from "./camera.ts";
import { exitCode } from "./exit_code.ts";
import { gatherStatus } from "./gather_status.ts";
import { openGate } from "./gate.ts";
import { notReady, stuck } from "./health.ts";
import { openListeners } from "./listeners.ts";
import { openRing } from "./open_ring.ts";
import { sourceOf } from "./source.ts";
import { onStopSignals } from "./stop_signal.ts";

/**
 * Serves a camera until it is told to stop: opens the ring, then the ports, then the camera. Stops
 * the camera first, so that every stream ends after the last frame, and keeps what the ring holds.
 * @returns the exit code.
 * @throws {UsageError} when the source cannot do what is asked of it.
 * @throws {RingError} when the ring cannot be had.
 * @throws {ListenError} when a port cannot.
 */
export async function serve(
  settings: ServeSettings,
  warnings: readonly string[],
): Promise<number> {
  const clock = createClock();
  const { nowUs } = clock;
  const journal = writesToJournal(Deno.env.get("JOURNAL_STREAM") ?? "");
  const log = createLogger({
    level: settings.logLevel,
    format: settings.logFormat,
    journal,
    nowUs,
  });
  for (const warning of warnings) log.warn(warning);
  const source = sourceOf(settings);
  const startedAtUs = nowUs();
  using stop = onStopSignals();
  await using ring = openRing(settings, log.child("ring"));
  using sessions = new Sessions({ limit: settings.maxClients, nowUs });
  let camera: Camera | undefined;
  let ports: Status["ports"] = {};
  const cameraStatus = () => camera?.supervisor.status();
  const why = { stuck: () => stuck(cameraStatus(), nowUs) };
  const whyNotReady = () => camera ? notReady(camera.supervisor.status()) : ring.trouble();
  const status = (): Status =>
    gatherStatus({
      startedAtUs,
      camera: cameraStatus(),
      notReady: whyNotReady(),
      ring: ring.view,
      sessions,
      ports,
    });
  const handle: RequestHandler = ({ method }) =>
    method === "status"
      ? Promise.resolve(status())
      : Promise.reject(new RequestError("unknown-method", `There is no ${method} here`));
  await using listeners = await openListeners({
    settings,
    ring: ring.view,
    sessions,
    access: openGate(settings),
    tls: undefined,
    nowUs,
    events: new EventLog(nowUs, (error) => log.error(`An event was not told: ${error}`)),
    handle,
    messages: new SharedMessages(),
    status,
    ...why,
    log: log.child("serve"),
  });
  ports = listeners.ports;
  if (ring.sink !== undefined && source !== undefined) {
    const parts = { source, sink: ring.sink, clock, log: log.child("camera") };
    camera = startCamera(settings, parts);
  }
  const systemd = new SystemdNotifier({ env: Deno.env, run: runProgram, log });
  void systemd.ready(announce(settings, { log, ports, journal }));
  systemd.startWatchdog({ ...why, signal: stop.signal });

  const code = await Promise.race([stop.requested, ...(camera === undefined ? [] : [camera.over])]);
  log.info("stopping", { reason: stop.signal.reason ?? "no more frames are wanted or to be had" });
  void systemd.stopping();
  await camera?.supervisor.stop();
  await sessions.endAll(stop.signal.aborted ? "shutdown" : "limit");
  return code ?? exitCode.done;
}
