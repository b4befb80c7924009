import type { Source } from "../../capture/mod.ts";
import { lockHolder } from "../../observe/mod.ts";
import { type Check, fail, type Finding, ok, warn } from "./finding.ts";
import { pictureCheck, tryPicture } from "./first_picture.ts";
import type { Machine } from "./machine.ts";
import { once } from "./once.ts";
import { nameAll } from "./program_name.ts";

/** The checks of a file that is played, or of a FIFO. */
export function fileChecks(
  source: Source,
  { machine, path }: { machine: Machine; path: string },
): Check[] {
  const file = once(() => checkReadable(path, machine));
  return [
    { name: "file", look: file },
    pictureCheck(async () => {
      // To read from a FIFO would take frames from whoever is meant to have them.
      if ((await file()).level !== "ok" || (await Deno.stat(path)).isFifo) return undefined;
      return await tryPicture(source, machine.timing);
    }),
  ];
}

/** The check of standard input, of which nothing can be read beforehand. */
export function judgeStandardInput(isTerminal: boolean): Finding {
  if (!isTerminal) return ok("standard input; whether H.264 comes is seen when picam runs");
  return warn(
    "standard input is this terminal: when picam runs, another program must write H.264 into it",
    "ffmpeg -re -i FILE -c:v copy -an -f h264 - | picam --source stdin",
  );
}

/** Whether another picam's ring can be followed. */
export async function checkFollowedRing(path: string, machine: Machine): Promise<Finding> {
  const readable = await checkReadable(path, machine);
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

async function checkReadable(path: string, machine: Machine): Promise<Finding> {
  try {
    const { isFile, isFifo, size } = await Deno.stat(path);
    if (isFifo) return ok(`${path} is a FIFO; whether H.264 comes is seen when picam runs`);
    if (!isFile) return fail(`${path} is no file`, "for a device: picam --source v4l2:/dev/video0");
    (await machine.open(path))[Symbol.dispose]();
    return ok(`${path}, ${size} bytes`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      return fail(`there is no file ${path}`, `ls -l ${path.replace(/[^/]*$/, "") || "."}`);
    }
    if (!(error instanceof Deno.errors.PermissionDenied)) throw error;
    return fail(`this user may not read ${path}`, `sudo chmod o+r ${path}`);
  }
}
