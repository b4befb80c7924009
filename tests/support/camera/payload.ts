import { DelayedEncoder, type FrameEncoder } from "./frame_encoder.ts";
import { JpegEncoder } from "./jpeg_encoder.ts";
import type { ProgramLog } from "./log.ts";
import { type OptionValues, ProgramError } from "./options/program_options.ts";
import type { FrameOutput } from "./output.ts";
import { openPacketOutput, openPausableOutput } from "./open_output.ts";
import { PlanarEncoder } from "./planar_encoder.ts";
import { atLeast, type Profile } from "./profile.ts";
import { RawEncoder, rawLayout } from "./raw_encoder.ts";
import { chooseMode, parseMode, type SensorMode } from "./sensor.ts";
import type { StandInSettings } from "./settings.ts";
import { logSoftwareEncoder, softwareStatistics, type StartupFacts } from "./startup_text.ts";
import {
  frameThreadDelay,
  hardwareEncoder,
  overridesLevel,
  softwareEncoder,
  softwareProfile,
  type VideoFormat,
} from "./video_encoder.ts";
import { ClipEncoder, clipSize } from "./x264_clip.ts";

/** How a run's frames are encoded and which way they leave. */
export interface Payload {
  /** Whether libav writes the output. */
  readonly libav: boolean;
  /** Frames that may wait for a slow reader before the camera has no buffer left. */
  readonly queueFrames: number;
  /** A line said when the first frame comes. */
  readonly firstLine?: string;
  /** What the encoder says when it is closed. */
  readonly lastLines?: readonly string[];
  /** Opens the encoder, saying what it says. */
  openEncoder(): FrameEncoder;
  openOutput(): FrameOutput;
}

/** What a run is made of. */
export interface PayloadRequest {
  readonly options: OptionValues;
  readonly profile: Profile;
  readonly settings: StandInSettings;
  readonly log: ProgramLog;
  readonly capture: CaptureSetup;
  /** Whether the program is rpicam-raw. */
  readonly raw: boolean;
}

/** What the options make of the camera. */
export interface CaptureSetup {
  readonly startup: Omit<StartupFacts, "profile" | "camera">;
  readonly mode: SensorMode;
  readonly format: VideoFormat;
  /** Text of the line per frame, empty for none. */
  readonly infoText: string;
}

/** The camera's buffers: so many frames wait when nothing behind it copies them. */
const cameraBuffers = 6;
/** Encoded pictures that the VideoCore's encoder can hold besides. */
const encoderBuffers = 12;

/** Works out size, mode and rate. @throws {ProgramError} for a mode that cannot be read. */
export function captureSetup(
  options: OptionValues,
  program: { profile: Profile; raw: boolean },
): CaptureSetup {
  const { profile, raw } = program;
  const rate = options.number("framerate");
  const width = options.number("width") || 640;
  const height = options.number("height") || 480;
  const asked = options.text("mode") === ""
    ? { width, height, bits: 12, packed: true }
    : parseMode(options.text("mode"));
  const request = { ...asked, ...(rate > 0 ? { fps: rate } : {}) };
  const mode = chooseMode(request);
  const framerate = Math.min(rate > 0 ? rate : 30, mode.fps);
  const quiet = options.flag("nopreview") && !options.given("info-text") &&
    atLeast(profile, [1, 1, 1]);
  return {
    startup: { width, height, mode: request, rawFormat: rawLayout(profile, mode, asked).format },
    mode,
    format: { width, height, framerate },
    infoText: quiet || raw ? "" : options.text("info-text"),
  };
}

/**
 * Decides how this run's frames are made and written.
 * @throws {ProgramError} where the programs refuse the combination of options.
 */
export function choosePayload(request: PayloadRequest): Payload {
  const { options, profile, raw } = request;
  if (raw) return rawPayload(request);
  const { format } = request.capture;
  switch (options.text("codec").toLowerCase()) {
    case "mjpeg":
      return ownPayload(request, () => new JpegEncoder(format, options.number("quality")));
    case "yuv420":
      return ownPayload(request, () => new PlanarEncoder(format, profile.platform));
    case "libav":
      return libavPayload(request);
    default:
      return profile.platform === "pisp" ? libavPayload(request) : {
        ...ownPayload(request, () => openHardwareEncoder(request)),
        queueFrames: cameraBuffers + encoderBuffers,
      };
  }
}

function ownPayload(request: PayloadRequest, openEncoder: () => FrameEncoder): Payload {
  return {
    libav: false,
    queueFrames: cameraBuffers,
    openEncoder,
    openOutput: () => openPausableOutput(request.options, request.settings.stdioBlockBytes),
  };
}

function openHardwareEncoder({ options, log, capture, settings }: PayloadRequest): FrameEncoder {
  if (overridesLevel(capture.format)) log.line("Overriding H.264 level 4.2");
  return hardwareEncoder(options, { format: capture.format, ...exactly(settings) });
}

function exactly({ frameBytes }: StandInSettings): { frameBytes?: number } {
  return frameBytes === undefined ? {} : { frameBytes };
}

function rawPayload(request: PayloadRequest): Payload {
  const { capture, profile, settings } = request;
  const layout = rawLayout(profile, capture.mode, capture.startup.mode);
  const size = `${layout.width}x${layout.height}`;
  return {
    ...ownPayload(request, () => new RawEncoder(layout)),
    firstLine: `Raw stream: ${size} stride ${layout.strideBytes} format ${
      settings.rawFormat ?? layout.format
    }`,
  };
}

function libavPayload(request: PayloadRequest): Payload {
  const { options, profile } = request;
  if (!profile.libav) throw new ProgramError("Unable to find an appropriate H.264 codec");
  return {
    libav: true,
    queueFrames: cameraBuffers,
    openEncoder: () => openLibavEncoder(request),
    openOutput: () => openPacketOutput(options),
    ...(profile.platform === "pisp" ? { lastLines: softwareStatistics } : {}),
  };
}

function openLibavEncoder(request: PayloadRequest): FrameEncoder {
  const { options, profile, log, capture, settings } = request;
  refuseIncompatible(request);
  const { width, height } = capture.format;
  const setup = { format: capture.format, ...exactly(settings) };
  if (profile.platform === "vc4") return hardwareEncoder(options, setup);
  const baseline = softwareProfile(options) === "baseline";
  const encoder = settings.pictures === "x264"
    ? clipEncoder(options, capture.format)
    : softwareEncoder(options, setup);
  const profileName = baseline ? "Constrained Baseline" : "High";
  logSoftwareEncoder(log, { width, height, profileName });
  refuseContainer(options);
  if (options.text("output") === "-" && options.text("libav-format") === "") {
    throw new ProgramError(
      "libav: cannot allocate output context, try setting with --libav-format",
    );
  }
  return encoder;
}

function clipEncoder(options: OptionValues, format: VideoFormat): FrameEncoder {
  if (format.width !== clipSize.width || format.height !== clipSize.height) {
    throw new RangeError(`The clips are ${clipSize.width} x ${clipSize.height}, no other size`);
  }
  return options.flag("low-latency")
    ? new ClipEncoder("x264_low_latency.h264")
    : new DelayedEncoder(new ClipEncoder("x264_default.h264"), { delayFrames: frameThreadDelay });
}

function refuseContainer(options: OptionValues): void {
  const format = options.text("libav-format");
  if (!["", "h264"].includes(format)) {
    throw new RangeError(`The stand-in makes no ${format}, only --libav-format h264`);
  }
}

function refuseIncompatible({ options, profile, log }: PayloadRequest): void {
  const asked = options.text("initial") === "pause" || options.text("save-pts") !== "" ||
    ["segment", "circular"].some((name) => options.number(name) > 0) || options.flag("split");
  if (!asked || !atLeast(profile, [1, 7, 0])) return;
  log.error("");
  log.error(
    "ERROR: The libav encoder does not currently support the pause, save-pts, segment, split and circular options.",
  );
  throw new ProgramError("libav: Incompatible options selected.");
}
