import { type Timing, wait } from "../../observe/mod.ts";
import { type Check, type Finding, warn } from "./finding.ts";

/** For programs that answer at once; the slowest has 10 s. */
const limitMs = 20_000;
/**
 * For a camera: longer than it takes to ask who has it and which there are, to wait for a first
 * picture with the longest exposure, and to kill what hangs at each step.
 */
const patientLimitMs = 100_000;

/**
 * Looks for a limited time, and never throws: whatever becomes of one check, the others go on.
 * @returns what it found; that it could not be made, where it broke or took too long.
 */
export async function lookBounded(check: Check, timing: Timing): Promise<Finding | undefined> {
  const done = new AbortController();
  const waitMs = check.isPatient ? patientLimitMs : limitMs;
  const late = wait(timing, waitMs, done.signal).then(() =>
    unknown(`no answer in ${waitMs / 1000} s`)
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
