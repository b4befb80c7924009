import { Appliance } from "../../../lib/control/mod.ts";
import {
  type RunContext,
  type RunEnd,
  type Source,
  type StallLimits,
  Supervisor,
} from "../../../lib/capture/mod.ts";
import { readCommandLine, type ServeSettings } from "../../../lib/config/mod.ts";
import { EventLog, type NumberedEvent, type RunProgram } from "../../../lib/observe/mod.ts";
import { RequestError } from "../../../lib/wire/mod.ts";
import { settle, TurnedTiming } from "../../support/turned_timing.ts";
import { CollectedLog } from "../capture/collected_log.ts";
import { FrameCollector } from "../capture/frame_collector.ts";
import { type ScriptedRun, ScriptedSource } from "../capture/scripted_source.ts";

/** A source that a test may leave silent for as long as it likes. */
class PatientSource extends ScriptedSource {
  readonly #all: ScriptedRun[];

  constructor(all: ScriptedRun[]) {
    super();
    this.#all = all;
  }

  override run(context: RunContext): Promise<RunEnd> {
    const end = super.run(context);
    this.#all.push(this.last);
    return end;
  }

  override readonly stallLimits: StallLimits = { startMs: 1e9, silenceMs: 1e9, frameMs: 1e9 };
}

/** What a rig is to be like. */
export interface RigOptions {
  readonly args?: readonly string[];
  readonly onDemandMs?: number;
  readonly run?: RunProgram;
  readonly makeSource?: (settings: ServeSettings) => Source | undefined;
  readonly isWithoutCamera?: boolean;
}

/** An appliance around a source that the test leads, in time that it turns. */
export interface Rig extends AsyncDisposable {
  readonly appliance: Appliance;
  readonly supervisor: Supervisor;
  readonly source: ScriptedSource;
  /** Sources that `camera.set` made, with the settings that it made them of. */
  readonly made: { readonly source: ScriptedSource; readonly settings: ServeSettings }[];
  /** Every run so far, of whichever source. */
  readonly runs: readonly ScriptedRun[];
  readonly sink: FrameCollector;
  readonly timing: TurnedTiming;
  readonly log: CollectedLog;
  readonly events: EventLog;
  /** Why picam was asked to end, each time. */
  readonly shutdowns: string[];
  /** States in the order of their coming. */
  states(): string[];
  /** Calls a method as a control session does. @returns its result, or the code of its error. */
  call(method: string, params?: Record<string, unknown>): Promise<unknown>;
}

/** The settings of a command line. */
export async function settingsOf(args: readonly string[]): Promise<ServeSettings> {
  const readTextFile = () => Promise.reject(new Deno.errors.NotFound());
  const invocation = await readCommandLine({ args, env: {}, readTextFile });
  if (invocation.kind !== "serve") throw new TypeError(`They ask for ${invocation.kind}`);
  return invocation.settings;
}

/** What a call came to: its result, or its error's code and message. */
export async function outcomeOf(call: Promise<unknown>): Promise<unknown> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    return `${error.code}: ${error.message}`;
  }
}

/** Makes one; `begin` is the test's. */
export async function makeRig(options: RigOptions = {}): Promise<Rig> {
  const settings = await settingsOf(options.args ?? []);
  const timing = new TurnedTiming();
  const nowUs = () => 1e15 + timing.nowMs() * 1000;
  const runs: ScriptedRun[] = [];
  const [source, sink, log] = [new PatientSource(runs), new FrameCollector(), new CollectedLog()];
  const supervisor = new Supervisor({ source, sink, timing, nowUs, log: log.logger });
  const made: { source: ScriptedSource; settings: ServeSettings }[] = [];
  const makeSource = options.makeSource ?? ((settings) => {
    const source = new PatientSource(runs);
    made.push({ source, settings });
    return source;
  });
  const events = new EventLog(nowUs, (error) => {
    throw error;
  });
  const told: NumberedEvent[] = [];
  events.subscribe((event) => told.push(event));
  const shutdowns: string[] = [];
  const appliance: Appliance = new Appliance({
    ...(options.isWithoutCamera === true
      ? {}
      : { camera: { supervisor, source, makeSource, onDemandMs: options.onDemandMs } }),
    settings,
    events,
    nowUs,
    timing,
    log: log.logger,
    run: options.run ?? (() => Promise.resolve(undefined)),
    status: () => appliance.status(),
    onShutdown: (reason) => shutdowns.push(reason),
  });
  const asker = { role: "control", remote: "10.0.0.2:4000" } as const;
  return {
    appliance,
    supervisor,
    source,
    made,
    runs,
    sink,
    timing,
    log,
    events,
    shutdowns,
    states: () =>
      told.filter(({ event }) => event === "state").map(({ data }) => `${data["state"]}`),
    call: (method, params = {}) => outcomeOf(appliance.handle({ method, params }, asker)),
    async [Symbol.asyncDispose](): Promise<void> {
      await appliance[Symbol.asyncDispose]();
      await supervisor.stop();
      await settle();
    },
  };
}
