/** What a short program answered. */
export interface ProgramResult {
  /** Its exit code; 0 is success. */
  readonly code: number;
  /** What it wrote to standard output. */
  readonly stdout: string;
  /** What it wrote to standard error. */
  readonly stderr: string;
}

/**
 * Runs a short program to its end. Handed to whoever needs it, so that tests can answer instead.
 *
 * @param command Name or path of the program.
 * @param args Its arguments.
 * @returns What it answered; `undefined` where it is not installed.
 */
export type RunProgram = (
  command: string,
  args: readonly string[],
) => Promise<ProgramResult | undefined>;

const timeLimitMs = 10_000;

/**
 * The real {@linkcode RunProgram}: no input, killed after 10 s (its code is then not 0).
 *
 * @param command Name or path of the program.
 * @param args Its arguments.
 * @returns What it answered; `undefined` where it is not installed.
 */
export async function runProgram(
  command: string,
  args: readonly string[],
): Promise<ProgramResult | undefined> {
  try {
    const { code, stdout, stderr } = await new Deno.Command(command, {
      args: [...args],
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      signal: AbortSignal.timeout(timeLimitMs),
    }).output();
    const text = new TextDecoder();
    return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    return { code: 126, stdout: "", stderr: error instanceof Error ? error.message : "" };
  }
}
