import { errorCode } from "./device_file.ts";
import type { Fault, FaultKind } from "./fault.ts";

/** What the system's words for a device mean, by their code: what is wrong, and what to do. */
const words: Readonly<Record<string, readonly [FaultKind, string, string]>> = {
  ENOENT: ["no-camera", "is not there", "see that its driver is loaded and the path is right"],
  EACCES: [
    "permission",
    "may not be read by this user",
    "sudo chmod o+r PATH, or add the user to the group that owns it",
  ],
  EBUSY: [
    "busy",
    "is in use by another program",
    "end that program: `sudo fuser -v PATH` names it",
  ],
  EINVAL: ["unreadable", "cannot be read like a file", "for a V4L2 device use --source v4l2:PATH"],
  ENODEV: ["no-camera", "has gone away", "plug the camera in or load its driver; look at dmesg"],
  EIO: ["no-camera", "fails, or has gone away", "look at the sensor's cable and at dmesg"],
};

/** Codes that mean the same as another. */
const alike: Readonly<Record<string, string>> = { EPERM: "EACCES", ENXIO: "ENODEV" };

/** Why a device cannot be opened or read, or no longer. It is tried again whatever it is. */
export function deviceFault(path: string, error: unknown): Fault {
  const code = errorCode(error) ?? "";
  const [kind, what, remedy] = words[alike[code] ?? code] ?? [];
  if (kind === undefined) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      kind: "unreadable",
      message: `Cannot read ${path}: ${reason}`,
      remedy: "look at dmesg",
    };
  }
  const again = "picam tries again by itself";
  return {
    kind,
    message: `${path} ${what} (${code})`,
    remedy: `${remedy?.replace("PATH", path)}; ${again}`,
  };
}

/** What is said of a device that is at its end all the time. */
export function emptyDeviceFault(path: string): Fault {
  return {
    kind: "ended",
    message: `${path} is at its end and delivers nothing`,
    remedy: "see that it is the camera's device and that its driver delivers frames",
  };
}

/** What is said of what is neither device nor file. */
export function noDeviceFault(path: string): Fault {
  return {
    kind: "unreadable",
    message: `${path} is neither a character device nor a FIFO nor a file`,
    remedy: "--source device: needs one that delivers whole RAW frames",
  };
}
