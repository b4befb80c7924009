/** Records pattern frames into one file, and reads their numbers back. @module */
import type { Frame, Gap, StreamInfo } from "../../lib/frame/mod.ts";
import { readPatternStamp } from "../../lib/h264/mod.ts";
import { type FinishedFile, openOutput } from "../../lib/record/mod.ts";
import { decodeInput } from "./decode_h264.ts";
import { readBoxes } from "./mp4_boxes.ts";

/** Writes frames and holes to a new file, and finishes it. */
export async function recordFile(
  path: string,
  feed: readonly (Frame | Gap)[],
  stream: StreamInfo,
): Promise<FinishedFile> {
  const files: FinishedFile[] = [];
  const nowUs = () => Date.now() * 1000;
  await using output = openOutput({ target: path, nowUs, onFile: (file) => files.push(file) });
  for (const each of feed) {
    if ("reason" in each) output.gap(each);
    else await output.write(each, stream);
  }
  await output.close();
  const [file, ...more] = files;
  if (!file || more.length > 0) throw new Error(`${files.length} files instead of one`);
  return file;
}

/** Makes of a finished MP4 file what a crash would have left: fragments, and no final movie box. */
export async function unfinish(path: string): Promise<void> {
  const bytes = await Deno.readFile(path);
  const [, enclosure, movie] = readBoxes(bytes);
  if (enclosure?.type !== "mdat" || movie?.type !== "moov") throw new Error("It is not finished");
  bytes.set(
    [0, 0, 0, 16, ...new TextEncoder().encode("free"), ...new Uint8Array(8)],
    enclosure.offset,
  );
  await Deno.writeFile(path, bytes.subarray(0, movie.offset));
}

/**
 * Decodes a file strictly with ffmpeg and reads the number in each picture.
 *
 * @param before ffmpeg's options in front of `-i`, such as `-ss 2`.
 * @returns The numbers in the order shown, and what ffmpeg complained of.
 */
export async function readNumbers(
  path: string,
  before: readonly string[] = [],
): Promise<{ numbers: (number | undefined)[]; complaints: string }> {
  const { lumas, width, height, complaints } = await decodeInput([...before, "-i", path]);
  const numbers = lumas.map((luma) =>
    readPatternStamp(luma, { width, height, stride: width })?.frameNumber
  );
  return { numbers, complaints };
}
