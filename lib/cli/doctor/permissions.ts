import { cameraAccess } from "../../capture/mod.ts";
import { fail, type Finding, ok, warn } from "./finding.ts";
import { isPi, type Machine, readBoard, readText } from "./machine.ts";

/** Who runs this program, so far as the camera's group is concerned. */
export interface User {
  /** The name. */
  readonly name: string;
  /** Whether this login has the rights of group video. */
  readonly hasVideo: boolean;
  /** Whether the next login will have them. */
  readonly willHaveVideo: boolean;
}

/** Who runs this program. */
export async function readUser(machine: Machine): Promise<User> {
  const [name, groups, database = ""] = await Promise.all([
    machine.run("id", ["-un"]),
    machine.run("id", ["-nG"]),
    readText(machine, "/etc/group"),
  ]);
  const user = name?.stdout.trim() || machine.env.get("USER") || `${machine.uid ?? "this user"}`;
  const members = /^video:[^:]*:\d*:(.*)$/m.exec(database)?.[1]?.split(",") ?? [];
  return {
    name: user,
    hasVideo: groups?.stdout.trim().split(/\s+/).includes("video") ?? false,
    willHaveVideo: members.includes(user),
  };
}

/** What lets this user at the devices of group video. */
export function openDevices({ name, willHaveVideo }: User): string {
  return willHaveVideo
    ? "log out and in again: this login is older than the membership in group video"
    : `sudo usermod -aG video ${name} (then log out and in again)`;
}

/** Whether this user may open what the camera program opens. */
export async function checkPermissions(machine: Machine): Promise<Finding> {
  const user = await readUser(machine);
  const refused = await refusedDevices(machine);
  if (refused.length > 0) {
    const why = user.hasVideo ? "" : ", not being in group video";
    return fail(`user ${user.name} may not open ${refused.join(", ")}${why}`, openDevices(user));
  }
  const mailbox = await refusedAmong(machine, ["/dev/vchiq", "/dev/vcio"]);
  if (mailbox.length > 0) {
    return warn(
      `user ${user.name} may not open ${
        mailbox.join(", ")
      }: vcgencmd cannot tell of the power supply`,
      openDevices(user),
    );
  }
  if (await cameraAccess(`${machine.root}/dev`, machine.open) === "no-devices") {
    return warn(
      "there are no /dev/video* and /dev/media*: the kernel has loaded no camera driver",
      isPi(await readBoard(machine))
        ? "put camera_auto_detect=1 into /boot/firmware/config.txt, then sudo reboot"
        : "in a container, hand the devices of the host in, as docker run --device does",
    );
  }
  return ok(`user ${user.name} may open /dev/video*, /dev/media* and /dev/dma_heap`);
}

async function refusedDevices(machine: Machine): Promise<string[]> {
  const devices = await cameraAccess(`${machine.root}/dev`, machine.open) === "forbidden"
    ? ["/dev/video* or /dev/media*"]
    : [];
  const heaps = await namesIn(`${machine.root}/dev/dma_heap`);
  const refused = await refusedAmong(machine, heaps.map((name) => `/dev/dma_heap/${name}`));
  // libcamera takes the first heap that it can open.
  return heaps.length > 0 && refused.length === heaps.length
    ? [...devices, "/dev/dma_heap"]
    : devices;
}

async function refusedAmong(machine: Machine, paths: readonly string[]): Promise<string[]> {
  const refused: string[] = [];
  for (const path of paths) {
    try {
      (await machine.open(machine.root + path))[Symbol.dispose]();
    } catch (error) {
      if (error instanceof Deno.errors.PermissionDenied) refused.push(path);
      // busy, or not on this machine: at least not refused
    }
  }
  return refused;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
  } catch {
    return []; // a machine without it
  }
}
