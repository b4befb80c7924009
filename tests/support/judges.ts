/** The programs that judge what picam makes: where they are, and what to install where they are not. @module */

/** Each judge, and the Debian packages that bring it. */
const packagesByJudge = {
  "chromium": "chromium",
  "curl": "curl",
  "cvlc": "vlc-bin vlc-plugin-base",
  "ffmpeg": "ffmpeg",
  "ffprobe": "ffmpeg",
  "gcc": "gcc libc6-dev",
  "gst-launch-1.0": "gstreamer1.0-tools gstreamer1.0-plugins-good gstreamer1.0-plugins-bad",
  "ip": "iproute2",
  "nc": "netcat-openbsd",
  "openssl": "openssl",
  "promtool": "prometheus",
  "python3": "python3",
  "systemd-analyze": "systemd",
  "unshare": "util-linux",
  "useradd": "passwd",
} as const;

/** A program that a test may ask for its verdict. */
export type Judge = keyof typeof packagesByJudge;

/** Where {@link missingJudges} looks: given by tests of it, the process's own otherwise. */
export interface JudgeSearch {
  /** Folders separated by colons, as in the environment variable of that name. */
  readonly path?: string;
}

/**
 * Says which of `judges` are not on this machine.
 *
 * @param judges Programs to look for.
 * @param search Where to look; by default the process's `PATH`.
 * @returns Those that no folder of the path holds, in the order given.
 */
export function missingJudges(judges: readonly Judge[], search: JudgeSearch = {}): Judge[] {
  const folders = (search.path ?? Deno.env.get("PATH") ?? "").split(":");
  return judges.filter((judge) => !folders.some((folder) => isExecutable(`${folder}/${judge}`)));
}

/**
 * Names the Debian packages that bring `judges`, each once, ready for `apt-get install`.
 *
 * @param judges Programs that are wanted.
 * @returns Package names separated by spaces.
 */
export function packagesOf(judges: readonly Judge[]): string {
  return [...new Set(judges.flatMap((judge) => packagesByJudge[judge].split(" ")))].join(" ");
}

/**
 * Options for `Deno.test` of a test that needs judges: it is ignored where one is missing, with a printed word of what
 * to install. On a machine that must not skip (`CI=true`) it is run, and fails.
 *
 * @param judges The programs that the test starts.
 * @returns Options to spread into those of `Deno.test`.
 * @example
 * ```ts
 * import { judgedBy } from "./judges.ts";
 *
 * Deno.test({ name: "ffprobe sees the right size", ...judgedBy("ffprobe"), fn() {} });
 * ```
 */
export function judgedBy(...judges: Judge[]): { ignore: boolean } {
  const missing = missingJudges(judges);
  if (missing.length === 0) return { ignore: false };
  const advice = `no ${missing.join(", ")} here: apt-get install ${packagesOf(missing)}`;
  if (Deno.env.get("CI") === "true") {
    sayOnce(`Tests will fail: ${advice}`);
    return { ignore: false };
  }
  sayOnce(`Tests are skipped: ${advice}`);
  return { ignore: true };
}

const said = new Set<string>();

function sayOnce(text: string): void {
  if (said.has(text)) return;
  said.add(text);
  console.warn(text);
}

function isExecutable(path: string): boolean {
  try {
    const file = Deno.statSync(path);
    return file.isFile && ((file.mode ?? 0o111) & 0o111) !== 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return false;
    }
    throw error;
  }
}
