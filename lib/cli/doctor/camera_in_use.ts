import { describeProcess, type RunningProgram } from "../../observe/mod.ts";
import { fail, type Finding, ok, warn } from "./finding.ts";
import type { Trial } from "./first_picture.ts";
import { type Machine, readText } from "./machine.ts";
import { nameAll } from "./program_name.ts";

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
      "sudo fuser -v /dev/video* /dev/media*",
    );
  }
  const names = holders.map(nameOf).join("; ");
  if (trial !== undefined && trial.fault === undefined) {
    return ok(`also open in ${names}, which leaves the camera to others`);
  }
  return (isBusy ? fail : warn)(`by ${names}`, remedyFor(holders));
}

function nameOf(holder: Holder): string {
  const starter = holder.picam === undefined ? "" : `, started by ${nameAll([holder.picam])}`;
  return `${nameAll([holder])}${starter}`;
}

function remedyFor(holders: readonly Holder[]): string {
  const pids = [...new Set(holders.map(({ pid, picam }) => picam?.pid ?? pid))];
  const service = holders.some(({ picam }) => picam !== undefined)
    ? "; if it is the service: sudo systemctl stop picam"
    : "";
  return `kill ${pids.join(" ")}${service}`;
}
