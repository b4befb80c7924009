import {
  type CaptureStatus,
  type FaultKind,
  type Platform,
  type RpicamSettings,
  RpicamSource,
  type Spawn,
  Supervisor,
} from "../../lib/capture/mod.ts";
import { FrameFlag } from "../../lib/frame/mod.ts";
import { CollectedLog } from "../unit/capture/collected_log.ts";
import { type CollectedFrame, FrameCollector, joined } from "../unit/capture/frame_collector.ts";
import { TurnedTiming } from "../support/turned_timing.ts";
import {
  installStandInCamera,
  type Run,
  type StandInCamera,
  type StandInOptions,
} from "../support/camera/mod.ts";

/** What to ask the camera for, besides what every test of it asks for. */
export interface RigOptions extends StandInOptions {
  /** What the machine shows of its platform; by default the profile's. */
  readonly platform?: Platform | "hidden";
  /** Further arguments. */
  readonly cameraArgs?: readonly string[];
  /** What else the camera is asked for, or instead. */
  readonly asked?: Partial<RpicamSettings>;
  /** Starts programs. */
  readonly spawn?: Spawn;
}

/** The stand-in camera under a supervisor whose time stands still until a test turns it. */
export class CaptureRig implements AsyncDisposable {
  readonly camera: StandInCamera;
  readonly supervisor: Supervisor;
  readonly sink = new FrameCollector();
  readonly log = new CollectedLog();
  readonly timing = new TurnedTiming();

  private constructor(camera: StandInCamera, options: RigOptions) {
    this.camera = camera;
    const { platform = options.profile.startsWith("vc4") ? "vc4" : "pisp" } = options;
    const usual = { width: 320, height: 240, framerate: 60, bitrateBps: 400_000, intra: 15 };
    const { cameraArgs, asked, spawn } = options;
    const source = new RpicamSource(
      { ...usual, name: "stand-in", cameraArgs, ...asked },
      {
        path: () => camera.path,
        timing: this.timing,
        ...(spawn === undefined ? {} : { spawn }),
        detectPlatform: () => Promise.resolve(platform === "hidden" ? undefined : platform),
      },
    );
    this.supervisor = new Supervisor({
      source,
      sink: this.sink,
      nowUs: () => Math.floor(performance.now() * 1000),
      log: this.log.logger,
      timing: this.timing,
    });
  }

  /** Installs the camera and starts the supervisor. */
  static async start(options: RigOptions): Promise<CaptureRig> {
    const { asked: _asked, spawn: _spawn, ...installed } = options;
    const rig = new CaptureRig(await installStandInCamera(installed), options);
    rig.supervisor.start();
    return rig;
  }

  /** Resolves when the status is so. */
  async until(condition: (status: CaptureStatus) => boolean): Promise<CaptureStatus> {
    const { promise, resolve } = Promise.withResolvers<CaptureStatus>();
    const look = (status: CaptureStatus): void => {
      if (condition(status)) resolve(status);
    };
    // A state may last for a moment only: it is told. Counts and processes are looked up.
    const forget = this.supervisor.onChange(look);
    const counts = setInterval(() => look(this.supervisor.status()), 2);
    try {
      return await promise;
    } finally {
      clearInterval(counts);
      forget();
    }
  }

  /** Resolves when it waits for its next run, with that fault. */
  async fails(kind: FaultKind): Promise<CaptureStatus> {
    return await this.until(({ state, fault }) => state === "waiting" && fault?.kind === kind);
  }

  /** What came, ends that were taken too early put right: on a busy machine there are some. */
  pictures(): CollectedFrame[] {
    const pictures: CollectedFrame[] = [];
    for (const frame of this.sink.frames) {
      const last = frame.flags & FrameFlag.continuation ? pictures.pop() : undefined;
      pictures.push(
        last === undefined ? frame : { ...last, bytes: joined([last.bytes, frame.bytes]) },
      );
    }
    return pictures;
  }

  /** Resolves when so many pictures have come in all. */
  async delivers(count: number): Promise<void> {
    while (this.pictures().length < count) await this.sink.more(1);
  }

  /** Runs of the program that asked for pictures, oldest first. */
  recordings(): Run[] {
    return this.camera.runs().filter(({ args }) => !args.includes("--version"));
  }

  /** Resolves when the last recording is so. */
  async untilRun(condition: (run: Run) => boolean): Promise<void> {
    await this.camera.until((runs) => {
      const run = runs.findLast(({ args }) => !args.includes("--version"));
      return run !== undefined && condition(run);
    });
  }

  /** Stops, and takes the camera away. */
  async [Symbol.asyncDispose](): Promise<void> {
    // A test that failed half-way may have left a program that ignores signals.
    const stopped = this.supervisor.stop();
    for (let step = 0; step < 3 && this.supervisor.status().state === "stopping"; step++) {
      const turned = this.timing.turnToNext();
      await Promise.race([stopped, turned]);
    }
    await this.camera[Symbol.asyncDispose]();
    await stopped;
  }
}

/** Whether a process is there. */
export function isAlive(pid: number): boolean {
  try {
    Deno.kill(pid, "SIGCONT");
    return true;
  } catch {
    return false;
  }
}
