import type { DoctorSettings } from "../../config/mod.ts";
import { lockHolder, type RunningProgram } from "../../observe/mod.ts";
import { automaticPath, type RingPlace, surveyPlace } from "../../ring/mod.ts";
import { fail, type Finding, ok } from "./finding.ts";
import { type Machine, readText } from "./machine.ts";
import { nameAll } from "./program_name.ts";
import type { RunningPicam } from "./running_picam.ts";

/** Whether the ring can be where it is to be. */
export async function checkRing(
  settings: Pick<DoctorSettings, "ring" | "ringSizeBytes">,
  { machine, running }: { machine: Machine; running: RunningPicam | undefined },
): Promise<Finding> {
  const { ring, ringSizeBytes: sizeBytes } = settings;
  const path = ring.kind === "file"
    ? ring.path
    : ring.kind === "auto"
    ? automaticPath(machine.env)
    : undefined;
  if (path === undefined) {
    const memory = await readText(machine, "/proc/meminfo");
    return judgeMemory(sizeBytes, /^MemAvailable:\s*(\d+) kB/m.exec(memory ?? "")?.[1]);
  }
  try {
    const writer = await lockHolder(path, `${machine.root}/proc`);
    return judgeRingPlace(surveyPlace(path), { path, sizeBytes, writer, running });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return fail(`${path} cannot be looked at: ${reason}`, "picam --ring memory");
  }
}

function judgeMemory(sizeBytes: number, availableKib: string | undefined): Finding {
  const available = availableKib === undefined ? Infinity : Number(availableKib) * 1024;
  if (available >= sizeBytes) {
    return ok(`in memory, ${mebibytes(sizeBytes)} MiB: a restart of picam loses what it holds`);
  }
  return fail(
    `${mebibytes(sizeBytes)} MiB in memory, of which ${mebibytes(available)} MiB are left`,
    `picam --ring-size ${smallerSize(available)}`,
  );
}

/** Whether a ring can be in a place. */
export function judgeRingPlace(
  place: RingPlace,
  ring: {
    readonly path: string;
    readonly sizeBytes: number;
    /** Who has it locked. */
    readonly writer: RunningProgram | undefined;
    /** The picam that was found running. */
    readonly running: RunningPicam | undefined;
  },
): Finding {
  const { path, sizeBytes, writer, running } = ring;
  if (writer !== undefined && writer.pid === running?.pid) {
    return ok(`${path} is written by the picam that runs`);
  }
  if (writer !== undefined) {
    return fail(
      `${path} is written by another picam: ${nameAll([writer])}`,
      `kill ${writer.pid}; or give this one a place of its own: --ring ${path}2`,
    );
  }
  if (!place.isTmpfs) {
    return fail(
      `${path} would be on a disk, not on tmpfs, and wear it out`,
      "picam --ring auto, or a path under /dev/shm",
    );
  }
  if (place.foreignUid !== undefined) {
    return fail(
      `${path} belongs to another user (${place.foreignUid})`,
      "give picam a place of its own: picam --ring /dev/shm/my-picam/ring",
    );
  }
  if (!place.isWritable) {
    return fail(`this user may not write ${path}`, "picam --ring auto, or --ring memory");
  }
  const room = mebibytes(place.roomBytes);
  if (place.roomBytes < sizeBytes) {
    return fail(
      `${path} needs ${mebibytes(sizeBytes)} MiB, and its tmpfs has room for ${room} MiB`,
      `picam --ring-size ${smallerSize(place.roomBytes)}; or enlarge it: ` +
        `sudo mount -o remount,size=… $(df --output=target ${place.folder} | tail -1)`,
    );
  }
  return ok(`${path} on tmpfs: ${mebibytes(sizeBytes)} MiB, of ${room} MiB that are free`);
}

/** The largest round size that fits. */
function smallerSize(roomBytes: number): string {
  const half = 2 ** Math.floor(Math.log2(Math.max(1, roomBytes / 2 ** 20)));
  return `${half}M`;
}

function mebibytes(bytes: number): number {
  return Math.floor(bytes / 2 ** 20);
}
