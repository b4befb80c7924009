import { type Timing, wait } from "../../capture/mod.ts";
import { type Check, type Finding, warn } from "./finding.ts";

/**
 * More than all that a check waits for one after the other: a camera that lists itself slowly, then
 * hangs at its first picture, then has to be killed.
 */
const limitMs = 40_000;

/**
 * Looks for a limited time, and never throws: whatever becomes of one check, the others go on.
 * @returns what it found; that it could not be made, where it broke or took too long.
 */
export async function lookBounded(check: Check, timing: Timing): Promise<Finding | undefined> {
  const done = new AbortController();
  const late = wait(timing, limitMs, done.signal).then(() =>
    unknown(`no answer in ${limitMs / 1000} s`)
  );
  const look = async (): Promise<Finding | undefined> => await check.look();
  const found = look().catch((error) =>
    unknown(error instanceof Error ? error.message : `${error}`)
  );
  try {
    return await Promise.race([found, late]);
  } finally {
    done.abort();
  }
}

function unknown(reason: string): Finding {
  return warn(`could not be checked: ${reason}`, "try it again; look at dmesg for what hangs");
}
