import { type GivenValues, parseGiven } from "./given.ts";
import type { Mode, Origin, ServeSettings } from "./settings.ts";
import { type Setting, settingsTable } from "./settings_table.ts";

/** A setting with the value in force. */
export interface Resolved {
  /** Its row of the table. */
  readonly setting: Setting;
  /** Its value; absent where it is unset. */
  readonly value?: unknown;
  /** Where it comes from. */
  readonly origin: Origin;
}

/** Settings in force, by the names that the program knows them by. */
export type ResolvedSettings = ReadonlyMap<keyof ServeSettings, Resolved>;

/**
 * Takes each setting's given value, else its default. Values of other modes are checked too: a
 * configuration file is right or wrong, whichever mode it is used for.
 *
 * @param given What was given.
 * @returns Every setting of the table.
 * @throws {UsageError} Where a value is not allowed.
 */
export function resolve(given: GivenValues): ResolvedSettings {
  const above: Record<string, unknown> = {};
  const rows = Object.entries(settingsTable) as [keyof ServeSettings, Setting][];
  return new Map(rows.map(([key, setting]) => {
    const value = given.get(setting.name);
    const resolved = value === undefined
      ? { setting, ...fallback(setting, above), origin: { kind: "default" } as const }
      : { setting, value: parseGiven(value, setting), origin: value.origin };
    if (resolved.value !== undefined) above[key] = resolved.value;
    return [key, resolved];
  }));
}

/**
 * Makes the object that a mode works with.
 *
 * @param resolved Every setting.
 * @param mode Whose settings are wanted.
 * @returns Their values; what is unset is absent.
 */
export function settingsOf<T>(resolved: ResolvedSettings, mode: Mode): T {
  const entries = [...resolved].flatMap(([key, { setting, value }]) =>
    value !== undefined && setting.modes.includes(mode) ? [[key, value]] : []
  );
  // The table's type has a row of the right kind for each member of the settings.
  return Object.fromEntries(entries) as T;
}

function fallback(setting: Setting, above: Partial<ServeSettings>): { value?: unknown } {
  if (setting.derive) return { value: setting.derive.from(above) };
  if (setting.fallback === undefined) return {};
  return { value: setting.kind.parse(setting.fallback) };
}
