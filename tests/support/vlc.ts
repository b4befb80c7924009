/** VLC without a screen: it plays, and what it shows is kept as pictures. @module */

const seconds = 30;

/**
 * Runs VLC to its end; it needs a folder that everybody may write to, since it refuses to run as root.
 *
 * @param folder Its home, and where it may write.
 * @param args What to play, and how.
 * @returns its exit code; 124 where it had to be ended.
 */
export async function runVlc(folder: string, args: readonly string[]): Promise<number> {
  await Deno.chmod(folder, 0o777);
  const drop = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
  const { code } = await new Deno.Command("env", {
    args: [
      ...[`HOME=${folder}`, "timeout", `${seconds}`, ...(Deno.uid() === 0 ? drop : []), "cvlc"],
      ...["--intf", "dummy", "--no-audio", "--play-and-exit", ...args],
    ],
    stdout: "null",
    stderr: "null",
  }).output();
  return code;
}

/** Arguments that keep some of the pictures that are shown. @param every One of so many. */
export function keepShots(folder: string, every: number): string[] {
  return [
    ...["--vout", "dummy", "--no-video-title-show", "--video-filter", "scene"],
    ...["--scene-format", "png", "--scene-ratio", `${every}`, "--scene-path", folder],
  ];
}

/** The paths of the pictures that were kept. */
export async function shotsIn(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  return entries.map(({ name }) => `${folder}/${name}`).filter((path) => path.endsWith(".png"));
}

/** How many different pictures were kept. */
export async function differentShots(folder: string): Promise<number> {
  const shots = await Promise.all((await shotsIn(folder)).map((path) => Deno.readFile(path)));
  const hashes = await Promise.all(shots.map((shot) => crypto.subtle.digest("SHA-256", shot)));
  return new Set(hashes.map((hash) => new Uint8Array(hash).toString())).size;
}
