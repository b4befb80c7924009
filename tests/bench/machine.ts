/** What a measurement was made on: absolute numbers mean nothing without it. @module */

/** Returns processor, cores, memory, kernel and versions by name. */
export async function describeMachine(): Promise<Record<string, string>> {
  const cpuInfo = await Deno.readTextFile("/proc/cpuinfo");
  const model = /^(?:model name|Model)\s*: (.*)$/m.exec(cpuInfo)?.[1] ?? "processor not named";
  const memoryGib = (Deno.systemMemoryInfo().total / 2 ** 30).toFixed(0);
  return {
    machine: `${navigator.hardwareConcurrency} cores (${model}), ${memoryGib} GiB`,
    kernel: `Linux ${Deno.osRelease()} ${Deno.build.arch}`,
    deno: `${Deno.version.deno} (V8 ${Deno.version.v8})`,
    gcc: await firstLine("gcc", ["-dumpfullversion"]),
    commit: await firstLine("git", ["rev-parse", "--short", "HEAD"]),
    command: ["deno task bench", ...Deno.args].join(" "),
  };
}

async function firstLine(program: string, args: string[]): Promise<string> {
  try {
    const { stdout } = await new Deno.Command(program, { args }).output();
    return new TextDecoder().decode(stdout).split("\n")[0] || "unknown";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "unknown";
    throw error;
  }
}
