import { readCommandLine, UsageError } from "../config/mod.ts";
import { RingError } from "../ring/mod.ts";
import { ListenError } from "../serve/mod.ts";
import { doctor } from "./doctor.ts";
import { exitCode } from "./exit_code.ts";
import { serve } from "./serve.ts";
import { version } from "./version.ts";

/**
 * Does what the command line asks for.
 * @param args The command line without the program's name.
 * @returns the exit code. What cannot be done is told in one line on standard error.
 */
export async function run(args: readonly string[]): Promise<number> {
  try {
    const invocation = await readCommandLine({
      args,
      env: Deno.env.toObject(),
      readTextFile: Deno.readTextFile,
    });
    switch (invocation.kind) {
      case "print":
        return print(invocation.text);
      case "version":
        return print(`picam ${version} (deno ${Deno.version.deno}, ${Deno.build.target})\n`);
      case "serve":
        return await serve(invocation.settings, invocation.warnings);
      case "doctor":
        return await doctor(invocation.settings, invocation.warnings);
    }
  } catch (error) {
    if (!isForTheUser(error)) throw error;
    console.error(`picam: ${error.message}`);
    return exitCode.usage;
  }
}

async function print(text: string): Promise<number> {
  const bytes = new TextEncoder().encode(text);
  for (let written = 0; written < bytes.length;) {
    written += await Deno.stdout.write(bytes.subarray(written));
  }
  return exitCode.done;
}

/** Faults that the settings cause, and that their message tells how to mend. */
function isForTheUser(error: unknown): error is Error {
  return error instanceof UsageError || error instanceof RingError || error instanceof ListenError;
}
