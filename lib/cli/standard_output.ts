import { type TextEnd, writeText } from "../observe/mod.ts";

/** What was asked for could not be printed. */
export class StandardOutputError extends Error {
  /** The class's name. */
  override readonly name = "StandardOutputError";

  /**
   * Says what to do about it.
   *
   * @param cause What the system said.
   */
  constructor(cause: Error) {
    super(
      `standard output could not be written: ${cause.message}: ` +
        "see that there is room where it goes, or send it elsewhere",
      { cause },
    );
  }
}

/**
 * Prints what was asked for. A reader who has gone, like `head`, has all that it wanted.
 *
 * @param text Without its last line feed.
 * @throws {StandardOutputError} where it cannot be written.
 */
export function print(text: string, end: TextEnd = Deno.stdout): void {
  const failure = printFailure(writeText(end, `${text}\n`));
  if (failure !== undefined) throw failure;
}

/** What there is to tell of an attempt to write. */
export function printFailure(failure: Error | undefined): StandardOutputError | undefined {
  if (failure === undefined || failure instanceof Deno.errors.BrokenPipe) return undefined;
  return new StandardOutputError(failure);
}

/**
 * Prints what is good to know, and does not fail: whatever picam does beside it goes on.
 *
 * @param text Without its last line feed.
 */
export function mention(text: string, end: TextEnd = Deno.stdout): void {
  // Where this cannot be written there is nobody to tell it to.
  writeText(end, `${text}\n`);
}

/** Says a fault on standard error; the exit code says it where that cannot be written either. */
export function complain(text: string): void {
  mention(text, Deno.stderr);
}
