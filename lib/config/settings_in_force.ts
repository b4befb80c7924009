import type { CameraMembers } from "./camera_change.ts";
import type { FileValue } from "./kind.ts";
import type { ResolvedSettings } from "./resolve.ts";
import type { Mode, Origin } from "./settings.ts";

/** A setting as whoever looks at a running picam is told it. */
export interface SettingInForce {
  /** Its name, as flags and configuration files have it. */
  readonly name: string;
  /** Heading that help puts it under. */
  readonly group: string;
  /** Its value as a configuration file has it, secrets as `[secret]`; null where it is unset. */
  readonly value: FileValue | null;
  /** Who gave it; `control` is a client that changed it since the start. */
  readonly origin: Origin["kind"] | "control";
  /** Which variable, or file and line. */
  readonly where?: string;
  /** What it does. */
  readonly help: string;
}

/**
 * Tells the settings in force, and where each comes from.
 *
 * @param resolved Every setting.
 * @param mode Whose settings are told.
 * @returns One entry for each setting of the mode, in the order of help.
 */
export function settingsInForce(resolved: ResolvedSettings, mode: Mode): SettingInForce[] {
  return [...resolved.values()].filter(({ setting }) => setting.modes.includes(mode))
    .map(({ setting: { name, group, kind, help }, value, origin }) => ({
      name,
      group,
      value: value === undefined ? null : kind.format(value),
      origin: origin.kind,
      ...whereOf(origin),
      help,
    }));
}

/**
 * Puts in what was changed since the start.
 *
 * @param started The settings that picam was started with.
 * @param members Settings of camera and picture, as `camera.get` answers them.
 * @returns The settings in force now; what was changed has origin `control`.
 */
export function withCameraMembers(
  started: readonly SettingInForce[],
  members: CameraMembers,
): SettingInForce[] {
  const changed = new Map(
    Object.entries(members).map(([member, value]) => [
      member.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
      value,
    ]),
  );
  return started.map((setting) => {
    const value = changed.get(setting.name);
    const isSame = value === undefined || JSON.stringify(value) === JSON.stringify(setting.value);
    if (isSame) return setting;
    const { where: _, ...rest } = setting;
    return { ...rest, value, origin: "control" };
  });
}

function whereOf(origin: Origin): { readonly where?: string } {
  if (origin.kind === "environment") return { where: origin.name };
  return origin.kind === "file" ? { where: `${origin.path}:${origin.line}` } : {};
}
