import type { CameraCodec, Source } from "../../capture/mod.ts";
import { lockHolder } from "../../observe/mod.ts";
import { type Check, fail, type Finding, ok, warn } from "./finding.ts";
import { pictureCheck, tryPicture } from "./first_picture.ts";
import type { Machine } from "./machine.ts";
import { once } from "./once.ts";
import { nameAll } from "./program_name.ts";

/** Where pictures come from, and what they are. */
interface SourceParts {
  readonly machine: Machine;
  readonly path: string;
  readonly codec: CameraCodec;
}

/** The checks of a file that is played, or of a FIFO. */
export function fileChecks(
  source: Source,
  parts: SourceParts,
): Check[] {
  return checksOf("file", { ...parts, source });
}

/** The checks of a device that delivers RAW frames, or of a FIFO or file in its place. */
export function deviceChecks(
  source: Source,
  parts: SourceParts,
): Check[] {
  return checksOf("device", { ...parts, source });
}

function checksOf(
  name: "file" | "device",
  { source, machine, path, codec }: SourceParts & { readonly source: Source },
): Check[] {
  const readable = once(() => checkReadable(path, { machine, codec, isDevice: name === "device" }));
  return [
    { name, look: readable },
    pictureCheck(async () => {
      // To read from a FIFO would take frames from whoever is meant to have them.
      if ((await readable()).level !== "ok" || (await Deno.stat(path)).isFifo) return undefined;
      return await tryPicture(source, machine.timing);
    }),
  ];
}

/** What comes, as a sentence names it. */
const contents: Readonly<Record<CameraCodec, string>> = {
  h264: "H.264",
  mjpeg: "JPEG",
  raw12: "RAW",
};

/** A program that writes it to its standard output. */
const writers: Readonly<Record<CameraCodec, string>> = {
  h264: "ffmpeg -re -i FILE -c:v copy -an -f h264 -",
  mjpeg: "ffmpeg -re -i FILE -c:v mjpeg -an -f mjpeg -",
  raw12: "cat /dev/camera",
};

/** The check of standard input, of which nothing can be read beforehand. */
export function judgeStandardInput(isTerminal: boolean, codec: CameraCodec = "h264"): Finding {
  const content = contents[codec];
  if (!isTerminal) return ok(`standard input; whether ${content} comes is seen when picam runs`);
  return warn(
    `standard input is this terminal: when picam runs, another program must write ${content} into it`,
    `${writers[codec]} | picam --source stdin${codec === "h264" ? "" : ` --codec ${codec}`}`,
  );
}

/** Whether another picam's ring can be followed. */
export async function checkFollowedRing(path: string, machine: Machine): Promise<Finding> {
  const readable = await checkReadable(path, { machine });
  if (readable.level !== "ok") return readable;
  const head = new Uint8Array(8);
  using file = await Deno.open(path);
  await file.read(head);
  if (new TextDecoder().decode(head) !== "PICAMRNG") {
    return fail(
      `${path} is not the ring of a picam`,
      "look for it: ls -l /dev/shm/*/ring /run/*/ring",
    );
  }
  const writer = await lockHolder(path, `${machine.root}/proc`);
  return writer === undefined
    ? warn(`nobody writes ${path} at present`, "start the picam whose ring it is")
    : ok(`${path} is written by ${nameAll([writer])}`);
}

async function checkReadable(
  path: string,
  { machine, codec = "h264", isDevice = false }: {
    readonly machine: Machine;
    readonly codec?: CameraCodec | undefined;
    /** Whether a device is as good as a file. */
    readonly isDevice?: boolean;
  },
): Promise<Finding> {
  try {
    const { isFile, isFifo, isCharDevice, size } = await Deno.stat(path);
    if (isFifo) {
      return ok(`${path} is a FIFO; whether ${contents[codec]} comes is seen when picam runs`);
    }
    if (!isFile && !(isDevice && isCharDevice)) {
      return isDevice
        ? fail(`${path} is neither a character device, a FIFO nor a file`, `ls -l ${path}`)
        : fail(`${path} is no file`, "for a device: picam --source v4l2:/dev/video0");
    }
    (await machine.open(path))[Symbol.dispose]();
    return ok(isFile ? `${path}, ${size} bytes` : `${path} is a character device`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      return fail(`there is no file ${path}`, `ls -l ${path.replace(/[^/]*$/, "") || "."}`);
    }
    if (!(error instanceof Deno.errors.PermissionDenied)) throw error;
    return fail(`this user may not read ${path}`, `sudo chmod o+r ${path}`);
  }
}
