import type { Source } from "../capture/mod.ts";
import type { CameraMembers, ServeSettings } from "../config/mod.ts";
import type { NowUs } from "../frame/mod.ts";
import {
  type EventLog,
  type Logger,
  type RunProgram,
  runProgram,
  systemTiming,
  type Timing,
} from "../observe/mod.ts";
import { type Asker, type Request, RequestError, type RequestHandler } from "../wire/mod.ts";
import { CameraChange } from "./camera_change.ts";
import { CameraKeeper, type KeptCamera } from "./camera_keeper.ts";
import type { Hold } from "./demand.ts";
import { type Method, methods, type Parts } from "./methods.ts";
import { Power, type PowerAction, type Scheduled } from "./power.ts";
import type { ApplianceState } from "./state.ts";
import type { PauseReason } from "./stream_end.ts";
import { Wifi } from "./wifi.ts";

/** The camera that an appliance commands, and what it may be made of. */
export interface ApplianceCamera {
  /** Runs it. */
  readonly supervisor: KeptCamera;
  /** What it runs at first. */
  readonly source: Source;
  /** Makes what it is to run with other settings. @throws {UsageError} where that cannot be done. */
  readonly makeSource: (settings: ServeSettings) => Source | undefined;
  /** How long after the last client it stays on; without it, always. */
  readonly onDemandMs?: number | undefined;
}

/** What an appliance joins. */
export interface ApplianceOptions {
  /** The camera; absent where another picam's ring is served. */
  readonly camera?: ApplianceCamera | undefined;
  /** All settings, as picam was started with. */
  readonly settings: ServeSettings;
  /** Where it tells what happens: `state`, `scheduled` and `wifi`. */
  readonly events: EventLog;
  /** Where it tells people. */
  readonly log: Logger;
  /** Tells the time. */
  readonly nowUs: NowUs;
  /** Gathers the one status object, for method `status`. */
  readonly status: () => unknown;
  /** Called when the machine is to be turned off: picam is to end cleanly, then to call {@linkcode Appliance.carryOut}. */
  readonly onShutdown: (reason: string) => void;
  /** Runs `nmcli` and `systemctl`. */
  readonly run?: RunProgram;
  /** Time; the machine's own unless a test turns it. */
  readonly timing?: Timing;
}

/** Members of the status object that the appliance tells. */
export interface ApplianceStatus {
  /** What it is doing. */
  readonly state: ApplianceState;
  /** Why, in words. */
  readonly reason: string;
  /** A shutdown or reboot that is due. */
  readonly scheduled?: Scheduled;
}

/** An event as EVENT carries it. */
export interface ApplianceEvent {
  /** What kind. */
  readonly event: string;
  /** What else there is to say. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** Why no frames come at present, for the sessions that have to send END. */
export interface PauseTeller {
  /** `stopped` or `camera`; nothing while frames come or may come soon. */
  readonly reason: PauseReason | undefined;
  /** Calls back when it changes. @returns what ends that. */
  subscribe(wake: () => void): () => void;
}

/**
 * The appliance that clients command: its state, and the control methods. One event `state {state,
 * reason}` tells each change of state; `scheduled {action, atUs}` a shutdown that is due, without
 * members when it is cancelled; `wifi {phase, ssid, reason}` how a change of network goes.
 * Spec: wire-protocol v1, *Control methods*.
 */
export class Appliance implements AsyncDisposable {
  /** Does what requests ask for; handed to whatever takes them. */
  readonly handle: RequestHandler;
  /** Why no frames come at present. */
  readonly pause: PauseTeller;
  readonly #options: ApplianceOptions;
  readonly #keeper: CameraKeeper | undefined;
  readonly #parts: Parts;
  #lastState: ApplianceStatus = { state: "starting", reason: "picam is starting" };

  /** Joins the parts; nothing starts before {@linkcode begin}. */
  constructor(options: ApplianceOptions) {
    const { camera, settings, status, log, nowUs, run = runProgram } = options;
    const timing = options.timing ?? systemTiming;
    this.#options = options;
    const onState = (state: ApplianceState, reason: string) => this.#tellState(state, reason);
    const keeper = camera &&
      new CameraKeeper({ ...camera, camera: camera.supervisor, timing, onState });
    const change = camera && keeper && new CameraChange({ ...camera, keeper, settings });
    this.#keeper = keeper;
    this.pause = keeper?.end ?? neverPaused;
    this.#parts = {
      status,
      keeper: () => keeper ?? noCamera(),
      settings: () => change ?? noCamera(),
      wifi: new Wifi({
        run,
        log,
        timing,
        onPhase: (phase, about) => this.#append("wifi", { phase, ...about }),
      }),
      power: new Power({
        run,
        log,
        nowUs,
        timing,
        onScheduled: (scheduled, reason) => this.#tellScheduled(scheduled, reason),
        onDue: (action) => this.#powerDue(action),
      }),
    };
    this.handle = (request, asker) => this.#handle(request, asker);
  }

  /** Starts the camera if frames are wanted. To be called once, when ring and ports are open. */
  begin(): void {
    if (this.#keeper !== undefined) return this.#keeper.begin();
    this.#tellState("streaming", "the ring of another picam is served");
  }

  /**
   * Wants frames: to be called for each session that gets some, for `--record` and for `--push`. It
   * starts a camera that is off, unless the stream was stopped by `stream.stop`.
   */
  acquire(): Hold {
    return this.#keeper?.acquire() ?? { release: () => {} };
  }

  /** Its members of the status object. */
  status(): ApplianceStatus {
    const { scheduled } = this.#parts.power;
    return { ...this.#lastState, ...(scheduled === undefined ? {} : { scheduled }) };
  }

  /**
   * The settings of camera and picture in force, as `camera.get` answers them.
   * @throws {RequestError} where there is no camera.
   */
  cameraMembers(): CameraMembers {
    return this.#parts.settings().get();
  }

  /**
   * What a session that begins is to be told, as EVENTs, so that both ends know the state: nothing where
   * it is simply `streaming`, which its frames say.
   */
  present(): ApplianceEvent[] {
    const { state, reason, scheduled } = this.status();
    return [
      ...(state === "streaming" ? [] : [{ event: "state", data: { state, reason } }]),
      ...(scheduled === undefined ? [] : [{ event: "scheduled", data: { ...scheduled } }]),
    ];
  }

  /**
   * Is shutting down, for good: refuses commands and no longer starts the camera. Whoever calls it stops
   * the camera, ends sessions and closes files.
   * @param reason for the event.
   */
  shutDown(reason: string): void {
    if (this.#lastState.state === "shutting-down") return;
    const { power } = this.#parts;
    if (power.scheduled !== undefined) power.cancel(`picam ends: ${reason}`);
    if (this.#keeper === undefined) this.#tellState("shutting-down", reason);
    else this.#keeper.shutDown(reason);
  }

  /**
   * Turns the machine off if that is why picam ended: to be called last, when all streams have ended and
   * all files are closed.
   * @returns whether there was nothing to do, or the machine obeys; the log says why not.
   */
  carryOut(): Promise<boolean> {
    return this.#parts.power.carryOut();
  }

  /** Shuts down what is left, and takes back a change of network that nobody confirmed. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.shutDown("picam ends");
    await this.#parts.wifi[Symbol.asyncDispose]();
  }

  async #handle(
    { method: name, params }: Pick<Request, "method" | "params">,
    asker: Asker,
  ): Promise<unknown> {
    const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
    if (method === undefined) throw new RequestError("unknown-method", noMethod(name));
    if (asker.role !== "control" && method.isOpen !== true) {
      throw new RequestError("forbidden", `${name} needs the control token`);
    }
    if (method.isCommand === true) this.#refuseAtEnd();
    return await this.#call(method, { name, params, asker });
  }

  async #call(
    method: Method,
    { name, params, asker }: { name: string; params: Request["params"]; asker: Asker },
  ): Promise<unknown> {
    const { log } = this.#options;
    const { remote } = asker;
    try {
      const result = await method.call(this.#parts, params, asker);
      if (method.isCommand === true) log.info(name, { remote });
      return result;
    } catch (error) {
      if (error instanceof RequestError) {
        if (method.isCommand === true) log.info(`${name} refused: ${error.message}`, { remote });
        throw error;
      }
      log.error(`${name} failed: ${error instanceof Error ? error.stack : error}`, { remote });
      throw new RequestError(
        "failed",
        `${name} failed for a reason of picam's own: its log says why`,
      );
    }
  }

  #refuseAtEnd(): void {
    if (this.#lastState.state !== "shutting-down") return;
    const words = `The state is shutting-down: ${this.#lastState.reason}`;
    throw new RequestError("invalid-state", words);
  }

  #powerDue(action: PowerAction): void {
    const reason = `system.${action} is due`;
    this.#options.log.warn(reason);
    this.shutDown(reason);
    this.#options.onShutdown(reason);
  }

  #tellState(state: ApplianceState, reason: string): void {
    this.#lastState = { state, reason };
    this.#append("state", { state, reason });
  }

  #tellScheduled(scheduled: Scheduled | undefined, reason: string): void {
    const { log } = this.#options;
    if (scheduled === undefined) log.warn(`nothing is scheduled any more: ${reason}`);
    else {
      const at = new Date(scheduled.atUs / 1000).toISOString();
      log.warn(`${scheduled.action} is scheduled for ${at}: ${reason}`);
    }
    this.#append("scheduled", { ...scheduled });
  }

  #append(event: string, data: ApplianceEvent["data"]): void {
    this.#options.events.append(event, data);
  }
}

const neverPaused: PauseTeller = { reason: undefined, subscribe: () => () => {} };

function noCamera(): never {
  throw new RequestError(
    "invalid-state",
    "This picam serves another one's ring and has no camera: ask the picam that writes it",
  );
}

function noMethod(name: string): string {
  const shown = JSON.stringify(name.slice(0, 80));
  return `There is no method ${shown}: there are ${Object.keys(methods).join(", ")}`;
}
