/**
 * Builds the kernels of `lib/isp`: AssemblyScript becomes WebAssembly, and that a module that
 * `deno compile` and the page take along.
 * @module
 */
import { topLevel } from "./repository.ts";

/** Where the built kernels are kept. */
export const kernelsPath: string = `${topLevel}/lib/isp/kernels.ts`;

/**
 * The compiler, run as a program. It is not among the packages of `deno.json`, which `deno compile` takes along one
 * and all: 100 MB more made picam's start three times as long.
 */
const compiler = ["run", "-A", "--no-lock", "--no-config", "npm:assemblyscript@0.28.20/asc"];
const flags = ["--enable", "simd", "--runtime", "stub", "-O3", "--converge", "--noAssert"];
const relaxed = ["--enable", "relaxed-simd"];

/** Builds them. @returns the text of the module */
export async function buildKernels(): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "picam-kernels-" });
  try {
    const plain = await compile(`${folder}/plain.wasm`, flags);
    const faster = await compile(`${folder}/relaxed.wasm`, [...flags, ...relaxed]);
    return [
      "/** Built of the sources in assembly/ by `deno task kernels`; do not edit. @module */",
      "",
      "/** The WebAssembly of the stages from RAW to RGB, in base64. */",
      `export const plainKernels: string =\n  "${base64(plain)}";`,
      "",
      "/** The same with the instructions of relaxed SIMD where they give the same. */",
      `export const relaxedKernels: string =\n  "${base64(faster)}";`,
      "",
    ].join("\n");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function compile(output: string, flags: readonly string[]): Promise<Uint8Array> {
  const args = [...compiler, "lib/isp/assembly/index.ts", "--outFile", output, ...flags];
  const deno = new Deno.Command(Deno.execPath(), { args, cwd: topLevel });
  const { success, stderr } = await deno.output();
  if (!success) {
    throw new Error(`the kernels could not be built: ${new TextDecoder().decode(stderr)}`);
  }
  return await Deno.readFile(output);
}

function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

if (import.meta.main) {
  const text = await buildKernels();
  await Deno.writeTextFile(kernelsPath, text);
  console.log(`${kernelsPath}: ${text.length} bytes`);
}
