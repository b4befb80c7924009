import { atLeast, type Profile } from "../profile.ts";

/** How an option's value is read. */
export type ValueKind = "bool" | "int" | "uint" | "float" | "string";

/** One option of the camera programs. */
export interface Option {
  readonly long: string;
  readonly short?: string;
  readonly kind: ValueKind;
  readonly initial: string;
  /** Value of the option when it is given without one. */
  readonly implicit?: string;
  /** First version that knows it. */
  readonly since?: readonly [number, number, number];
  /** Only in builds with libav before 1.8.1, in all builds since. */
  readonly libav?: true;
}

type Row = [names: string, kind: ValueKind, initial?: string, more?: Partial<Option>];

const rows: readonly Row[] = [
  ["help,h", "bool"],
  ["version", "bool"],
  ["list-cameras", "bool"],
  ["camera", "uint", "0"],
  ["verbose,v", "uint", "1", { implicit: "2" }],
  ["config,c", "string", "", { implicit: "config.txt" }],
  ["info-text", "string", "#%frame (%fps fps) exp %exp ag %ag dg %dg"],
  ["width", "uint", "0"],
  ["height", "uint", "0"],
  ["timeout,t", "string", "5sec"],
  ["output,o", "string"],
  ["post-process-file", "string"],
  ["post-process-libs", "string", "", { since: [1, 5, 0] }],
  ["nopreview,n", "bool"],
  ["preview,p", "string", "0,0,0,0"],
  ["fullscreen,f", "bool"],
  ["qt-preview", "bool"],
  ["preview-libs", "string", "", { since: [1, 8, 1] }],
  ["hflip", "bool"],
  ["vflip", "bool"],
  ["rotation", "int", "0"],
  ["roi", "string", "0,0,0,0"],
  ["shutter", "string", "0"],
  ["analoggain", "float", "0"],
  ["gain", "float", "0"],
  ["metering", "string", "centre"],
  ["exposure", "string", "normal"],
  ["ev", "float", "0"],
  ["awb", "string", "auto"],
  ["awbgains", "string", "0,0"],
  ["ccm", "string", "", { since: [1, 9, 0] }],
  ["flush", "bool"],
  ["wrap", "uint", "0"],
  ["brightness", "float", "0"],
  ["contrast", "float", "1.0"],
  ["saturation", "float", "1.0"],
  ["sharpness", "float", "1.0"],
  ["framerate", "float", "-1.0"],
  ["denoise", "string", "auto"],
  ["tuning-file", "string", "-"],
  ["viewfinder-width", "uint", "0"],
  ["viewfinder-height", "uint", "0"],
  ["viewfinder-mode", "string"],
  ["viewfinder-buffer-count", "uint", "0"],
  ["lores-width", "uint", "0"],
  ["lores-height", "uint", "0"],
  ["lores-par", "bool", "0", { since: [1, 5, 1] }],
  ["mode", "string"],
  ["buffer-count", "uint", "0"],
  ["no-raw", "bool", "0", { since: [1, 3, 0] }],
  ["autofocus-mode", "string", "default"],
  ["autofocus-range", "string", "normal"],
  ["autofocus-speed", "string", "normal"],
  ["autofocus-window", "string", "0,0,0,0"],
  ["lens-position", "string"],
  ["hdr", "string", "off", { implicit: "auto" }],
  ["metadata", "string"],
  ["metadata-format", "string", "json"],
  ["flicker-period", "string", "0s"],
  ["bitrate,b", "string", "0bps"],
  ["profile", "string"],
  ["level", "string"],
  ["intra,g", "uint", "0"],
  ["inline", "bool"],
  ["codec", "string", "h264"],
  ["encoder-libs", "string", "", { since: [1, 8, 1] }],
  ["save-pts", "string"],
  ["quality,q", "int", "50"],
  ["listen,l", "bool"],
  ["keypress,k", "bool"],
  ["signal,s", "bool"],
  ["initial,i", "string", "record"],
  ["split", "bool"],
  ["segment", "uint", "0"],
  ["circular", "uint", "0", { implicit: "4" }],
  ["frames", "uint", "0"],
  ["libav-video-codec", "string", "h264_v4l2m2m", { libav: true }],
  ["libav-video-codec-opts", "string", "", { libav: true, since: [1, 4, 1] }],
  ["libav-format", "string", "", { libav: true }],
  ["libav-audio", "bool", "0", { libav: true }],
  ["audio-codec", "string", "aac", { libav: true }],
  ["audio-source", "string", "pulse", { libav: true }],
  ["audio-device", "string", "default", { libav: true }],
  ["audio-channels", "uint", "0", { libav: true }],
  ["audio-bitrate", "string", "32kbps", { libav: true }],
  ["audio-samplerate", "uint", "0", { libav: true }],
  ["av-sync", "string", "0us", { libav: true }],
  ["low-latency", "bool", "0", { libav: true, since: [1, 6, 0] }],
  ["sync", "string", "off", { since: [1, 6, 0] }],
];

const table: readonly Option[] = rows.map(([names, kind, initial, more]) => {
  const [long, short] = names.split(",") as [string, string?];
  return {
    long,
    ...(short === undefined ? {} : { short }),
    kind,
    initial: initial ?? (kind === "bool" ? "0" : ""),
    ...(kind === "bool" ? { implicit: "1" } : {}),
    ...more,
  };
});

/** The options that a profile's programs know. */
export function optionsOf(profile: Profile): readonly Option[] {
  return table.filter((option) => {
    if (option.since !== undefined && !atLeast(profile, option.since)) return false;
    return option.libav === undefined || profile.libav || atLeast(profile, [1, 8, 1]);
  });
}
