import { runProgram as runShortProgram, systemTiming, type Timing } from "../observe/mod.ts";
import type { PictureSettings } from "./camera_settings.ts";
import { cameraHolders } from "./camera_holders.ts";
import { type Spawn, spawnProgram } from "./child.ts";
import type { Fault } from "./fault.ts";
import type { VideoCodec } from "./camera_codec.ts";
import { findProgram } from "./find_program.ts";
import { spawnFault, streamProgram, toRunEnd } from "./program_run.ts";
import type { RunContext, RunEnd, Source } from "./source.ts";
import type { StallLimits } from "./stall_watchdog.ts";
import { type V4l2Command, v4l2Command, type V4l2Programs } from "./v4l2_command.ts";
import { classifyV4l2Line } from "./v4l2_faults.ts";
import { parseV4l2Formats, type V4l2Format } from "./v4l2_formats.ts";

/** A USB camera takes up to some seconds to wake, and ffmpeg looks at its first pictures. */
const startMs = 15_000;
/** In the dark some cameras halve their rate again and again. */
const leastSilenceMs = 3000;
const silenceFrames = 15;

/** Which device to read, and what to ask it for. */
export interface V4l2Settings extends PictureSettings {
  /** What they are encoded as; `h264` if not given. */
  readonly codec?: VideoCodec | undefined;
  /** Its path, for example `/dev/video0`. */
  readonly device: string;
  /** What people call the stream. */
  readonly name?: string | undefined;
}

/** Where the source looks and how it runs programs; tests hand in their own. */
export interface V4l2Parts {
  /** Folders to look for programs in, read at each run; by default the environment's `PATH`. */
  readonly path?: () => string | undefined;
  /** Starts programs. */
  readonly spawn?: Spawn;
  /** Time. */
  readonly timing?: Timing;
}

/** A USB camera or another video device, through `ffmpeg` or `v4l2-ctl`, whichever is there. */
export class V4l2Source implements Source {
  readonly codec: VideoCodec;
  readonly stallLimits: StallLimits;
  readonly #settings: V4l2Settings;
  readonly #path: () => string | undefined;
  readonly #spawn: Spawn;
  readonly #timing: Timing;

  /** Takes which device to read; whether it is there is found out at each run. */
  constructor(settings: V4l2Settings, parts: V4l2Parts = {}) {
    this.#settings = settings;
    this.codec = settings.codec ?? "h264";
    this.#path = parts.path ?? (() => Deno.env.get("PATH"));
    this.#spawn = parts.spawn ?? spawnProgram;
    this.#timing = parts.timing ?? systemTiming;
    const silenceMs = Math.max(leastSilenceMs, silenceFrames * 1000 / settings.framerate);
    this.stallLimits = { startMs, silenceMs, frameMs: silenceMs };
  }

  describe(): string {
    return `v4l2:${this.#settings.device}`;
  }

  async run(context: RunContext): Promise<RunEnd> {
    const { device } = this.#settings;
    const absent = await deviceFault(device);
    if (absent !== undefined) return { kind: "failed", fault: absent };
    const programs = await this.#findPrograms();
    const formats = await listFormats(device, programs);
    if (context.signal.aborted) return { kind: "stopped" };
    const command = v4l2Command(device, { settings: this.#settings, formats, programs });
    if (command === undefined) {
      return { kind: "failed", fault: missingProgram(programs, this.#settings.codec) };
    }
    return await this.#runCommand(context, command);
  }

  async #findPrograms(): Promise<V4l2Programs> {
    const path = this.#path();
    const [ffmpeg, v4l2Ctl] = await Promise.all([
      findProgram(["ffmpeg"], path),
      findProgram(["v4l2-ctl"], path),
    ]);
    return { ffmpeg, v4l2Ctl };
  }

  async #runCommand(context: RunContext, command: V4l2Command): Promise<RunEnd> {
    const { program, args } = command;
    context.onProgram({ program, arguments: args, platform: "v4l2" });
    context.log.debug(`${program} ${args.join(" ")}`);
    try {
      const end = await streamProgram(context, {
        program,
        args,
        stream: this.#settings,
        classify: classifyV4l2Line,
        spawn: this.#spawn,
        timing: this.#timing,
      });
      const name = program.slice(program.lastIndexOf("/") + 1);
      const outcome = toRunEnd(end, { name, signal: context.signal });
      if (outcome.kind !== "failed") return outcome;
      return { ...outcome, fault: await explain(outcome.fault, this.#settings.device) };
    } catch (error) {
      return { kind: "failed", fault: spawnFault(error, program) };
    }
  }
}

/** What the device delivers; nothing where that cannot be listed, for example while it is busy. */
async function listFormats(device: string, programs: V4l2Programs): Promise<Set<V4l2Format>> {
  const { ffmpeg, v4l2Ctl } = programs;
  const result = v4l2Ctl !== undefined
    ? await runShortProgram(v4l2Ctl, [`--device=${device}`, "--list-formats"])
    : ffmpeg !== undefined
    ? await runShortProgram(ffmpeg, [
      ...["-hide_banner", "-nostdin", "-f", "v4l2", "-list_formats", "all", "-i", device],
    ])
    : undefined;
  return parseV4l2Formats(`${result?.stdout ?? ""}\n${result?.stderr ?? ""}`);
}

async function deviceFault(device: string): Promise<Fault | undefined> {
  try {
    (await Deno.open(device)).close();
    return undefined;
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    const { fault } = classifyV4l2Line(words) ?? {};
    const found = fault ?? { kind: "unreadable", message: words, remedy: "look at dmesg" } as const;
    return { ...found, message: `${device}: ${found.message}` };
  }
}

function missingProgram({ v4l2Ctl }: V4l2Programs, codec: VideoCodec = "h264"): Fault {
  const what = codec === "h264" ? "H.264" : "JPEG";
  return {
    kind: "not-installed",
    message: v4l2Ctl === undefined
      ? "Neither ffmpeg nor v4l2-ctl is installed, one of which reads the camera"
      : `ffmpeg is not installed, and the camera delivers no ${what} by itself`,
    remedy: "sudo apt install ffmpeg",
  };
}

async function explain(fault: Fault, device: string): Promise<Fault> {
  if (fault.kind !== "busy") return { ...fault, message: `${device}: ${fault.message}` };
  const holders = (await cameraHolders()).map(({ pid, command }) => `${command} (pid ${pid})`);
  const by = holders.length === 0 ? "another program" : holders.join(", ");
  return { ...fault, message: `${device} is in use by ${by}` };
}
