import type { Fault, FaultScope } from "./fault.ts";
import type { ProfileName } from "./profile.ts";
import { readRuns, readStarts, type Run } from "./run_log.ts";
import { fileNames, type StandInSettings, writeFaultOrder } from "./settings.ts";

/** Which programs are installed unless the options name others. */
const allNames = ["rpicam-vid", "libcamera-vid", "rpicam-raw", "libcamera-raw"] as const;

/** What kind of camera to install. */
export interface StandInOptions extends Partial<Omit<StandInSettings, "profile" | "installerPid">> {
  /** The camera system; `vc4-old` knows neither `--low-latency` nor `--libav-*`. */
  readonly profile: ProfileName;
  /** What goes wrong from the first start on; nothing unless given. */
  readonly fault?: Fault & FaultScope;
  /** Names under which the program is found; all four unless given. */
  readonly names?: readonly (typeof allNames)[number][];
}

/** An installed stand-in camera. Disposing of it kills what still runs and removes its folder. */
export interface StandInCamera extends AsyncDisposable {
  /** The folder with the programs, to be put in front of `PATH`. */
  readonly path: string;
  /** `PATH` with the folder in front: environment for the program under test. */
  readonly env: Readonly<Record<"PATH", string>>;
  /** Orders a fault from now on, for runs to come and for the one that runs. */
  setFault(fault: Fault & FaultScope): void;
  /** All runs so far, oldest first. */
  runs(): Run[];
  /** Those that asked for a camera: without `--version` and the like, without refused options. */
  starts(): Run[];
  /** Waits until a condition on the runs holds. @throws {DOMException} when the signal fires. */
  until(condition: (runs: Run[]) => boolean, signal?: AbortSignal): Promise<Run[]>;
}

const defaults: Omit<StandInSettings, "profile" | "installerPid"> = {
  cameras: 1,
  startupMs: 50,
  jitterMs: 2,
  pictures: "numbered",
  stdioBlockBytes: 4096,
  busyStartsAfterKill: 0,
};

/**
 * Makes a temporary folder with the camera's programs. They need nothing but the Deno that runs
 * this, whose path is written into them.
 */
export async function installStandInCamera(options: StandInOptions): Promise<StandInCamera> {
  const { fault = { kind: "none" }, names = allNames, ...settings } = options;
  const folder = await Deno.makeTempDir({ prefix: "stand-in-camera-" });
  const path = `${folder}/bin`;
  await Deno.mkdir(path);
  const complete: StandInSettings = { ...defaults, ...settings, installerPid: Deno.pid };
  await Deno.writeTextFile(`${folder}/${fileNames.settings}`, JSON.stringify(complete));
  await Deno.writeTextFile(`${folder}/${fileNames.runs}`, "");
  const camera = new InstalledCamera(folder);
  camera.setFault(fault);
  for (const name of names) {
    await Deno.writeTextFile(`${path}/${name}`, launcher(folder, name), { mode: 0o755 });
  }
  return camera;
}

/** A shell script that becomes the program, so that its process id is the one that was started. */
function launcher(folder: string, name: string): string {
  const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  const program = new URL("./program.ts", import.meta.url).pathname;
  return [
    "#!/bin/sh",
    "ulimit -c 0",
    "export DENO_NO_UPDATE_CHECK=1",
    `exec ${
      quote(Deno.execPath())
    } run -A --quiet --no-check --no-config --no-lock --cached-only \\`,
    `  ${quote(program)} ${quote(folder)} ${quote(name)} "$@"`,
    "",
  ].join("\n");
}

class InstalledCamera implements StandInCamera {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  get path(): string {
    return `${this.#folder}/bin`;
  }

  get env(): Readonly<Record<"PATH", string>> {
    return { PATH: `${this.path}:${Deno.env.get("PATH") ?? ""}` };
  }

  setFault(fault: Fault & FaultScope): void {
    const order = { fault, startsBefore: this.starts().length, setAtMs: Date.now() };
    writeFaultOrder(this.#folder, order);
  }

  runs(): Run[] {
    return readRuns(this.#folder);
  }

  starts(): Run[] {
    return readStarts(this.#folder);
  }

  async until(condition: (runs: Run[]) => boolean, signal?: AbortSignal): Promise<Run[]> {
    using watcher = Deno.watchFs(this.#folder);
    const stop = () => watcher.close();
    signal?.addEventListener("abort", stop, { once: true });
    try {
      let runs = this.runs();
      if (condition(runs)) return runs;
      for await (const _ of watcher) {
        runs = this.runs();
        if (condition(runs)) return runs;
      }
      signal?.throwIfAborted();
      throw new Error("The stand-in camera's folder is no longer watched");
    } finally {
      signal?.removeEventListener("abort", stop);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { pid, end } of this.runs()) if (end === undefined) killIfStandIn(pid, this.#folder);
    await Deno.remove(this.#folder, { recursive: true });
  }
}

/** Kills a process that is still this folder's: its number may belong to another by then. */
function killIfStandIn(pid: number, folder: string): void {
  try {
    if (!Deno.readTextFileSync(`/proc/${pid}/cmdline`).includes(folder)) return;
    Deno.kill(pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
