import { checkTogether } from "./conflicts.ts";
import { didYouMean, nearest } from "./nearest.ts";
import type { FileValue } from "./kind.ts";
import type { ServeSettings } from "./serve_settings.ts";
import type { Setting } from "./setting.ts";
import { settingsTable } from "./settings_table.ts";
import { quote, UsageError } from "./usage_error.ts";

/** Settings of camera and picture by the names that `camera.set` has for them; null is unset. */
export type CameraMembers = Readonly<Record<string, FileValue | null>>;

type Key = keyof ServeSettings;

/** They decide what a stream is, not how its picture looks. */
const fixed: ReadonlySet<Key> = new Set(["source", "codec"]);

const rows = (Object.entries(settingsTable) as [Key, Setting][]).filter(([key, { group }]) =>
  !fixed.has(key) && (group === "Picture" || group.startsWith("Camera"))
);
const keyOf: ReadonlyMap<string, Key> = new Map(
  rows.map(([key, { name }]) => [toMember(name), key]),
);

/**
 * The settings of camera and picture in force, as `camera.get` answers them.
 *
 * @param settings All settings.
 * @returns The flags' names in camelCase, with values as a configuration file has them.
 */
export function cameraMembers(settings: ServeSettings): CameraMembers {
  return Object.fromEntries(rows.map(([key, { name, kind }]) => {
    const value = settings[key];
    return [toMember(name), value === undefined ? null : kind.format(value)];
  }));
}

/**
 * Changes settings of camera and picture, as `camera.set` asks for.
 *
 * @param settings The settings in force.
 * @param params The flags' names in camelCase; values as on the command line or as JSON has them; null takes a setting
 *   back to what it is when nobody gives one.
 * @returns The settings with the changes.
 * @throws {UsageError} That names the member, its value and what is allowed, or both sides of a conflict.
 */
export function changeCamera(
  settings: ServeSettings,
  params: Readonly<Record<string, unknown>>,
): ServeSettings {
  const changes = Object.entries(params).map(([member, value]) => readMember(member, value));
  const changed = followRate({ from: settings, changes: new Map(changes) });
  const given = Object.entries(params).flatMap(([member, value]) => {
    const { name } = settingsTable[keyOf.get(member) as Key];
    return value === null ? [] : [[name, { text: "", origin: { kind: "flag" } }] as const];
  });
  try {
    checkTogether(changed, new Map(given));
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(inMembers(error.message)) : error;
  }
  return changed;
}

/**
 * Puts the names that `camera.set` has into a sentence that has those of flags.
 *
 * @param message For example `--sensor-mode is wrong`.
 * @returns `sensorMode is wrong`.
 */
export function inMembers(message: string): string {
  return message.replaceAll(
    /--([a-z][a-z-]*[a-z])/g,
    (flag, name) => keyOf.has(toMember(name)) ? toMember(name) : flag,
  );
}

function readMember(member: string, value: unknown): [Key, unknown] {
  const key = keyOf.get(member);
  if (key === undefined) {
    const meant = nearest(member, [...keyOf.keys()]);
    throw new UsageError(
      `${quote(member)} is no setting of the camera${didYouMean(meant)}` +
        (meant === undefined ? `: there are ${[...keyOf.keys()].join(", ")}` : ""),
    );
  }
  return [key, value === null ? undefined : parseMember(value, { member, ...settingsTable[key] })];
}

function parseMember(value: unknown, { member, kind }: { member: string } & Setting): unknown {
  const isPlain = ["string", "number", "boolean"].includes(typeof value);
  const text = isPlain ? String(value) : JSON.stringify(value);
  const parsed = isPlain ? kind.parse(text) : undefined;
  if (parsed !== undefined) return parsed;
  const meant = kind.meant?.(text) ?? nearest(text, kind.choices ?? []);
  const fits = meant !== undefined && kind.parse(meant) !== undefined;
  throw new UsageError(
    `${member} must be ${kind.allowed}, is ${quote(text)}${didYouMean(fits ? meant : undefined)}`,
  );
}

/** What nobody gave takes its default again, which may follow from what is given: the key frames' from the rate. */
function followRate(
  { from, changes }: { from: ServeSettings; changes: ReadonlyMap<Key, unknown> },
): ServeSettings {
  const merged: Partial<Record<Key, unknown>> = { ...from };
  for (const [key, setting] of rows) {
    const followed = setting.derive !== undefined && setting.derive.from(from) === from[key];
    if (!changes.has(key) && !followed) continue;
    const value = changes.get(key) ?? fallbackOf(setting, merged as Partial<ServeSettings>);
    if (value === undefined) delete merged[key];
    else merged[key] = value;
  }
  return merged as unknown as ServeSettings;
}

function fallbackOf(setting: Setting, above: Partial<ServeSettings>): unknown {
  if (setting.derive !== undefined) return setting.derive.from(above);
  return setting.fallback === undefined ? undefined : setting.kind.parse(setting.fallback);
}

function toMember(name: string): string {
  return name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
