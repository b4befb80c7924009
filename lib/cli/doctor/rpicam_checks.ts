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
import { judgeTrial, tryPicture } from "./first_picture.ts";
import type { Machine } from "./machine.ts";
import { once } from "./once.ts";
import { checkPermissions } from "./permissions.ts";

/**
 * The checks of the Pi's own camera. They follow one another where the order counts: who holds the
 * camera is looked up before the camera program, asked for cameras, holds it itself; a picture is
 * tried last, and only from a camera that is there.
 */
export function rpicamChecks(
  source: Source,
  { machine, camera }: { machine: Machine; camera: number },
): Check[] {
  const { root, spawn, timing } = machine;
  const holders = once(async () => withStarters(await cameraHolders(`${root}/proc`), machine));
  const access = once(() => cameraAccess(`${root}/dev`, machine.open));
  const program = once(async () => {
    await holders();
    return await findCameraProgram({ path: machine.env.get("PATH"), spawn, timing });
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
  return [
    {
      name: "camera program",
      look: async () => judgeCameraProgram(await program(), await detectPlatform(root)),
    },
    {
      name: "camera",
      isPatient: true,
      look: async () => {
        const listed = await list();
        return listed && judgeCameras(listed, { wanted: camera, access: await access() });
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
    {
      name: "picture",
      isPatient: true,
      look: async () => {
        const tried = await trial();
        return tried && judgeTrial(tried);
      },
    },
  ];
}
