import { type ServeSettings, type TokenSetting, UsageError } from "../config/mod.ts";
import { Access } from "../session/mod.ts";

/**
 * Decides by the settings who may watch and who may command.
 * @throws {UsageError} where a token cannot be had.
 */
export function openGate(settings: ServeSettings): Access {
  const viewToken = settings.viewToken && readToken(settings.viewToken, "--view-token");
  const controlToken = settings.controlToken && readToken(settings.controlToken, "--control-token");
  return new Access({
    nowMs: () => performance.now(),
    ...(viewToken === undefined ? {} : { viewToken }),
    ...(controlToken === undefined ? {} : { controlToken }),
  });
}

function readToken(setting: TokenSetting, flag: string): string {
  if (setting.kind === "text") return setting.secret.reveal();
  try {
    const [line = ""] = Deno.readTextFileSync(setting.path).split("\n");
    if (line.trim() !== "") return line.trim();
  } catch (error) {
    throw new UsageError(`${flag} @${setting.path} cannot be read: ${(error as Error).message}`);
  }
  throw new UsageError(`${flag} @${setting.path} is empty: its first line is to be the token`);
}
