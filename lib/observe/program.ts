/** What a short program answered. */
export interface ProgramResult {
  /** Its exit code; 0 is success. */
  readonly code: number;
  /** What it wrote to standard output. */
  readonly stdout: string;
  /** What it wrote to standard error. */
  readonly stderr: string;
}

/** How a short program is run. */
export interface ProgramOptions {
  /** What it reads from standard input: the way for secrets, which others would see in arguments. */
  readonly stdin?: string;
  /** When it is killed, in milliseconds from its start; 10 s by default. */
  readonly timeLimitMs?: number;
}

/**
 * Runs a short program to its end. Handed to whoever needs it, so that tests can answer instead.
 *
 * @param command Name or path of the program.
 * @param args Its arguments.
 * @param options What it reads, and how long it may take.
 * @returns What it answered; `undefined` where it is not installed.
 */
export type RunProgram = (
  command: string,
  args: readonly string[],
  options?: ProgramOptions,
) => Promise<ProgramResult | undefined>;

const usualLimitMs = 10_000;
/** Programs are to answer in words that picam knows, and to leave names of any script as they are. */
const locale = { LC_ALL: "C.UTF-8" };

/**
 * The real {@linkcode RunProgram}: no input unless it is given, killed after its time (its code is
 * then not 0).
 *
 * @param command Name or path of the program.
 * @param args Its arguments.
 * @param options What it reads, and how long it may take.
 * @returns What it answered; `undefined` where it is not installed.
 */
export async function runProgram(
  command: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<ProgramResult | undefined> {
  const { stdin, timeLimitMs = usualLimitMs } = options;
  try {
    const child = new Deno.Command(command, {
      args: [...args],
      env: locale,
      stdin: stdin === undefined ? "null" : "piped",
      stdout: "piped",
      stderr: "piped",
      signal: AbortSignal.timeout(timeLimitMs),
    }).spawn();
    const written = stdin === undefined ? undefined : feed(child.stdin, stdin);
    const { code, stdout, stderr } = await child.output();
    await written;
    const text = new TextDecoder();
    return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    return { code: 126, stdout: "", stderr: error instanceof Error ? error.message : "" };
  }
}

async function feed(stdin: WritableStream<Uint8Array>, text: string): Promise<void> {
  const writer = stdin.getWriter();
  try {
    await writer.write(new TextEncoder().encode(text));
    await writer.close();
  } catch {
    // It ended without reading all of it: its exit code says whether that was right.
  }
}
