import { UsageError } from "../config/mod.ts";
import type { Codec, Frame, StreamInfo } from "../frame/mod.ts";
import type { Buffers } from "./buffers.ts";
import { ByteFile } from "./byte_file.ts";
import type { DiskFile } from "./disk_file.ts";
import type { FrameFile } from "./frame_file.ts";
import { Mp4File } from "./mp4_file.ts";
import type { NamePattern } from "./name_pattern.ts";

/** What a new file is begun with. */
export interface Beginning {
  /** The empty file. */
  readonly disk: DiskFile;
  /** The key frame that is to be its first. */
  readonly first: Frame;
  /** Where memory comes from. */
  readonly buffers: Buffers;
}

/** What is written, as the ending of a name says. */
export interface FileKind {
  /** What it can hold. */
  readonly codec: Codec;
  /** Whether every frame gets a file of its own where the name has a number. */
  readonly single: boolean;
  /** Whether a name must have a number, because a file can hold one frame and no more. */
  readonly needsCount?: boolean;
  /** Whether what a source tells of a frame is written beside its file. */
  readonly describes?: boolean;
  /** What is made of RAW frames that are developed for it: pictures, or video. */
  readonly develops?: "png" | "video";
  /** Begins a file. */
  begin(beginning: Beginning): FrameFile;
}

const bytes = ({ disk, buffers }: Beginning): FrameFile => new ByteFile(disk, buffers);
const mp4 = ({ disk, first, buffers }: Beginning): FrameFile => new Mp4File(disk, first, buffers);

const kinds: Readonly<Record<string, FileKind>> = {
  ".h264": { codec: "h264", single: false, develops: "video", begin: bytes },
  ".mp4": { codec: "h264", single: false, develops: "video", begin: mp4 },
  ".mjpeg": { codec: "mjpeg", single: false, begin: bytes },
  ".jpg": { codec: "mjpeg", single: true, needsCount: true, begin: bytes },
  ".raw": { codec: "raw12", single: true, describes: true, begin: bytes },
  ".png": {
    ...{ codec: "raw12", single: true, needsCount: true, describes: true },
    develops: "png",
    begin: bytes,
  },
};

/**
 * Tells what a name asks for.
 *
 * @param pattern The name.
 * @param frames How many frames will come; absent where nobody knows.
 * @throws {UsageError} If its ending is none that is known, or a file holds one frame and it has no number
 */
export function kindOf(pattern: NamePattern, frames?: number): FileKind {
  const kind = Object.hasOwn(kinds, pattern.ending) ? kinds[pattern.ending] : undefined;
  if (kind?.needsCount && !pattern.counts && frames !== 1) {
    throw new UsageError(noNumber(pattern));
  }
  if (kind) return kind;
  throw new UsageError(
    `Cannot write ${JSON.stringify(pattern.target)}: its ending says what is written, ` +
      `and is to be one of ${Object.keys(kinds).join(" ")}`,
  );
}

function noNumber({ target, ending }: NamePattern): string {
  const example = target.replace(/(\.\w+)$/, "-%06d$1");
  const instead = ending === ".png" ? "take --frames 1" : "use .mjpeg";
  return `Cannot write ${
    JSON.stringify(target)
  }: ${ending} holds one picture, and many come; put a ` +
    `number into the name, as in ${JSON.stringify(example)}, or ${instead}`;
}

/** What is wrong with a stream for a kind, in words; `undefined` if nothing is. */
export function mismatch(kind: FileKind, { codec }: StreamInfo): string | undefined {
  if (codec === kind.codec) return undefined;
  const fitting = Object.keys(kinds).filter((ending) => kinds[ending]?.codec === codec);
  const words = `the stream is ${codec}; use a name that ends with ${fitting.join(" or ")}`;
  return codec === "raw12" ? `${words}, or develop its frames with --isp` : words;
}
