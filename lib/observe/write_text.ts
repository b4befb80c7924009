const encoder = new TextEncoder();

/** Where text goes: `Deno.stdout`, `Deno.stderr`, or what a test hands in. */
export interface TextEnd {
  /** Writes some of the bytes. @returns how many. */
  writeSync(bytes: Uint8Array): number;
}

/**
 * Writes a text whole. That this fails is a value, not a throw: what is to come of it differs between
 * the log, a report, and an answer that was asked for.
 *
 * @param end Where to.
 * @param text With its line feed.
 * @returns why it could not be written, some of it perhaps was; nothing where all of it is.
 */
export function writeText(end: TextEnd, text: string): Error | undefined {
  const bytes = encoder.encode(text);
  try {
    for (let at = 0; at < bytes.length;) at += end.writeSync(bytes.subarray(at));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
