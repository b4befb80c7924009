import type { KeepSetting, SegmentSetting } from "./recording_kind.ts";
import { quote, UsageError } from "./usage_error.ts";

/** What a recording is told. */
export interface RecordingSettings {
  /** Names of files, patterns of names, or `-`. */
  readonly patterns: readonly string[];
  /** What the command line calls them. */
  readonly flag: "--record" | "--output";
  /** When files go on in a new one. */
  readonly segment?: SegmentSetting;
  /** Which are kept. */
  readonly keep?: KeepSetting;
}

/**
 * Checks that only files of a recording are deleted, and that nothing is written twice.
 *
 * @throws {UsageError} That names both sides of a conflict.
 */
export function checkRecording({ patterns, flag, segment, keep }: RecordingSettings): void {
  const twice = patterns.find((pattern, index) => patterns.indexOf(pattern) < index);
  if (twice !== undefined) throw new UsageError(`${flag} ${quote(twice)} is given twice`);
  if (segment === undefined && keep === undefined) return;
  if (segment === undefined && !patterns.some(isOfEachFrame)) {
    throw new UsageError("--keep deletes the oldest files, and without --segment there is one");
  }
  if (patterns.length === 0) return;
  const files = patterns.filter((pattern) => pattern !== "-");
  if (files.length === 0) throw new UsageError("--segment needs files, and --output is -");
  const fixed = files.find((pattern) => !/%/.test(pattern));
  if (keep === undefined || fixed === undefined) return;
  throw new UsageError(
    `--keep needs a name that tells which files it may delete, and ${flag} is ${
      quote(fixed)
    }: put ` +
      `a number or a date into it, as in ${quote(fixed.replace(/(\.\w+)$/, "-%03d$1"))}`,
  );
}

/** Tells whether every frame gets a file of its own. */
function isOfEachFrame(pattern: string): boolean {
  return /%0\d+d/.test(pattern) && /\.(jpg|raw|png)$/.test(pattern);
}
