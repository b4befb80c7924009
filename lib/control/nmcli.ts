import type { ProgramResult, RunProgram } from "../observe/mod.ts";
import { RequestError } from "../wire/mod.ts";

/** How to call `nmcli`. */
export interface NmcliCall {
  /** A secret that it needs, by the setting's name; it goes by standard input. */
  readonly secret?: { readonly setting: string; readonly value: string } | undefined;
  /** How long NetworkManager may take, in seconds. */
  readonly waitSeconds?: number;
}

const usualWaitSeconds = 15;
/** After its own limit, before it is killed. */
const graceMs = 5000;

/** Exit codes that say what is wrong. Spec: nmcli(1), *EXIT STATUS*. */
const remedies: Readonly<Record<number, string>> = {
  8: "NetworkManager is not running: sudo systemctl enable --now NetworkManager",
};
const notAllowed = /not authorized|insufficient privileges|permission denied|access denied/i;

/**
 * NetworkManager's command line. Every call is a fixed list of arguments: nothing from outside
 * stands where `nmcli` looks for an option or a command.
 */
export class Nmcli {
  readonly #run: RunProgram;

  /** Takes what runs programs. */
  constructor(run: RunProgram) {
    this.#run = run;
  }

  /**
   * Runs it.
   *
   * @param args Its arguments after the options that are always given.
   * @param call What it reads, and how long it may take.
   * @returns What it wrote.
   * @throws {RequestError} `failed`, with what it says is wrong.
   */
  async ask(args: readonly string[], call: NmcliCall = {}): Promise<string> {
    const { secret, waitSeconds = usualWaitSeconds } = call;
    const always = ["--colors", "no", "--wait", String(waitSeconds)];
    const read = secret === undefined ? [] : ["passwd-file", "/dev/stdin"];
    const result = await this.#run("nmcli", [...always, ...args, ...read], {
      timeLimitMs: waitSeconds * 1000 + graceMs,
      ...(secret === undefined
        ? {}
        : { stdin: `${secret.setting}:${escapeSecret(secret.value)}\n` }),
    });
    if (result?.code === 0) return result.stdout;
    throw new RequestError("failed", hide(wordsOf(result), secret?.value));
  }

  /** Asks for a table. @returns its rows, each field without its escapes. */
  async table(args: readonly string[], fields: readonly string[]): Promise<string[][]> {
    const text = await this.ask([
      "--terse",
      "--escape",
      "yes",
      "--fields",
      fields.join(","),
      ...args,
    ]);
    return text.split("\n").filter((line) => line !== "").map(splitTerse)
      .filter((row) => row.length === fields.length);
  }
}

/**
 * Splits a line of terse output: fields stand between colons; a colon or a backslash in a field has a
 * backslash before it. Spec: nmcli(1), `--terse`, `--escape`.
 */
export function splitTerse(line: string): string[] {
  const fields = [""];
  for (const [piece] of line.matchAll(/\\.|[^\\:]+|:|\\/gsu)) {
    if (piece === ":") fields.push("");
    else {fields[fields.length - 1] += piece.length > 1 && piece.startsWith("\\")
        ? piece.slice(1)
        : piece;}
  }
  return fields;
}

/**
 * A secret as the file for `passwd-file` holds it: with backslashes escaped, and spaces at its ends,
 * which would be taken away. Spec: nmcli(1), `passwd-file`.
 */
function escapeSecret(secret: string): string {
  const escaped = secret.replaceAll("\\", "\\\\");
  return escaped.replace(/^ +| +$/g, (spaces) => "\\040".repeat(spaces.length));
}

function wordsOf(result: ProgramResult | undefined): string {
  if (result === undefined) {
    return "nmcli is not installed: sudo apt install network-manager; picam changes networks through it";
  }
  const told = result.stderr.trim().replace(/^Error: /, "").replaceAll(/\s+/g, " ");
  const words = remedies[result.code] ?? (told || `nmcli ended with exit code ${result.code}`);
  return notAllowed.test(words)
    ? `${words}; install.sh puts /etc/polkit-1/rules.d/50-picam.rules in place, which permits it`
    : words;
}

/** It does not repeat what it reads; if a version of it did, the words would go to clients and the log. */
function hide(words: string, secret = ""): string {
  if (secret === "") return words;
  return words.replaceAll(secret, "[secret]").replaceAll(escapeSecret(secret), "[secret]");
}
