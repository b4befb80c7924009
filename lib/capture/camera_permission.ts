/** What stands between this user and the camera's devices. */
export type CameraAccess = "no-devices" | "forbidden" | "open";

/**
 * Whether this user may open the camera's devices. A camera program that may not says only that there
 * is no camera.
 * @param devPath where the devices are; another folder in tests.
 */
export async function cameraAccess(devPath = "/dev"): Promise<CameraAccess> {
  let found: CameraAccess = "no-devices";
  for await (const { name } of Deno.readDir(devPath)) {
    if (!/^(?:video|media)\d+$/.test(name)) continue;
    found = "open";
    try {
      (await Deno.open(`${devPath}/${name}`)).close();
    } catch (error) {
      if (error instanceof Deno.errors.PermissionDenied) return "forbidden";
      // busy, or gone meanwhile: at least not forbidden
    }
  }
  return found;
}
