import type { Option } from "./options/table.ts";
import { atLeast, type Profile } from "./profile.ts";
import { cameraId, sensor } from "./sensor.ts";

/** What `--version` prints. */
export function versionText(profile: Profile): string {
  const number = atLeast(profile, [1, 5, 2]) ? `v${profile.version.join(".")} ` : "";
  const lines = [`rpicam-apps build: ${number}9270b60a1b2c 28-07-2026 (12:00:00)`];
  if (atLeast(profile, [1, 5, 3])) {
    lines.push(`rpicam-apps capabilites: egl:1 qt:1 drm:1 libav:${profile.libav ? 1 : 0}`);
  }
  lines.push(`libcamera build: ${profile.libcamera}`);
  return lines.join("\n") + "\n";
}

/** What `--help` prints: the options that this version knows. */
export function helpText(options: readonly Option[]): string {
  const lines = options.map(({ long, short, implicit, initial }) => {
    const names = short === undefined ? `--${long}` : `-${short} [ --${long} ]`;
    const value = implicit === undefined ? "arg" : `[=arg(=${implicit})]`;
    return `  ${names} ${value} (=${initial})`;
  });
  return ["Valid options are:", ...lines, ""].join("\n");
}

/** What `--list-cameras` prints. */
export function cameraListText(profile: Profile, cameras: number): string {
  if (cameras === 0) return "No cameras available!\n";
  const parts = ["Available cameras\n-----------------\n"];
  for (let index = 0; index < cameras; index++) {
    const { name, width, height, bits, bayer, modes } = sensor;
    const id = cameraId(profile.platform, index);
    parts.push(`${index} : ${name} [${width}x${height} ${bits}-bit ${bayer}] (${id})\n`);
    const format = `    Modes: 'S${bayer}${bits}_CSI2P' : `;
    modes.forEach((mode, line) => {
      const size = `${mode.width}x${mode.height}`;
      const text = `${size} [${mode.fps.toFixed(2)} fps - ${mode.crop} crop]\n`;
      parts.push((line === 0 ? format : " ".repeat(format.length)) + text);
    });
    parts.push("\n");
  }
  return parts.join("");
}
