/**
 * Builds the kernels of `lib/isp`: AssemblyScript becomes WebAssembly, and that a module that
 * `deno compile` and the page take along.
 * @module
 */
import { main } from "assemblyscript/asc";
import { topLevel } from "./repository.ts";

const folder = `${topLevel}/lib/isp/assembly`;

/** Where the built kernels are kept. */
export const kernelsPath: string = `${topLevel}/lib/isp/kernels.ts`;

const args = [
  ...["index.ts", "--outFile", "kernels.wasm", "--enable", "simd", "--runtime", "stub"],
  ...["-O3", "--converge", "--noAssert"],
];

/** Builds them. @returns the text of the module */
export async function buildKernels(): Promise<string> {
  let wasm: Uint8Array | undefined;
  const { error, stderr } = await main(args, {
    readFile: (name, baseDir) => readSource(`${baseDir}/${name}`),
    writeFile: (_, contents) => {
      wasm = typeof contents === "string" ? undefined : contents;
    },
    listFiles: () => null,
  });
  if (error !== null || wasm === undefined) {
    throw new Error(`the kernels could not be built: ${stderr.toString()}`, { cause: error });
  }
  return [
    "/** Built of the sources in assembly/ by `deno task kernels`; do not edit. @module */",
    "",
    "/** The WebAssembly of the stages from RAW to RGB, in base64. */",
    `export const kernels: string =\n  "${base64(wasm)}";`,
    "",
  ].join("\n");
}

/** The text of one of our sources; null for the files of the library, which the compiler has itself. */
async function readSource(path: string): Promise<string | null> {
  try {
    return await Deno.readTextFile(`${folder}/${path}`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

if (import.meta.main) {
  const text = await buildKernels();
  await Deno.writeTextFile(kernelsPath, text);
  console.log(`${kernelsPath}: ${text.length} bytes`);
}
