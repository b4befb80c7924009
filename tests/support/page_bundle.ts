/**
 * Builds the page: its TypeScript with what it imports becomes one script, and all of its files one
 * JSON module that picam serves from and that `deno compile` takes along.
 * @module
 */
import { build, type Plugin, stop } from "esbuild";
import { topLevel } from "./repository.ts";

const folder = `${topLevel}/lib/serve/page`;

/** Where the built page is kept. */
export const builtPath: string = `${folder}/built.json`;

/** The page is made of modules that do nothing when they are imported: what is not used goes. */
const withoutSideEffects: Plugin = {
  name: "without-side-effects",
  setup({ onResolve }): void {
    onResolve(
      { filter: /^\./ },
      ({ path, resolveDir, kind }) =>
        kind === "entry-point"
          ? undefined
          : { path: new URL(path, `file://${resolveDir}/`).pathname, sideEffects: false },
    );
  },
};

/** Builds it. @returns the text of the JSON module. */
async function bundlePage(): Promise<string> {
  const options = { bundle: true, minify: true, write: false, target: "es2022" } as const;
  try {
    const script = await build({
      ...options,
      entryPoints: [`${folder}/main.ts`],
      format: "esm",
      plugins: [withoutSideEffects],
    });
    const style = await build({ ...options, entryPoints: [`${folder}/page.css`] });
    const files = {
      "index.html": await Deno.readTextFile(`${folder}/index.html`),
      "page.js": script.outputFiles[0]?.text,
      "page.css": style.outputFiles[0]?.text,
      "icon.svg": await Deno.readTextFile(`${folder}/icon.svg`),
    };
    return JSON.stringify(files, null, 2) + "\n";
  } finally {
    await stop();
  }
}

/** Builds it in a process of its own: esbuild's helper outlives its `stop()` by a moment. */
export async function bundledPage(): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", import.meta.filename ?? "", "--print"],
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

if (import.meta.main) {
  const text = await bundlePage();
  if (Deno.args.includes("--print")) {
    await new Blob([text]).stream().pipeTo(Deno.stdout.writable);
  } else {
    await Deno.writeTextFile(builtPath, text);
    console.log(`${builtPath}: ${text.length} bytes`);
  }
}
