import type { NowUs } from "../frame/mod.ts";
import { findMatchingFiles } from "./matching_files.ts";
import type { NamePattern } from "./name_pattern.ts";
import { nameOfPart } from "./whole_file.ts";

/** Nobody writes at one frame for so long. */
const longestMs = 600_000;

/** Removes what runs that were killed have left of files that they were writing. */
export async function removeLeftParts(pattern: NamePattern, nowUs: NowUs): Promise<void> {
  for (const { path } of await findMatchingFiles(pattern, nameOfPart)) {
    try {
      const { mtime } = await Deno.lstat(path);
      const ageMs = nowUs() / 1000 - (mtime?.getTime() ?? Infinity);
      if (ageMs > longestMs) await Deno.remove(path);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}
