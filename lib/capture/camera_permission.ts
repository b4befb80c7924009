/** What stands between this user and the camera's devices. */
export type CameraAccess = "no-devices" | "forbidden" | "open";

/**
 * Whether this user may open the camera's devices. A camera program that may not says only that there
 * is no camera.
 * @param devPath where the devices are; another folder in tests.
 * @param open opens a device.
 */
export async function cameraAccess(
  devPath = "/dev",
  open: (path: string) => Promise<Disposable> = (path) => Deno.open(path),
): Promise<CameraAccess> {
  let found: CameraAccess = "no-devices";
  for await (const { name } of Deno.readDir(devPath)) {
    if (!/^(?:video|media)\d+$/.test(name)) continue;
    found = "open";
    try {
      (await open(`${devPath}/${name}`))[Symbol.dispose]();
    } catch (error) {
      if (error instanceof Deno.errors.PermissionDenied) return "forbidden";
      // busy, or gone meanwhile: at least not forbidden
    }
  }
  return found;
}
