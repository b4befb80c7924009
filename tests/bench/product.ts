/** How picam is started and how it tells its ports: the one place here that knows its flags. @module */
import { withCamera } from "./camera.ts";
import { cameraArguments } from "./camera_plan.ts";
import { Child } from "./child.ts";
import type { Server, StartServer } from "./server.ts";

const main = new URL("../../main.ts", import.meta.url).pathname;
const compiled = new URL("../../dist/picam", import.meta.url).pathname;

/** The line, of `--log-format json`, that names the ports. */
const ready = /"httpPort":(\d+),"tcpPort":(\d+),"rawPort":(\d+)/;

/** As `deno task compile` has it: small young generations, and no code between the baseline's and the best. */
const v8Flags = "--v8-flags=--max-semi-space-size=2,--no-maglev";
/** Environment in which picam runs: that of the service's unit. */
export const serviceEnvironment = { MALLOC_ARENA_MAX: "2" };

/** Which picam, and how it is asked to run. */
export interface ProductOptions {
  /** Where frames come from. */
  readonly source: "rpicam" | "stdin" | "pattern";
  /** FIFO for `stdin`. */
  readonly stdin?: string;
  /** Folder to look for programs in first: where an `rpicam-vid` is. */
  readonly programs?: string;
  /** What the camera is asked for besides, by the names of flags. */
  readonly camera?: Readonly<Record<string, string | number>>;
  /** Run this file instead of the source tree. */
  readonly binary?: string;
}

/**
 * Starts picam with a ring of its own on tmpfs, on ports of the system's choice.
 *
 * @returns It, once it listens; disposing ends it and removes its ring.
 */
export async function startProduct(
  options: ProductOptions,
): Promise<Required<Omit<Server, "cameraPid">>> {
  const folder = await Deno.makeTempDir({ dir: "/dev/shm", prefix: "picam-bench-" });
  const [program = "", ...first] = commandOf(options);
  const flags = {
    "--source": options.source,
    "--host": "127.0.0.1",
    "--http-port": "auto",
    "--tcp-port": "auto",
    "--raw-port": "auto",
    "--max-clients": "1100",
    "--ring": `${folder}/ring`,
    "--log-format": "json",
  };
  const camera = Object.entries(options.camera ?? {}).flatMap(([flag, value]) => [
    `--${flag}`,
    String(value),
  ]);
  const child = new Child(program, {
    args: [...first, ...Object.entries(flags).flat(), ...camera],
    ...(options.stdin === undefined ? {} : { stdin: options.stdin }),
    env: {
      ...serviceEnvironment,
      STATE_DIRECTORY: `${folder}/state`,
      ...(options.programs === undefined
        ? {}
        : { PATH: `${options.programs}:${Deno.env.get("PATH") ?? ""}` }),
    },
  });
  const dispose = async () => {
    await child[Symbol.asyncDispose]();
    await Deno.remove(folder, { recursive: true });
  };
  try {
    const [, httpPort, tcpPort, rawPort] = await child.line(ready);
    return {
      pid: child.pid,
      httpPort: Number(httpPort),
      tcpPort: Number(tcpPort),
      rawPort: Number(rawPort),
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** picam fed through its stdin, run from source or, with `PICAM_BIN` set, that file. */
export const startFedProduct: StartServer = withCamera((_tools, stdin) =>
  startProduct({ source: "stdin", stdin })
);

/** picam that runs the camera itself, found on `PATH` as `rpicam-vid`: the way it works on a Pi. */
export const startCameraProduct: StartServer = async (tools, camera) => {
  const programs = await Deno.makeTempDir({ dir: tools.folder });
  const script = `#!/bin/sh
case "$*" in
*--version*) echo "rpicam-apps build: v1.9.0 bench 01-01-2025 (00:00:00)" ;;
*) exec '${tools.camera}' ${cameraArguments(camera).join(" ")} ;;
esac
`;
  await Deno.writeTextFile(`${programs}/rpicam-vid`, script, { mode: 0o755 });
  return await startProduct({ source: "rpicam", programs });
};

/** The compiled picam, where there is one: `PICAM_BIN`, else `dist/picam`. */
export async function compiledProduct(): Promise<string | undefined> {
  const path = Deno.env.get("PICAM_BIN") ?? compiled;
  try {
    return (await Deno.stat(path)).isFile ? path : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** How picam is asked to receive, and to keep the last minutes in files of one each. */
export function receiveCommand({ url, output }: { url: string; output: string }): string[] {
  const flags = {
    "--mode": "receive",
    "--output": output,
    "--segment": "60s",
    "--keep": "2G",
  };
  return [...commandOf({}), ...Object.entries(flags).flat(), url];
}

/** How picam is asked to receive so many RAW frames, and to develop them into PNG files. */
export function developCommand(
  { url, folder, compression, count }: {
    url: string;
    folder: string;
    compression: "stored" | "fast";
    count: number;
  },
): string[] {
  const flags = {
    "--mode": "receive",
    "--output": `${folder}/%05d.png`,
    "--png-compression": compression,
    "--frames": String(count),
    "--stats": "json",
  };
  return [...commandOf({}), ...Object.entries(flags).flat(), url];
}

function commandOf(options: Pick<ProductOptions, "binary">): string[] {
  const binary = options.binary ?? Deno.env.get("PICAM_BIN");
  return binary === undefined ? [Deno.execPath(), "run", "-A", v8Flags, main] : [binary];
}
