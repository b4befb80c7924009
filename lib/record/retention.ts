import type { NowUs } from "../frame/mod.ts";
import { findMatchingFiles } from "./matching_files.ts";
import { descriptionPath } from "./frame_description.ts";
import type { NamePattern } from "./name_pattern.ts";

/** How much of the past is kept: all files together at most that large, or each at most that old. */
export type Keep = { readonly sizeBytes: number } | { readonly ageMs: number };

/** What a check needs. */
export interface RetentionOptions {
  /** What the files are called. */
  readonly pattern: NamePattern;
  /** How much is kept. */
  readonly keep: Keep;
  /** The clock that ages are told by. */
  readonly nowUs: NowUs;
  /** Files that stay, though they count. */
  readonly isOpen: (path: string) => boolean;
  /** Whether beside a file there may be one that describes it, which goes with it. */
  readonly hasDescriptions?: boolean;
}

/** What a file costs, and since when it has not changed. */
interface Candidate {
  readonly path: string;
  readonly sizeBytes: number;
  readonly changedMs: number;
}

/**
 * Deletes the oldest files that the pattern may have named, also in earlier runs, until the rest is
 * within bounds; nothing else, and none that is open. What is oldest its time of change tells.
 *
 * @param options What to keep of what.
 * @returns What was deleted.
 */
export async function deleteOldest(
  { pattern, keep, nowUs, isOpen, hasDescriptions = false }: RetentionOptions,
): Promise<string[]> {
  const candidates = await candidatesOf(pattern);
  candidates.sort((a, b) => a.changedMs - b.changedMs || (a.path < b.path ? -1 : 1));
  let total = candidates.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const deleted: string[] = [];
  for (const { path, sizeBytes, changedMs } of candidates) {
    if (isOpen(path)) continue;
    const isDue = "sizeBytes" in keep
      ? total > keep.sizeBytes
      : nowUs() / 1000 - changedMs > keep.ageMs;
    if (!isDue) continue;
    if (await remove(path)) deleted.push(path);
    if (hasDescriptions) await remove(descriptionPath(path));
    total -= sizeBytes;
  }
  return deleted;
}

async function candidatesOf(pattern: NamePattern): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  for (const { path } of await findMatchingFiles(pattern)) {
    const info = await unlessGone(Deno.lstat(path));
    if (!info?.isFile) continue;
    const changedMs = info.mtime?.getTime() ?? 0;
    candidates.push({ path, sizeBytes: info.size, changedMs });
  }
  return candidates;
}

async function remove(path: string): Promise<boolean> {
  return await unlessGone(Deno.remove(path).then(() => true)) ?? false;
}

/** Somebody else may have deleted it meanwhile. */
async function unlessGone<Value>(promise: Promise<Value>): Promise<Value | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
