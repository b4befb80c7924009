/** The camera program itself; the installed executables run it. @module */
import { isAlive, openCamera } from "./camera_lock.ts";
import type { Fault } from "./fault.ts";
import { FaultWatch } from "./fault_watch.ts";
import { cameraListText, helpText, versionText } from "./information.ts";
import { ProgramLog } from "./log.ts";
import { type OptionValues, parseOptions, ProgramError } from "./options/program_options.ts";
import { optionsOf } from "./options/table.ts";
import { checkValues, warnings } from "./options/check_values.ts";
import { numbersPerStart } from "./numbering.ts";
import { captureSetup, choosePayload } from "./payload.ts";
import { type Profile, profileOf } from "./profile.ts";
import { Recording } from "./recording.ts";
import { appendRunEvent, readStarts } from "./run_log.ts";
import { SensorClock } from "./sensor_clock.ts";
import { readSettings, type StandInSettings } from "./settings.ts";
import { Signals } from "./signals.ts";
import { logConfiguration, logEnumeration } from "./startup_text.ts";

interface Invocation {
  readonly folder: string;
  readonly program: string;
  readonly args: readonly string[];
}

async function main({ folder, program, args }: Invocation): Promise<number> {
  const settings = readSettings(folder);
  const profile = profileOf(settings.profile);
  endWithInstaller(settings.installerPid);
  appendRunEvent(folder, { event: "start", program, args });
  const known = optionsOf(profile);
  const options = parseOptions(args, { options: known, readConfig });
  const log = new ProgramLog(options.number("verbose"));
  const signals = new Signals(log, (signal) => appendRunEvent(folder, { event: "signal", signal }));
  const faults = new FaultWatch(folder, readStarts(folder).length + 1);
  const cameras = faults.fault.kind === "no-camera" ? 0 : settings.cameras;
  const information = informationText({ options, profile, cameras, known });
  if (information !== undefined) {
    print(information);
    return 0;
  }
  checkValues(options);
  for (const warning of warnings(options)) log.error(warning);
  appendRunEvent(folder, { event: "camera" });
  const start = readStarts(folder).length;
  const run = new Run({ folder, settings, profile, options, log, signals, faults, start });
  return await run.record(program.endsWith("-raw"), cameras);
}

/** A program that hangs on purpose must not stay when the test that wanted it is gone. */
function endWithInstaller(pid: number): void {
  const timer = setInterval(() => {
    if (!isAlive(pid)) Deno.kill(Deno.pid, "SIGKILL");
  }, 2000);
  Deno.unrefTimer(timer);
}

function readConfig(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function informationText(
  about: {
    options: OptionValues;
    profile: Profile;
    cameras: number;
    known: ReturnType<typeof optionsOf>;
  },
): string | undefined {
  const { options, profile } = about;
  if (options.flag("help")) return helpText(about.known);
  if (options.flag("version")) return versionText(profile);
  if (options.flag("list-cameras")) return cameraListText(profile, about.cameras);
  return undefined;
}

function print(text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(Deno.stdout.writeSync(rest));
}

interface RunParts {
  readonly folder: string;
  readonly settings: StandInSettings;
  readonly profile: Profile;
  readonly options: OptionValues;
  readonly log: ProgramLog;
  readonly signals: Signals;
  readonly faults: FaultWatch;
  readonly start: number;
}

/** One run with a camera: the order of steps is that of the real programs' event loop. */
class Run {
  readonly #parts: RunParts;

  constructor(parts: RunParts) {
    this.#parts = parts;
  }

  async record(raw: boolean, cameras: number): Promise<number> {
    const { profile, options, log, settings, signals, folder, faults, start } = this.#parts;
    logEnumeration(log, { profile, cameras });
    using _camera = openCamera({
      folder,
      log,
      cameras,
      profile,
      index: options.number("camera"),
      busy: faults.fault.kind === "busy",
      busyStartsAfterKill: settings.busyStartsAfterKill,
    });
    const capture = captureSetup(options, { profile, raw });
    const payload = choosePayload({ options, profile, settings, log, capture, raw });
    logConfiguration(log, { ...capture.startup, profile, camera: options.number("camera") });
    refuseStart(faults.fault, log);
    const encoder = payload.openEncoder();
    const output = payload.openOutput();
    await this.#startCamera();
    if (!raw) signals.installHandlers();
    if (payload.firstLine !== undefined) log.line(payload.firstLine);
    const { framerate } = capture.format;
    const recording = new Recording({
      ...this.#parts,
      queueFrames: payload.queueFrames,
      infoText: capture.infoText,
      clock: new SensorClock({ framerate, jitterMs: settings.jitterMs }),
      encoder,
      output,
      record: (kind) => appendRunEvent(folder, { event: "fault", kind }),
      abort: (what) => this.#abort(what),
      onWriteError: (error) => this.#writeFailed(error, { raw, libav: payload.libav }),
      firstNumber: (start - 1) * numbersPerStart,
      raw,
    });
    const code = await recording.run();
    payload.lastLines?.forEach((line) => log.line(line));
    return code;
  }

  async #startCamera(): Promise<void> {
    const hangs = this.#parts.faults.fault.kind === "start-hangs";
    const { startupMs } = this.#parts.settings;
    await new Promise((resolve) =>
      hangs ? setInterval(() => {}, 1e9) : setTimeout(resolve, startupMs)
    );
  }

  #abort(what: string): Promise<never> {
    const { log, signals, folder } = this.#parts;
    log.error("terminate called after throwing an instance of 'std::runtime_error'");
    log.error(`  what():  ${what}`);
    appendRunEvent(folder, { event: "end", reason: `abort: ${what}` });
    return signals.die("SIGABRT");
  }

  #writeFailed(error: unknown, way: { raw: boolean; libav: boolean }): void {
    const { log, signals, folder, profile } = this.#parts;
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
    const catchesPipe = !way.raw && profile.version.join(".") !== "1.4.0";
    if (!catchesPipe) {
      appendRunEvent(folder, { event: "end", reason: "SIGPIPE" });
      signals.die("SIGPIPE");
      return;
    }
    log.line("Received signal 13");
    this.#abort(
      way.libav ? "libav: error writing output: Broken pipe" : "failed to write output bytes",
    );
  }
}

function refuseStart(fault: Fault, log: ProgramLog): void {
  if (fault.kind === "no-memory") {
    log.error("dmaHeap allocation failure for rpicam-apps0");
    throw new ProgramError("failed to allocate capture buffers for stream");
  }
  if (fault.kind === "encoder-refuses") throw new ProgramError("failed to start output streaming");
}

if (import.meta.main) {
  const [folder, program, ...args] = Deno.args as [string, string, ...string[]];
  let code: number;
  let reason = "by itself";
  try {
    code = await main({ folder, program, args });
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error;
    new ProgramLog(0).error(`ERROR: *** ${error.message} ***`);
    code = 255;
    reason = error.message;
  }
  appendRunEvent(folder, { event: "end", reason, code });
  Deno.exit(code);
}
