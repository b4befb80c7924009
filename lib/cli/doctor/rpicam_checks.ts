import {
  cameraAccess,
  cameraHolders,
  detectPlatform,
  findCameraProgram,
  listCameras,
  type Source,
} from "../../capture/mod.ts";
import { judgeHolders, withStarters } from "./camera_in_use.ts";
import { judgeCameras, wantedCamera } from "./camera_present.ts";
import { judgeCameraProgram } from "./camera_program.ts";
import type { Check } from "./finding.ts";
import { pictureCheck, tryPicture } from "./first_picture.ts";
import type { Machine } from "./machine.ts";
import { once } from "./once.ts";
import { checkPermissions } from "./permissions.ts";

/** The checks of the Pi's own camera. */
export function rpicamChecks(
  source: Source,
  { machine, camera }: { machine: Machine; camera: number },
): Check[] {
  const { holders, program, list, trial } = lookInOrder(source, { machine, camera });
  const { root, open } = machine;
  return [
    {
      name: "camera program",
      look: async () =>
        judgeCameraProgram(await program(), await detectPlatform(root), source.codec),
    },
    {
      name: "camera",
      isPatient: true,
      look: async () => {
        const listed = await list();
        const access = await cameraAccess(`${root}/dev`, open);
        return listed && judgeCameras(listed, { wanted: camera, access });
      },
    },
    { name: "permissions", look: () => checkPermissions(machine) },
    {
      name: "camera in use",
      isPatient: true,
      look: async () => {
        const held = await holders();
        if (held.length === 0 && await list() === undefined) return undefined;
        return judgeHolders(held, { trial: await trial(), isRoot: machine.uid === 0 });
      },
    },
    pictureCheck(trial),
  ];
}

/**
 * What has to be looked up one after the other: who holds the camera, before the camera program,
 * asked for cameras, holds it itself; a picture last, and only from a camera that is there.
 */
function lookInOrder(
  source: Source,
  { machine, camera }: { machine: Machine; camera: number },
) {
  const { root, spawn, timing } = machine;
  const holders = once(async () => withStarters(await cameraHolders(`${root}/proc`), machine));
  const program = once(async () => {
    await holders();
    const path = machine.env.get("PATH");
    return await findCameraProgram({ path, codec: source.codec, spawn, timing });
  });
  const list = once(async () => {
    const found = await program();
    return found && await listCameras(found.path, { spawn, timing });
  });
  const trial = once(async () => {
    const listed = await list();
    if (listed === undefined || wantedCamera(listed, camera) === undefined) return undefined;
    return await tryPicture(source, timing);
  });
  return { holders, program, list, trial };
}
