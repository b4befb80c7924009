import { didYouMean, nearest } from "./nearest.ts";
import { quote, UsageError } from "./usage_error.ts";

/** Parameters of a request, by their names. */
export type JsonParams = Readonly<Record<string, unknown>>;

/** The methods, with their parameters, and what they do. Spec: wire-protocol v1, *Control methods*. */
export const controlMethods: readonly (readonly [method: string, does: string])[] = [
  ["status", "everything that is known of the camera and its server"],
  ["stream.start", "start the camera, and keep it running"],
  ["stream.stop", "stop it after the frame at hand"],
  ["camera.get", "its settings"],
  [
    "camera.set KEY=VALUE …",
    "change some: framerate=15 awb=daylight; names as flags, in camelCase",
  ],
  ["wifi.status", "the network that it is in"],
  ["wifi.scan", "those that it sees"],
  [
    "wifi.connect ssid=NAME passphrase=@FILE",
    "change over; it comes back after 60 s unless wifi.confirm follows",
  ],
  ["wifi.confirm", "stay in the new network"],
  ["system.shutdown afterSeconds=60", "turn the machine off"],
  ["system.reboot afterSeconds=60", "start it anew"],
  ["system.cancel", "do neither"],
];

/** Names of the methods. */
export const methodNames: readonly string[] = controlMethods.map(([words]) =>
  words.split(" ")[0] ?? ""
);

/** What is text even where it reads like a number. */
const alwaysText = ["ssid", "passphrase"];

/** Reads a file's text; rejects where it cannot. */
export type ReadTextFile = (path: string) => Promise<string>;

/**
 * Reads parameters: `key=value`, where a value is `true`, `false`, `null`, a number, JSON that
 * begins with `{`, `[` or `"`, `@FILE` for a file's text without its last line feed, or else a text.
 *
 * @param words The words.
 * @param readTextFile Reads what `@FILE` names.
 * @returns The parameters.
 * @throws {UsageError} Where a word is none of that; values are not shown, they may be secret.
 */
export async function parseParams(
  words: readonly string[],
  readTextFile: ReadTextFile,
): Promise<JsonParams> {
  const params = new Map<string, unknown>();
  for (const word of words) {
    const [, key, text] = /^([A-Za-z][A-Za-z0-9_]{0,63})=(.*)$/s.exec(word) ?? [];
    if (key === undefined || text === undefined) throw notAParameter(word);
    if (params.has(key)) throw new UsageError(`${key}= is given twice: give it once`);
    params.set(key, await parseValue(text, { key, readTextFile }));
  }
  return Object.fromEntries(params);
}

async function parseValue(
  text: string,
  { key, readTextFile }: { key: string; readTextFile: ReadTextFile },
): Promise<unknown> {
  if (text.startsWith("@")) return await readValue(text.slice(1), { key, readTextFile });
  if (alwaysText.includes(key)) return text;
  const isJson = /^([{["]|true$|false$|null$|-?\d{1,15}(\.\d{1,15})?$)/.test(text);
  if (!isJson) return text;
  try {
    // A number may begin with zeros, which JSON does not let it.
    return /^-?\d/.test(text) ? Number(text) : JSON.parse(text);
  } catch {
    throw new UsageError(
      `${key}= begins like JSON and is none: quote it for the shell, '{"a": 1}'`,
    );
  }
}

async function readValue(
  path: string,
  { key, readTextFile }: { key: string; readTextFile: ReadTextFile },
): Promise<string> {
  try {
    return (await readTextFile(path)).replace(/\r?\n$/, "");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `Cannot read ${key}=@ from the file ${quote(path)}: ${quote(reason).slice(1, -1)}`,
    );
  }
}

function notAParameter(word: string): UsageError {
  // What stands before = is a name; without one the word could be anything, a secret as well.
  const name = /^([^=]*)=/s.exec(word)?.[1];
  return new UsageError(
    name === undefined
      ? "After the method parameters follow as key=value, and one has no ="
      : `A parameter's name is of letters and digits, is ${quote(name)}`,
  );
}

/**
 * Checks a method's name; any that could be one is let pass: the server may know more than this end.
 *
 * @param method The name.
 * @throws {UsageError} Where it can be none, or is close to one of the known.
 */
export function checkMethod(method: string): void {
  if (method === "shell" || methodNames.includes(method)) return;
  const meant = nearest(method, [...methodNames, "shell"]);
  if (meant === undefined && /^[a-z][A-Za-z0-9]*(\.[a-z][A-Za-z0-9]*)*$/.test(method)) return;
  throw new UsageError(
    `METHOD must be shell or a control method such as status or stream.start, is ${quote(method)}` +
      didYouMean(meant),
  );
}
