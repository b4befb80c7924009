import { DelayedEncoder, type FrameEncoder, SplitEncoder } from "./frame_encoder.ts";
import { CounterEncoder, type NalLayout } from "./h264/encoder.ts";
import { profiles as h264Profiles } from "./h264/parameter_sets.ts";
import { bitrateBps } from "./options/units.ts";
import { type OptionValues, ProgramError } from "./options/program_options.ts";

/** The picture that the camera delivers. */
export interface VideoFormat {
  readonly width: number;
  readonly height: number;
  readonly framerate: number;
}

/** Camera frames between a picture's way in and its way out with x264's frame threads. */
export const frameThreadDelay = 9;

const banner = "x264 - core 164 r3108 31e19f9 - H.264/MPEG-4 AVC codec - Copyleft 2003-2023" +
  " - http://www.videolan.org/x264.html - options: cabac=0 ref=1 deblock=0:0:0 analyse=0:0" +
  " me=dia subme=0 psy=1 mixed_ref=0 me_range=16 chroma_me=0 trellis=0 8x8dct=0 threads=4" +
  " lookahead_threads=1 sliced_threads=1 slices=4 bframes=0 weightp=0 scenecut=0 rc_lookahead=0";

function blocksPerSecond({ width, height, framerate }: VideoFormat): number {
  return Math.ceil(width / 16) * Math.ceil(height / 16) * framerate;
}

/** Whether the programs raise the level by themselves. */
export function overridesLevel(format: VideoFormat): boolean {
  return blocksPerSecond(format) > 245_760;
}

/** The VideoCore's hardware encoder. */
export function hardwareEncoder(
  options: OptionValues,
  setup: { format: VideoFormat; frameBytes?: number },
): FrameEncoder {
  const { format } = setup;
  const profile = h264Profiles[options.text("profile") || "high"];
  if (profile === undefined) throw new ProgramError(`no such profile ${options.text("profile")}`);
  const levelIdc = { "": 40, "4": 40, "4.1": 41, "4.2": 42 }[options.text("level")];
  if (levelIdc === undefined) throw new ProgramError(`no such level ${options.text("level")}`);
  const blocks = Math.ceil(format.width / 16) * Math.ceil(format.height / 16);
  if (format.width > 1920 || blocks > 8192) {
    throw new ProgramError("failed to start output streaming");
  }
  const asked = bitrateBps(options.text("bitrate")) || 10e6;
  const encoder = new CounterEncoder({
    shape: { ...format, profile, levelIdc: overridesLevel(format) ? 42 : levelIdc, bFrames: false },
    layout: {
      refIdc: { parameterSet: 1, idr: 1, p: 1 },
      repeatParameterSets: options.flag("inline"),
      startCodes: "long",
      slices: 1,
    },
    intraFrames: options.number("intra") || 60,
    bitrateBps: Math.min(25e6, Math.max(25e3, Math.round(asked / 25e3) * 25e3)),
    ...(setup.frameBytes === undefined ? {} : { exactBytes: setup.frameBytes }),
  });
  return new SplitEncoder(encoder, { bufferBytes: 512 * 1024 });
}

/** libx264 as the programs set it, in its default and its low latency form. */
export function softwareEncoder(
  options: OptionValues,
  setup: { format: VideoFormat; frameBytes?: number },
): FrameEncoder {
  const { format } = setup;
  const lowLatency = options.flag("low-latency");
  const profileName = softwareProfile(options);
  const bFrames = profileName !== "baseline";
  const layout: NalLayout = {
    refIdc: { parameterSet: 3, idr: 3, p: 2 },
    repeatParameterSets: true,
    startCodes: "x264",
    banner,
    slices: lowLatency ? (format.height >= 480 ? 4 : 3) : 1,
  };
  const encoder = new CounterEncoder({
    shape: {
      ...format,
      profile: h264Profiles[profileName]!,
      levelIdc: softwareLevel(options, format),
      bFrames,
    },
    layout,
    intraFrames: options.number("intra") || Math.max(1, Math.trunc(format.framerate)),
    bitrateBps: bitrateBps(options.text("bitrate")) || 2e6,
    ...(setup.frameBytes === undefined ? {} : { exactBytes: setup.frameBytes }),
  });
  return lowLatency ? encoder : new DelayedEncoder(encoder, { delayFrames: frameThreadDelay });
}

/** Name of the profile that libx264 ends up with. */
export function softwareProfile(options: OptionValues): string {
  const asked = options.text("profile").toLowerCase();
  if (options.flag("low-latency") || asked === "") {
    return options.flag("low-latency") ? "baseline" : "high";
  }
  const found = Object.keys(h264Profiles).find((name) => name.startsWith(asked));
  if (found === undefined) throw new ProgramError(`libav: no such profile ${asked}`);
  return found;
}

function softwareLevel(options: OptionValues, format: VideoFormat): number {
  if (overridesLevel(format)) return 42;
  if (options.text("level") !== "") return Math.round(Number(options.text("level")) * 10);
  const blocks = blocksPerSecond(format);
  if (blocks <= 40_500) return 30;
  return blocks <= 108_000 ? 31 : 40;
}
