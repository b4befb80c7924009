import { readCommandLine } from "../config/mod.ts";
import { exitCode } from "./exit_code.ts";
import { complain, print, StandardOutputError } from "./standard_output.ts";
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
    // Each mode brings its own parts: whoever serves need not have those of receiving in memory.
    switch (invocation.kind) {
      case "print":
        print(invocation.text.replace(/\n$/, ""));
        return exitCode.done;
      case "version":
        print(`picam ${version} (deno ${Deno.version.deno}, ${Deno.build.target})`);
        return exitCode.done;
      case "serve": {
        const { serve } = await import("./serve.ts");
        return await serve(invocation);
      }
      case "doctor": {
        const { doctor } = await import("./doctor.ts");
        return await doctor(invocation.settings, invocation.warnings);
      }
      case "receive": {
        const { receive } = await import("./receive.ts");
        return await receive(invocation.settings, invocation.warnings);
      }
      case "control": {
        const { control } = await import("./control.ts");
        return await control(invocation.settings, invocation.warnings);
      }
    }
  } catch (error) {
    if (!isForTheUser(error)) throw error;
    complain(`picam: ${error.message}`);
    return error instanceof StandardOutputError ? exitCode.output : exitCode.usage;
  }
}

/**
 * Faults that the settings or the place of the output cause, and that their message tells how to mend.
 * Told by name: the classes belong to parts that only some modes bring.
 */
function isForTheUser(error: unknown): error is Error {
  return error instanceof Error &&
    ["UsageError", "RingError", "ListenError", "StandardOutputError"].includes(error.name);
}
