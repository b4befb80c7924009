import { type GivenValues, parseGiven } from "./given.ts";
import type { Setting } from "./setting.ts";
import type { AllSettings, Mode, Origin } from "./settings.ts";
import { settingsTable } from "./settings_table.ts";

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
export type ResolvedSettings = ReadonlyMap<keyof AllSettings, Resolved>;

/**
 * Takes each setting's given value, else its default. Values of other modes are checked too: a
 * configuration file is right or wrong, whichever mode it is used for.
 *
 * @param given What was given.
 * @returns Every setting of the table.
 * @throws {UsageError} Where a value is not allowed.
 */
export function resolve(given: GivenValues): ResolvedSettings {
  const rows = Object.entries(settingsTable) as [keyof AllSettings, Setting][];
  const resolved = new Map(rows.map(([key, setting]) => [key, resolveOne(setting, given)]));
  const others: Record<string, unknown> = {};
  for (const [key, { value }] of resolved) if (value !== undefined) others[key] = value;
  for (const [key, { setting, value, origin }] of resolved) {
    if (value !== undefined || setting.derive === undefined) continue;
    others[key] = setting.derive.from(others);
    resolved.set(key, { setting, value: others[key], origin });
  }
  return resolved;
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

function resolveOne(setting: Setting, given: GivenValues): Resolved {
  const value = given.get(setting.name);
  if (value !== undefined) {
    return { setting, value: parseGiven(value, setting), origin: value.origin };
  }
  const origin = { kind: "default" } as const;
  if (setting.fallback === undefined) return { setting, origin };
  return { setting, value: setting.kind.parse(setting.fallback), origin };
}
