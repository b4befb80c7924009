import { type Invocation, type ServeSettings, withCameraMembers } from "../config/mod.ts";
import { Appliance, brokenLinkHoldMs } from "../control/mod.ts";
import {
  createClock,
  createLogger,
  EventLog,
  type Logger,
  MachineMonitor,
  runProgram,
  SystemdNotifier,
  writesToJournal,
} from "../observe/mod.ts";
import { ClientEvents, Counters, Sessions, SharedMessages, type Status } from "../serve/mod.ts";
import { announce } from "./announce.ts";
import { makeCamera } from "./camera.ts";
import { exitCode } from "./exit_code.ts";
import { openGate } from "./gate.ts";
import { gatherStatus } from "./gather_status.ts";
import { notReady, stuck } from "./health.ts";
import { openListeners } from "./listeners.ts";
import { openRing } from "./open_ring.ts";
import { type Pushes, startPushes } from "./pushes.ts";
import { type Recordings, startRecordings } from "./recordings.ts";
import { sourceOf } from "./source.ts";
import { onStopSignals } from "./stop_signal.ts";
import { tellCamera, tellStreams } from "./tell_events.ts";
import { TimedSink } from "./timed_sink.ts";
import { tellNetwork } from "./tell_network.ts";

/** What the command line asks for. */
type ServeCall = Omit<Extract<Invocation, { kind: "serve" }>, "kind">;

/**
 * Serves a camera until it is told to stop. Where that is because the machine is to be turned off,
 * turns it off when everything else is over.
 * @returns the exit code.
 * @throws {UsageError} when the source cannot do what is asked of it, or a token, a certificate or a
 * file name is not what it is to be.
 * @throws {RingError} when the ring cannot be had.
 * @throws {ListenError} when a port cannot.
 */
export async function serve({ settings, inForce, warnings }: ServeCall): Promise<number> {
  const clock = createClock();
  const journal = writesToJournal(Deno.env.get("JOURNAL_STREAM") ?? "");
  const { logLevel: level, logFormat: format } = settings;
  const log = createLogger({ level, format, journal, nowUs: clock.nowUs });
  for (const warning of warnings) log.warn(warning);
  const { code, carryOut } = await serveUntilStopped(settings, { inForce, clock, log, journal });
  await carryOut();
  return code;
}

/**
 * Reads tokens and certificate, opens the ring, then the ports, then the camera. Stops the camera first, so that every stream ends
 * after the last frame, then finishes recordings, and keeps what the ring holds.
 */
async function serveUntilStopped(
  settings: ServeSettings,
  { inForce, clock, log, journal }: {
    inForce: ServeCall["inForce"];
    clock: ReturnType<typeof createClock>;
    log: Logger;
    journal: boolean;
  },
): Promise<{ code: number; carryOut: () => Promise<boolean> }> {
  const { nowUs } = clock;
  const source = sourceOf(settings);
  const startedAtUs = nowUs();
  using stop = onStopSignals();
  const gate = await openGate(settings, log.child("access"));
  await using ring = openRing(settings, log.child("ring"));
  const events = new EventLog(nowUs, (error) => log.error(`An event was not told: ${error}`));
  tellStreams(ring.view, events);
  const shutdown = Promise.withResolvers<undefined>();
  const counters = new Counters();
  const onDelivered = (seconds: number) => counters.observeDelivery(seconds);
  const sink = ring.sink && new TimedSink(ring.sink, { nowUs, onDelivered });
  const camera = sink && source &&
    makeCamera(settings, { source, sink, clock, log: log.child("camera") });
  if (camera !== undefined) tellCamera(camera.supervisor, { events, nowUs });
  const { onDemandMs } = settings;
  await using appliance = new Appliance({
    camera: camera && source && { ...camera, source, makeSource: sourceOf, onDemandMs },
    settings,
    events,
    log: log.child("control"),
    nowUs,
    status: () => status(),
    onShutdown: () => shutdown.resolve(undefined),
  });
  using clientEvents = new ClientEvents({ append: (event, data) => events.append(event, data) });
  using sessions = new Sessions({
    limit: settings.maxClients,
    nowUs,
    acquire: () => {
      const hold = appliance.acquire();
      return (isBroken) => hold.release(isBroken ? { holdMs: brokenLinkHoldMs } : {});
    },
    observer: clientEvents,
  });
  using machine = new MachineMonitor({ paths: placesOf(settings, ring.view.status().path) });
  const running: { ports: Status["ports"]; recordings?: Recordings; pushes?: Pushes } = {
    ports: {},
  };
  const cameraStatus = () => camera?.supervisor.status();
  const why = { stuck: () => stuck(cameraStatus(), nowUs) };
  const isOnDemand = () => onDemandMs !== undefined && appliance.pause.reason === undefined;
  const whyNotReady = () =>
    camera ? notReady(camera.supervisor.status(), isOnDemand()) : ring.trouble();
  const status = (): Status =>
    gatherStatus({
      startedAtUs,
      appliance: appliance.status(),
      camera: cameraStatus(),
      notReady: whyNotReady(),
      ring: ring.view,
      sessions,
      machine,
      ports: running.ports,
      recordings: running.recordings?.status() ?? [],
      pushes: running.pushes?.status() ?? [],
    });
  const feeding = {
    settings,
    ring: ring.view,
    expected: { id: 1, name: settings.name, codec: settings.codec },
    sessions,
    messages: new SharedMessages(),
    nowUs,
    events,
    end: appliance.pause,
    present: () => appliance.present(),
  };
  await using listeners = await openListeners({
    ...feeding,
    ...gate,
    startedAtUs,
    inForce: () =>
      camera === undefined ? inForce : withCameraMembers(inForce, appliance.cameraMembers()),
    counters,
    handle: counters.counting(appliance.handle),
    status,
    ...why,
    log: log.child("serve"),
  });
  running.ports = listeners.ports;
  await using recordings = await startRecordings({ ...feeding, log: log.child("record") });
  running.recordings = recordings;
  await using pushes = startPushes({ ...feeding, log: log.child("push") });
  running.pushes = pushes;
  // Who records or pushes wants frames always, whether or not anybody takes them.
  if (settings.recordPatterns.length + settings.pushUrls.length > 0) appliance.acquire();
  appliance.begin();
  await using _announcement = tellNetwork(settings, { ports: running.ports, gate, log });
  const systemd = new SystemdNotifier({ env: Deno.env, run: runProgram, log });
  void systemd.ready(announce(settings, { log, ports: running.ports, gate, journal }));
  systemd.startWatchdog({ ...why, signal: stop.signal });

  const ends = [stop.requested, shutdown.promise, ...(camera === undefined ? [] : [camera.over])];
  const code = await Promise.race(ends);
  const ended = "no more frames are wanted or to be had";
  const reason = stop.signal.reason ?? (code === undefined ? appliance.status().reason : ended);
  log.info("stopping", { reason: String(reason) });
  void systemd.stopping();
  appliance.shutDown(String(reason));
  await camera?.supervisor.stop();
  await sessions.endAll(stop.signal.aborted || code === undefined ? "shutdown" : "limit");
  return { code: code ?? exitCode.done, carryOut: () => appliance.carryOut() };
}

/** Paths on the file systems that picam fills. */
function placesOf({ recordPatterns }: ServeSettings, ring: string | undefined): string[] {
  const folders = recordPatterns.map((pattern) => {
    const fixed = pattern.split("%")[0]?.split("{")[0] ?? "";
    return fixed.slice(0, fixed.lastIndexOf("/") + 1) || ".";
  });
  return [...(ring === undefined ? [] : [ring]), ...folders];
}
