import { alternatives, type Kind } from "./kind.ts";
import { formatQuantity, parseQuantity, respell, sizeUnits, timeUnits } from "./quantity.ts";

/** When a recording goes on in a new file: after so long, or at so many bytes. */
export type SegmentSetting =
  | {
    /** The time that one file covers, in ms. */
    readonly durationMs: number;
  }
  | {
    /** The size that one file reaches, in bytes. */
    readonly sizeBytes: number;
  };

/** Which files of a recording are kept: the newest so many bytes of them, or those not older. */
export type KeepSetting =
  | {
    /** What all files together may have, in bytes. */
    readonly sizeBytes: number;
  }
  | {
    /** How old the youngest picture of a file may be, in ms. */
    readonly ageMs: number;
  };

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** What `--segment` takes. */
export const segmentKind: Kind<SegmentSetting> = {
  placeholder: "TIME|SIZE",
  allowed: "a time from 1s to 30d or a size from 1M to 1024G, with its unit: 60s, 100M",
  range: "",
  meant: respellEither,
  parse: (text) => {
    const durationMs = timeWithUnit(text, { minMs: 1000, maxMs: 30 * dayMs });
    if (durationMs !== undefined) return { durationMs };
    const sizeBytes = sizeWithUnit(text);
    return sizeBytes === undefined ? undefined : { sizeBytes };
  },
  format: (value) =>
    "sizeBytes" in value
      ? formatQuantity(value.sizeBytes, sizeUnits)
      : formatQuantity(value.durationMs * 1000, timeUnits),
};

/** What `--keep` takes. */
export const keepKind: Kind<KeepSetting> = {
  placeholder: "SIZE|TIME",
  allowed: "a size from 1M to 1024G or a time from 1m to 3650d, with its unit: 10G, 7d",
  range: "",
  meant: respellEither,
  parse: (text) => {
    const sizeBytes = sizeWithUnit(text);
    if (sizeBytes !== undefined) return { sizeBytes };
    const ageMs = timeWithUnit(text, { minMs: minuteMs, maxMs: 3650 * dayMs });
    return ageMs === undefined ? undefined : { ageMs };
  },
  format: (value) =>
    "sizeBytes" in value
      ? formatQuantity(value.sizeBytes, sizeUnits)
      : formatQuantity(value.ageMs * 1000, timeUnits),
};

/** A plain number could be either, so it is neither. */
function timeWithUnit(
  text: string,
  { minMs, maxMs }: { minMs: number; maxMs: number },
): number | undefined {
  const us = /[a-z]$/.test(text) ? parseQuantity(text, timeUnits) : undefined;
  const ms = us === undefined ? NaN : us / 1000;
  return Number.isInteger(ms) && ms >= minMs && ms <= maxMs ? ms : undefined;
}

function sizeWithUnit(text: string): number | undefined {
  const bytes = /[kMG]$/.test(text) ? parseQuantity(text, sizeUnits) : undefined;
  return bytes !== undefined && bytes >= 2 ** 20 && bytes <= 2 ** 40 ? bytes : undefined;
}

function respellEither(text: string): string | undefined {
  return respell(text, timeUnits) ?? respell(text, sizeUnits);
}

/** The endings of files that `--record` writes. */
const recordEndings = [".mp4", ".h264", ".mjpeg", ".jpg", ".raw"];
/** The endings of files that `--output` writes; RAW frames are developed on the receiving side. */
const outputEndings = [...recordEndings, ".png"];

/** What one `--record` takes: the name of a file, or a pattern of names. */
export const recordKind: Kind<string> = {
  placeholder: "PATTERN",
  allowed: fileWords(recordEndings),
  range: "",
  meant: respellOutput,
  parse: (text) => isFile(text, recordEndings) ? text : undefined,
  format: (value) => value,
};

/** What one `--output` takes: the same, or `-` for standard output. */
export const outputKind: Kind<string> = {
  ...recordKind,
  placeholder: "FILE",
  allowed: `- or ${fileWords(outputEndings)}`,
  parse: (text) => text === "-" || isFile(text, outputEndings) ? text : undefined,
};

function fileWords(endings: readonly string[]): string {
  return `the name of a file that ends in ${alternatives(endings)}, such as ` +
    "%Y%m%d-%H%M%S.mp4 (a comma separates two)";
}

function isFile(text: string, endings: readonly string[]): boolean {
  return /^\P{Cc}{1,4096}$/u.test(text) &&
    endings.some((ending) => text.length > ending.length && text.endsWith(ending)) &&
    !text.endsWith(`/${text.slice(text.lastIndexOf("."))}`);
}

function respellOutput(text: string): string | undefined {
  const stem = text.replace(/\.(mkv|mov|avi|m4v|webm|MP4)$/, "");
  if (stem !== text) return `${stem}.mp4`;
  const bare = text.replace(/\.(264|avc|H264)$/, "");
  if (bare !== text) return `${bare}.h264`;
  const images = text.replace(/\.(mjpg|MJPEG|MJPG)$/, ".mjpeg").replace(
    /\.(jpeg|JPG|JPEG)$/,
    ".jpg",
  );
  if (images !== text) return images;
  const pictures = text.replace(/\.PNG$/, ".png").replace(/\.(RAW|bayer|bin)$/, ".raw");
  if (pictures !== text) return pictures;
  return /\.[A-Za-z0-9]{2,5}$|\/$/.test(text) ? undefined : `${text}.mp4`;
}
