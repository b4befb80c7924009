import { randomBytes } from "node:crypto";
import { type TokenSetting, UsageError } from "../config/mod.ts";
import { exposure, type KeptFile, readSmallFile, type StateFolder } from "./state_folder.ts";

/** A token, and what to tell about it; never the token itself. */
export interface Token {
  /** The secret: never to be logged, printed or put into an error's text. */
  readonly secret: string;
  /** The file that holds it, where one does. */
  readonly path?: string;
  /** Whether it was made just now. */
  readonly isNew: boolean;
  /** What whoever runs picam should know, in sentences. */
  readonly warnings: readonly string[];
}

const controlTokenFile = "control-token";

/**
 * Gets a token that the settings name.
 * @param setting Where it is to be had.
 * @param flag Whose, for messages, as `--view-token`.
 * @throws {UsageError} where its file cannot be read or holds no token; shows nothing of the file.
 */
export function readToken(setting: TokenSetting, flag: string): Token {
  if (setting.kind === "text") {
    return { secret: setting.secret.reveal(), isNew: false, warnings: [] };
  }
  const { path } = setting;
  const text = readTokenFile(path, flag);
  if (text === undefined) {
    throw new UsageError(`${flag} @${path}: there is no such file; its first line is the token`);
  }
  const warning = exposure(path);
  return {
    secret: tokenIn(text, `${flag} @${path}`),
    path,
    isNew: false,
    warnings: warning === undefined ? [] : [warning],
  };
}

/**
 * Gets the control token: the one that the settings name, else the one kept in the state folder,
 * else a new one, kept there. Where nothing can be kept it serves for this run only.
 * @param setting What the settings say; nothing where they are silent.
 * @param openFolder Finds the state folder; called only where it is needed.
 * @throws {UsageError} where a file that should hold it does not.
 */
export function controlToken(
  setting: TokenSetting | undefined,
  openFolder: () => StateFolder,
): Token {
  if (setting !== undefined) return readToken(setting, "--control-token");
  let kept: KeptFile;
  try {
    kept = openFolder().keep(controlTokenFile, () => `${newToken()}\n`);
  } catch (error) {
    return unkept(error);
  }
  const warning = exposure(kept.path);
  return {
    secret: tokenIn(kept.text, kept.path),
    path: kept.path,
    isNew: kept.isNew,
    warnings: warning === undefined ? [] : [warning],
  };
}

function unkept(error: unknown): Token {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    secret: newToken(),
    isNew: true,
    warnings: [
      `The control token cannot be kept and is another at each start (${reason}): ` +
      "set STATE_DIRECTORY to a folder that can be written, or give --control-token @FILE",
    ],
  };
}

/** Makes a token: 160 random bits as 32 letters and digits, easily told and copied. */
export function newToken(): string {
  return Array.from(randomBytes(32), (byte) => tokenLetters[byte % tokenLetters.length]).join("");
}

/** 32 of them, so that each random byte gives an even choice; none that is taken for another. */
const tokenLetters = "abcdefghijkmnpqrstuvwxyz23456789";

function readTokenFile(path: string, flag: string): string | undefined {
  try {
    return readSmallFile(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${flag} @${path}: the file cannot be read (${reason})`);
  }
}

/** The first line, without space around it. Spec: what `--view-token` and its like take. */
function tokenIn(text: string, where: string): string {
  const line = (text.split("\n")[0] ?? "").trim();
  if (/^[\x21-\x7e]{1,256}$/.test(line)) return line;
  throw new UsageError(
    `${where}: the first line must be the token, 1 to 256 visible ASCII characters, and is ` +
      (line === "" ? "empty" : "something else"),
  );
}
