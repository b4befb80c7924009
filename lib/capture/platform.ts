/**
 * Which camera hardware a Pi has, because its encoder decides about the arguments: `vc4` up to a Pi 4,
 * with an H.264 encoder; `pisp` from a Pi 5 on, without.
 */
export type Platform = "vc4" | "pisp";

/** Where the platform shows itself. */
const modelPath = "/proc/device-tree/model";
const videoPath = "/sys/class/video4linux";

/**
 * Finds out the platform: by the names of the video devices, as the camera program does, and where
 * those are out of sight by the model of the machine.
 * @param root a folder that stands for `/`, for tests.
 * @returns nothing on a machine that is no Pi, or does not show what it is.
 */
export async function detectPlatform(root = ""): Promise<Platform | undefined> {
  for (const name of await videoNames(root)) {
    if (name.startsWith("pispbe")) return "pisp";
    if (name.startsWith("bcm2835-isp")) return "vc4";
  }
  const model = await read(root + modelPath);
  if (/Raspberry Pi (?:Compute Module )?5/.test(model)) return "pisp"; // 5, 500, Compute Module 5
  return model.startsWith("Raspberry Pi") ? "vc4" : undefined;
}

async function videoNames(root: string): Promise<string[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(root + videoPath));
    return await Promise.all(entries.map(({ name }) => read(`${root}${videoPath}/${name}/name`)));
  } catch {
    return []; // a machine without any video device
  }
}

async function read(path: string): Promise<string> {
  try {
    return (await Deno.readTextFile(path)).replace(/\0/g, "").trim();
  } catch {
    return ""; // no such thing on this machine
  }
}
