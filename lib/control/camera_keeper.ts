import type { CaptureStatus, FaultKind, Source, Supervisor } from "../capture/mod.ts";
import { systemTiming, type Timing } from "../observe/mod.ts";
import { RequestError } from "../wire/mod.ts";
import { Demand, type Hold } from "./demand.ts";
import { type ApplianceState, nextState } from "./state.ts";
import { StreamEnd } from "./stream_end.ts";

/** What a keeper asks of whoever runs the camera. */
export type KeptCamera = Pick<Supervisor, "start" | "stop" | "use" | "status" | "onChange">;

/** What a keeper joins. */
export interface KeeperOptions {
  /** Runs the camera. */
  readonly camera: KeptCamera;
  /** What it runs at first. */
  readonly source: Source;
  /** How long after the last client the camera stays on; without it, always. */
  readonly onDemandMs?: number | undefined;
  /** Time; the machine's own unless a test turns it. */
  readonly timing?: Timing;
  /** Told of each change of state. */
  readonly onState: (state: ApplianceState, reason: string) => void;
}

/** Faults that waiting does not cure: the settings ask for what cannot be had. */
const hopeless: ReadonlySet<FaultKind> = new Set([
  "bad-option",
  "bad-value",
  "encoder-limit",
  "no-camera",
]);

/**
 * Keeps the camera as people and clients want it, and knows the state that follows.
 *
 * The camera runs while frames are wanted *and* nobody has stopped the stream: `stream.stop` holds
 * against every client that comes, until `stream.start`; with `--on-demand`, `stream.start` counts
 * like a client that came and went. One command at a time: another one meanwhile is `invalid-state`.
 * What clients want meanwhile is looked at afterwards.
 */
export class CameraKeeper {
  /** Why no frames come, for sessions. */
  readonly end: StreamEnd;
  readonly #camera: KeptCamera;
  readonly #timing: Timing;
  readonly #demand: Demand;
  readonly #onState: KeeperOptions["onState"];
  readonly #ignore: () => void;
  readonly #shut = Promise.withResolvers<void>();
  #source: Source;
  #state: ApplianceState = "starting";
  #reason = "picam is starting";
  #why = "the camera is started";
  #isStopped = false;
  #isShut = false;
  #isTrying = false;
  #doing: string | undefined;

  /** Starts nothing yet. */
  constructor(options: KeeperOptions) {
    this.#camera = options.camera;
    this.#source = options.source;
    this.#timing = options.timing ?? systemTiming;
    this.#onState = options.onState;
    this.end = new StreamEnd(this.#timing);
    const demand = { timing: this.#timing, lingerMs: options.onDemandMs };
    this.#demand = new Demand({ ...demand, onChange: () => this.#follow() });
    this.#ignore = this.#camera.onChange(() => this.#look());
    this.#doing = "picam is starting";
  }

  /** What the appliance is doing. */
  get state(): ApplianceState {
    return this.#state;
  }

  /** Why, in words. */
  get reason(): string {
    return this.#reason;
  }

  /** Starts the camera if frames are wanted. To be called once, when all is ready for frames. */
  begin(): void {
    this.#doing = undefined;
    this.#why = "nobody is watching";
    this.#follow();
    this.#look();
  }

  /** Wants frames; starts the camera unless it is on or the stream is stopped. */
  acquire(): Hold {
    return this.#demand.acquire();
  }

  /** Does `stream.start`. @throws {RequestError} where the state forbids it. */
  start(by: string): Promise<void> {
    return this.#exclusively("stream.start is under way", async () => {
      const isFaulted = this.#state === "faulted";
      if (this.#isRunning && !isFaulted) this.#forbid("the camera is on already");
      this.#isStopped = false;
      this.#demand.linger();
      if (isFaulted) await this.#camera.stop("stream.start");
      if (this.#isShut) this.#forbid("");
      if (isFaulted) this.#enter("starting", `stream.start from ${by}`);
      this.#camera.start();
      this.#look();
    });
  }

  /**
   * Does `stream.stop`: the present frame is finished, the camera program ends by itself.
   * @throws {RequestError} where the state forbids it.
   */
  stop(by: string): Promise<void> {
    return this.#exclusively("the stream is being stopped", async () => {
      if (this.#state === "faulted") {
        this.#forbid("picam goes on trying; stream.start tries at once");
      }
      if (!this.#isRunning && this.#isStopped) this.#forbid("the stream is stopped already");
      this.#isStopped = true;
      this.#why = `stream.stop from ${by}`;
      await this.#camera.stop(this.#why);
      this.#look();
    });
  }

  /**
   * Takes another source, by a restart of the camera where it is on.
   * @param limitMs how long its first frame may take.
   * @throws {RequestError} where the state forbids it, and where no frame came: what was before is back.
   */
  change(source: Source, limitMs: number): Promise<void> {
    return this.#exclusively("camera.set is under way", async () => {
      const isSettled = this.#state === "idle" ? !this.#isRunning : this.#state !== "starting";
      if (!isSettled) this.#forbid("the camera is being started: try again in a moment");
      const wasRunning = this.#isRunning;
      this.#isTrying = true;
      try {
        await this.#camera.stop("camera.set");
        if (this.#isShut) this.#forbid("");
        this.#camera.use(source);
        if (wasRunning) await this.#tryOut(limitMs);
        this.#source = source;
      } finally {
        this.#isTrying = false;
        this.#look();
      }
    });
  }

  /** Is shutting down, for good: commands are refused, the camera is left to whoever shuts down. */
  shutDown(reason: string): void {
    if (this.#isShut) return;
    this.#isShut = true;
    this.#enter("shutting-down", reason);
    this.#shut.resolve();
    this.#ignore();
    this.#demand.close();
    this.end.close();
  }

  get #isRunning(): boolean {
    const { state } = this.#camera.status();
    return state !== "idle" && state !== "ended";
  }

  async #tryOut(limitMs: number): Promise<void> {
    const trouble = await this.#firstFrame(limitMs);
    if (this.#isShut) this.#forbid("");
    if (trouble === undefined) return;
    await this.#camera.stop("camera.set has failed");
    if (this.#isShut) this.#forbid("");
    this.#camera.use(this.#source);
    this.#camera.start();
    throw new RequestError("camera", `${trouble}; the former settings are back`);
  }

  /** Starts the camera. @returns what is wrong; nothing when a frame came. */
  async #firstFrame(limitMs: number): Promise<string | undefined> {
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    const late = (): void => {
      const { fault } = this.#camera.status();
      resolve(fault?.message ?? `No frame came within ${Math.round(limitMs / 1000)} s`);
    };
    const ignore = this.#camera.onChange(({ state, fault }) => {
      if (state === "streaming" && fault === undefined) resolve(undefined);
      else if (fault !== undefined && hopeless.has(fault.kind)) resolve(fault.message);
    });
    const cancel = this.#timing.after(limitMs, late);
    void this.#shut.promise.then(() => resolve(undefined));
    this.#camera.start();
    try {
      return await promise;
    } finally {
      cancel();
      ignore();
    }
  }

  /** Does one thing at a time, and then what clients have wanted meanwhile. */
  async #exclusively(doing: string, task: () => Promise<void>): Promise<void> {
    if (this.#isShut || this.#doing !== undefined) this.#forbid(this.#doing ?? "");
    this.#doing = doing;
    try {
      await task();
    } finally {
      this.#doing = undefined;
      this.#follow();
    }
  }

  /** Starts or stops the camera as clients want it. */
  #follow(): void {
    if (this.#doing !== undefined || this.#isShut) return;
    const isWanted = this.#demand.isWanted && !this.#isStopped;
    const { state } = this.#camera.status();
    if (isWanted && state === "idle") this.#camera.start();
    if (isWanted || !this.#isRunning) return;
    this.#why = "nobody is watching";
    void this.#exclusively("the camera is being stopped: nobody is watching", async () => {
      await this.#camera.stop(this.#why);
      this.#look();
    });
  }

  /** Looks at what capture reports. While settings are tried out, only that a fault is over counts. */
  #look(): void {
    if (this.#isShut) return;
    const status = this.#camera.status();
    if (this.#isTrying && status.state !== "streaming") return;
    const next = nextState(this.#state, status);
    if (next === "idle" && this.#state === "streaming") this.#enter("stopping", this.#why);
    this.#enter(next, this.#reasonOf(next, status));
    this.end.follow(next, { camera: status.state, isStopped: this.#isStopped });
  }

  #reasonOf(state: ApplianceState, { fault, state: camera, source }: CaptureStatus): string {
    switch (state) {
      case "faulted":
        return fault === undefined ? this.#reason : `${fault.message}: ${fault.remedy}`;
      case "streaming":
        return `${source} delivers pictures`;
      case "idle":
        return camera === "ended" ? `${source} has no more pictures` : this.#why;
      default:
        return state === this.#state ? this.#reason : this.#why;
    }
  }

  /** A fault that becomes another is a change as well: its reason is another. */
  #enter(state: ApplianceState, reason: string): void {
    if (state === this.#state && reason === this.#reason) return;
    this.#state = state;
    this.#reason = reason;
    this.#onState(state, reason);
  }

  #forbid(why: string): never {
    const words = this.#isShut ? "picam is shutting down" : why;
    throw new RequestError("invalid-state", `The state is ${this.#state}: ${words}`);
  }
}
