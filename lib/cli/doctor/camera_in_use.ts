import { describeProcess, type RunningProgram } from "../../observe/mod.ts";
import { fail, type Finding, ok, warn } from "./finding.ts";
import type { Trial } from "./first_picture.ts";
import { type Machine, readText } from "./machine.ts";
import { endAll, nameAll } from "./program_name.ts";

/** A program that has the camera's devices open, and whom to ask for them. */
export interface Holder extends RunningProgram {
  /** The picam that started it, if one did: ended alone, it would be started again. */
  readonly picam?: RunningProgram;
}

/** Finds out which of the holders are another picam's. */
export function withStarters(
  holders: readonly RunningProgram[],
  machine: Machine,
): Promise<Holder[]> {
  return Promise.all(holders.map(async (holder) => {
    const status = await readText(machine, `/proc/${holder.pid}/status`);
    const parent = Number(/^PPid:\s*(\d+)/m.exec(status ?? "")?.[1] ?? 0);
    if (parent <= 1) return holder;
    const picam = await describeProcess(parent, `${machine.root}/proc`);
    return /\bpicam\b|\bmain\.ts\b/.test(picam.command) ? { ...holder, picam } : holder;
  }));
}

const listHolders = "sudo fuser -v /dev/video* /dev/media*";

/** Who has the camera, and whether that is in the way: that is what the trial showed. */
export function judgeHolders(
  holders: readonly Holder[],
  { trial, isRoot }: { trial: Trial | undefined; isRoot: boolean },
): Finding {
  const isBusy = trial?.fault?.kind === "busy";
  if (holders.length === 0) {
    const unseen = isRoot ? "" : ", so far as this user can see";
    if (!isBusy) return ok(`nobody has the camera open${unseen}`);
    return fail(
      "by a program that cannot be seen from here: another user's, or outside of this container",
      listHolders,
    );
  }
  const names = namesOf(holders);
  // A sound server that looks after cameras, too, has them open for good, and leaves them to others.
  if (trial !== undefined && !isBusy) return ok(`also open in ${names}, which is not in the way`);
  return (isBusy ? fail : warn)(`by ${names}`, remedyFor(holders));
}

function namesOf(holders: readonly Holder[]): string {
  const [picam] = holders.flatMap((holder) => holder.picam ?? []);
  return `${nameAll(holders)}${picam === undefined ? "" : `, started by ${nameAll([picam])}`}`;
}

function remedyFor(holders: readonly Holder[]): string {
  const service = holders.some(({ picam }) => picam !== undefined)
    ? "; if it is the service: sudo systemctl stop picam"
    : "";
  return `${endAll(holders.map(({ pid, picam }) => picam?.pid ?? pid), listHolders)}${service}`;
}
