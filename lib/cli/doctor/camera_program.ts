import type { CameraCodec, CameraProgram, Platform } from "../../capture/mod.ts";
import { fail, type Finding, ok } from "./finding.ts";

const platforms: Readonly<Record<Platform, string>> = {
  vc4: "vc4: this Pi encodes H.264 in hardware",
  pisp: "pisp: this Pi encodes H.264 in software",
};

/** Where nothing is encoded that would make a difference. */
const boards: Readonly<Record<Platform, string>> = {
  vc4: "vc4: a Pi up to a Pi 4",
  pisp: "pisp: a Pi from a Pi 5 on",
};

/** The camera program, its version, and whether it suits the machine. */
export function judgeCameraProgram(
  program: CameraProgram | undefined,
  platform: Platform | undefined,
  codec: CameraCodec = "h264",
): Finding {
  const names = codec === "raw12" ? "rpicam-raw nor libcamera-raw" : "rpicam-vid nor libcamera-vid";
  if (program === undefined && platform === undefined) {
    return fail(
      `neither ${names} is installed, and this is no Raspberry Pi`,
      "picam --source pattern (the built-in test camera), or --source v4l2:/dev/video0",
    );
  }
  if (program === undefined) {
    return fail(
      `not installed: neither ${names} is in PATH`,
      "sudo apt install rpicam-apps",
    );
  }
  if (platform === "pisp" && program.hasLibav === false && codec === "h264") {
    return fail(
      `${program.path} was built without libav, the only way to H.264 on this Pi`,
      "sudo apt install rpicam-apps (the full package, not rpicam-apps-lite)",
    );
  }
  const name = program.path.slice(program.path.lastIndexOf("/") + 1);
  const version = program.version ?? "of an unknown version";
  const suits = platform === undefined
    ? "a platform that picam does not know"
    : (codec === "h264" ? platforms : boards)[platform];
  return ok(`${name} ${version} (${program.path}); ${suits}`);
}
