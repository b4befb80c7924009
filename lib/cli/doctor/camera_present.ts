import type { CameraAccess, CameraList, ListedCamera } from "../../capture/mod.ts";
import { fail, type Finding, ok } from "./finding.ts";

/** The camera that `--camera` means; nothing where it is not among those that are there. */
export function wantedCamera(list: CameraList, wanted: number): ListedCamera | undefined {
  return list.cameras.find(({ index }) => index === wanted);
}

/** Whether the camera that is wanted is there, and which it is. */
export function judgeCameras(
  list: CameraList,
  { wanted, access }: { wanted: number; access: CameraAccess },
): Finding {
  if (list.cameras.length === 0 && access === "forbidden") {
    return fail(
      "none to be seen, because this user may not open the camera's devices",
      "see permissions, below",
    );
  }
  const camera = wantedCamera(list, wanted);
  if (camera !== undefined) {
    const others = list.cameras.length === 1 ? "" : ` (of ${list.cameras.length} cameras)`;
    return ok(`camera ${wanted} is ${camera.model}, ${camera.width} x ${camera.height}${others}`);
  }
  if (list.fault !== undefined) return fail(list.fault.message, list.fault.remedy);
  const there = list.cameras.map(({ index, model }) => `${index} is ${model}`).join(", ");
  return fail(
    `there is no camera ${wanted}: ${there}`,
    `picam --camera ${list.cameras[0]?.index ?? 0}`,
  );
}
