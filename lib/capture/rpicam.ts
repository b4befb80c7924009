import type { FrameMetadata } from "../frame/mod.ts";
import { cameraAccess } from "./camera_permission.ts";
import { cameraHolders } from "./camera_holders.ts";
import { classifyCameraLine } from "./camera_faults.ts";
import { type CameraProgram, cameraProgramNames, findCameraProgram } from "./camera_program.ts";
import type { CameraSettings } from "./camera_settings.ts";
import { type Spawn, spawnProgram } from "./child.ts";
import type { Fault } from "./fault.ts";
import type { CameraCodec } from "./camera_codec.ts";
import { detectPlatform, type Platform } from "./platform.ts";
import { type ProgramEnd, spawnFault, streamProgram, toRunEnd } from "./program_run.ts";
import { asksForMetadata, type Lessons, rpicamArguments } from "./rpicam_arguments.ts";
import { learnArguments } from "./rpicam_lessons.ts";
import { RpicamMetadataFifo } from "./rpicam_metadata_fifo.ts";
import { type MetadataFeed, RpicamMetadataSink } from "./rpicam_metadata_sink.ts";
import { RpicamMetadataText } from "./rpicam_metadata_text.ts";
import { RpicamRawIntake } from "./rpicam_raw_intake.ts";
import { rpicamStallLimits } from "./rpicam_stall_limits.ts";
import type { RunContext, RunEnd, Source } from "./source.ts";
import type { StallLimits } from "./stall_watchdog.ts";
import { systemTiming, type Timing } from "../observe/mod.ts";

/** What the camera program is asked for, and what its stream is called. */
export interface RpicamSettings extends CameraSettings {
  /** What people call the stream. */
  readonly name?: string | undefined;
}

/** Where the source looks and how it runs programs; tests hand in their own. */
export interface RpicamParts {
  /** Folders to look for the program in, read at each run; by default the environment's `PATH`. */
  readonly path?: () => string | undefined;
  /** Starts programs. */
  readonly spawn?: Spawn;
  /** Time. */
  readonly timing?: Timing;
  /** Finds out the platform. */
  readonly detectPlatform?: () => Promise<Platform | undefined>;
}

/** A program as found, and what was learnt about it. */
interface Known {
  /** Changes when another file takes its place. */
  readonly key: string | undefined;
  readonly program: CameraProgram;
  readonly platform: Platform | undefined;
  lessons: Lessons;
}

/** The lines of a start that tell people which camera delivers what; each is told once. */
const telling = /\b(?:Registered camera|configuring streams|Raw stream)\b.*/;
const mostToldLines = 20;
/** Another one at each run: the command is to be told only when it changes. */
const fifoPath = /(?<=--metadata )\S*\/picam-metadata-\S+/;

/**
 * The Pi's camera, through `rpicam-vid` or, on older systems, `libcamera-vid`; its RAW frames through
 * `rpicam-raw` or `libcamera-raw`.
 */
export class RpicamSource implements Source {
  readonly codec: CameraCodec;
  readonly stallLimits: StallLimits;
  readonly #settings: RpicamSettings;
  readonly #path: () => string | undefined;
  readonly #spawn: Spawn;
  readonly #timing: Timing;
  readonly #detectPlatform: () => Promise<Platform | undefined>;
  #known: Known | undefined;
  #toldCommand = "";
  readonly #toldLines = new Set<string>();

  /** Takes what the camera is asked for; the camera program itself checks it. */
  constructor(settings: RpicamSettings, parts: RpicamParts = {}) {
    this.#settings = settings;
    this.codec = settings.codec ?? "h264";
    this.#path = parts.path ?? (() => Deno.env.get("PATH"));
    this.#spawn = parts.spawn ?? spawnProgram;
    this.#timing = parts.timing ?? systemTiming;
    this.#detectPlatform = parts.detectPlatform ?? detectPlatform;
    this.stallLimits = rpicamStallLimits(settings);
  }

  describe(): string {
    return "rpicam";
  }

  async run(context: RunContext): Promise<RunEnd> {
    const known = await this.#find(context.signal);
    if (context.signal.aborted) return { kind: "stopped" };
    if (known === undefined) return { kind: "failed", fault: notInstalled(this.codec) };
    if (this.codec !== "raw12") return await this.#runProgram(context, { known });
    return await this.#runRaw(context, known);
  }

  /** RAW frames: what they are like is known only from what the program says, and ends it where that is of no use. */
  async #runRaw(context: RunContext, known: Known): Promise<RunEnd> {
    const refused = new AbortController();
    const signal = AbortSignal.any([context.signal, refused.signal]);
    using fifo = await this.#makeFifo(context, known);
    const sink = fifo && new RpicamMetadataSink(context.sink, {
      feed: metadataFeed(fifo),
      timing: this.#timing,
      onLost: (why) => context.log.warn(`Frames go on without metadata: ${why}`),
    });
    const intake = new RpicamRawIntake({ ...context, signal, sink: sink ?? context.sink }, {
      stream: this.#settings,
      onRefused: () => refused.abort(),
    });
    const end = await this.#runProgram({ ...context, signal }, {
      known,
      intake,
      metadataPath: fifo?.path,
    });
    sink?.finish();
    return intake.fault === undefined || context.signal.aborted
      ? end
      : { ...end, kind: "failed", fault: intake.fault };
  }

  /** @returns nothing where frames are to go without metadata, or have to. */
  async #makeFifo(
    context: RunContext,
    { lessons }: Known,
  ): Promise<RpicamMetadataFifo | undefined> {
    if (lessons.metadata === false || asksForMetadata(this.#settings)) return undefined;
    try {
      return await RpicamMetadataFifo.make(this.#spawn);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      context.log.warn(`Frames go without metadata: no FIFO could be made for them: ${reason}`);
      return undefined;
    }
  }

  async #runProgram(
    context: RunContext,
    { known, intake, metadataPath }: {
      known: Known;
      intake?: RpicamRawIntake;
      metadataPath?: string | undefined;
    },
  ): Promise<RunEnd> {
    const args = rpicamArguments(this.#settings, { ...known, metadataPath });
    this.#tellProgram(context, { known, args });
    let end: ProgramEnd;
    try {
      end = await streamProgram(context, {
        program: known.program.path,
        args,
        stream: this.#settings,
        ...(intake === undefined ? {} : { intake }),
        classify: classifyCameraLine,
        onLine: (line) => {
          intake?.line(line);
          this.#tellLine(line, context);
        },
        spawn: this.#spawn,
        timing: this.#timing,
      });
    } catch (error) {
      this.#known = undefined; // it may have been replaced
      return { kind: "failed", fault: spawnFault(error, known.program.path) };
    }
    const outcome = toRunEnd(end, { name: nameOf(known), signal: context.signal });
    if (outcome.kind !== "failed") return outcome;
    const lesson = learnArguments(end.lines, known.lessons);
    if (lesson === undefined) return { ...outcome, fault: await explain(outcome.fault) };
    known.lessons = lesson.lessons;
    return { kind: "again", why: lesson.why };
  }

  /** Looks at each run, so that a program that is installed meanwhile, or upgraded, is found. */
  async #find(signal: AbortSignal): Promise<Known | undefined> {
    const path = this.#path();
    if (this.#known !== undefined && this.#known.key === await keyOf(this.#known.program.path)) {
      return this.#known;
    }
    const parts = { path, codec: this.codec, spawn: this.#spawn, timing: this.#timing, signal };
    const program = await findCameraProgram(parts);
    if (program === undefined) return undefined;
    const [key, platform] = await Promise.all([keyOf(program.path), this.#detectPlatform()]);
    this.#known = { key, program, platform, lessons: {} };
    return this.#known;
  }

  #tellProgram(context: RunContext, run: { known: Known; args: readonly string[] }): void {
    const { program, platform } = run.known;
    context.onProgram({
      program: program.path,
      ...(program.version === undefined ? {} : { version: program.version }),
      platform: platform ?? "unknown",
      arguments: run.args,
    });
    const line = `${program.path} ${run.args.join(" ")}`.replace(fifoPath, "FIFO");
    if (line === this.#toldCommand) return context.log.debug(line);
    this.#toldCommand = line;
    context.log.info(line, { version: program.version, platform });
  }

  #tellLine(line: string, context: RunContext): void {
    const text = telling.exec(line)?.[0];
    if (text === undefined || this.#toldLines.has(text)) return;
    if (this.#toldLines.size >= mostToldLines) this.#toldLines.clear();
    this.#toldLines.add(text);
    context.log.info(text);
  }
}

/** What the FIFO holds, as objects. */
function metadataFeed(fifo: RpicamMetadataFifo): MetadataFeed {
  let receive: (metadata: FrameMetadata) => void;
  const text = new RpicamMetadataText((metadata) => receive(metadata));
  return {
    poll: (onObject) => {
      receive = onObject;
      fifo.read((bytes) => text.push(bytes));
    },
    discard: () => fifo.read(() => {}),
  };
}

function notInstalled(codec: CameraCodec): Fault {
  const [present, former] = cameraProgramNames(codec);
  return {
    kind: "not-installed",
    message: `The camera program is not installed: neither ${present} nor ${former} is in PATH`,
    remedy: "sudo apt install rpicam-apps; or use --source pattern, a camera without hardware",
  };
}

function nameOf(known: Known): string {
  return known.program.path.slice(known.program.path.lastIndexOf("/") + 1);
}

/** Another file at the same path is another program. */
async function keyOf(path: string): Promise<string | undefined> {
  try {
    const { mtime, size } = await Deno.stat(path);
    return `${path} ${mtime?.getTime()} ${size}`;
  } catch {
    return undefined; // it has been removed
  }
}

/** Finds out what the camera program cannot know: who holds the camera, or who may not see it. */
async function explain(fault: Fault): Promise<Fault> {
  if (fault.kind === "busy") {
    const holders = (await cameraHolders()).map(({ pid, command }) => `${command} (pid ${pid})`);
    if (holders.length === 0) return fault;
    return { ...fault, message: `The camera is in use by ${holders.join(", ")}` };
  }
  if (fault.kind !== "no-camera" || await cameraAccess() !== "forbidden") return fault;
  return {
    kind: "permission",
    message: "This user may not open the camera's devices",
    remedy: "add it to group video: sudo usermod -aG video $USER, then log in anew",
  };
}
