import type { Frame, StreamInfo } from "../frame/mod.ts";
import { writeWhole } from "./whole_file.ts";

/** What the file with a frame's description is called: as the frame's, with another ending. */
export function descriptionPath(path: string): string {
  return path.replace(/\.[A-Za-z0-9]+$/, ".json");
}

/**
 * Writes what the source told of a frame beside its file, as JSON: number, capture time, geometry,
 * `metadata`. For a frame without metadata nothing is written.
 *
 * @param path The frame's file.
 * @param of The frame, and its stream.
 * @returns The file that is in the way, if there is one that says something else; it stays as it is.
 */
export async function describeFrame(
  path: string,
  of: { readonly frame: Frame; readonly stream: StreamInfo },
): Promise<string | undefined> {
  if (of.frame.metadata === undefined) return undefined;
  const wanted = descriptionPath(path);
  const text = description(of.frame, of.stream);
  const bytes = new TextEncoder().encode(text);
  const file = await writeWhole(bytes, (copy) => copy === 0 ? wanted : undefined);
  if (file !== undefined) return void await file.sync();
  // The same frame may have a .raw and a .png of one name.
  return await Deno.readTextFile(wanted) === text ? undefined : wanted;
}

function description(frame: Frame, { width, height, bayer, bitDepth }: StreamInfo): string {
  const { sequence, captureUs, metadata } = frame;
  const members = { sequence, captureUs, width, height, bayer, bitDepth, metadata };
  return `${JSON.stringify(members, undefined, 2)}\n`;
}
