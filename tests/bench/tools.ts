/** Compiles the bench's C programs into a folder of their own, removed at the end. @module */

const flags = ["-O2", "-Wall", "-Wextra"];
const sources = {
  camera: ["camera.c"],
  yardstick: ["yardstick.c"],
  load: ["load.c", "frame_reader.c", "chunked.c", "framed.c", "websocket.c"],
} as const;

/** The compiled programs: paths, and a folder for what a measurement needs beside them. */
export interface Tools extends AsyncDisposable {
  /** Folder that is removed with everything in it on disposal. */
  readonly folder: string;
  /** Writes a stamped elementary stream to stdout, as a camera program does: `camera.c`. */
  readonly camera: string;
  /** The C server that passes stdin on to every client: `yardstick.c`. */
  readonly yardstick: string;
  /** N clients that check and time every frame: `load.c`. */
  readonly load: string;
}

/**
 * Compiles camera, yardstick and load.
 *
 * @returns Their paths; dispose to remove them.
 * @throws {Deno.errors.NotFound} without a `gcc`.
 * @throws {Error} when a source does not compile, with the compiler's words.
 */
export async function buildTools(): Promise<Tools> {
  const folder = await Deno.makeTempDir({ prefix: "picam-bench-" });
  const dispose = () => Deno.remove(folder, { recursive: true });
  try {
    const [camera, yardstick, load] = await Promise.all([
      compile(folder, "camera"),
      compile(folder, "yardstick"),
      compile(folder, "load"),
    ]);
    return { folder, camera, yardstick, load, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function compile(folder: string, name: keyof typeof sources): Promise<string> {
  const output = `${folder}/${name}`;
  const paths = sources[name].map((file) => new URL(file, import.meta.url).pathname);
  const gcc = new Deno.Command("gcc", { args: [...flags, "-o", output, ...paths] });
  const { success, stderr } = await gcc.output();
  if (!success) throw new Error(`Cannot compile ${name}: ${new TextDecoder().decode(stderr)}`);
  return output;
}
