import { get } from "node:http";
import type { Status } from "../../serve/mod.ts";
import { fail, type Finding, ok } from "./finding.ts";

/** A picam that runs on this machine and has the HTTP port that is being checked. */
export interface RunningPicam {
  /** Its process. */
  readonly pid: number;
  /** Its version. */
  readonly version: string;
  /** Where it listens. */
  readonly ports: Status["ports"];
  /** Where its pictures come from, as `--source` names it. */
  readonly source: string;
  /** Why it has no picture. */
  readonly trouble?: { readonly message: string; readonly remedy: string };
}

/** Asks for a small text; rejects where nobody answers. */
export type GetText = (url: string) => Promise<string>;

/**
 * Asks whoever has the HTTP port whether it is picam.
 * @returns nothing where it is not, or where nobody answers.
 */
export async function findRunningPicam(
  { host, port }: { readonly host: string; readonly port: number | "auto" },
  getText: GetText = getLocalText,
): Promise<RunningPicam | undefined> {
  if (port === "auto" || port === 0) return undefined;
  try {
    const text = await getText(`http://${reached(host)}:${port}/api/v1/status`);
    return describe(JSON.parse(text) as Partial<Status>);
  } catch {
    return undefined; // nobody, or somebody else: the port's own check says who
  }
}

function describe(status: Partial<Status>): RunningPicam | undefined {
  const { program, camera, ring, notReady, ports = {} } = status;
  if (program?.name !== "picam" || !Number.isInteger(program.pid)) return undefined;
  const trouble = notReady === undefined ? undefined : {
    message: camera?.fault?.message ?? notReady,
    remedy: camera?.fault?.remedy ?? "journalctl -u picam -n 50 shows what it does instead",
  };
  return {
    pid: program.pid,
    version: String(program.version),
    ports,
    source: camera?.source ?? `ring:${ring?.path}`,
    ...(trouble === undefined ? {} : { trouble }),
  };
}

/** What the picam that runs does. */
export function judgeRunning(running: RunningPicam, source: string): Finding {
  const { pid, version, trouble } = running;
  const name = `picam ${version} runs already (pid ${pid})`;
  if (running.source !== source) {
    return fail(
      `${name}, with --source ${running.source}`,
      `kill ${pid} (the service: sudo systemctl stop picam), to serve ${source} here instead`,
    );
  }
  if (trouble === undefined) return ok(`${name} and has a picture`);
  return fail(`${name} and has no picture: ${trouble.message}`, trouble.remedy);
}

/** An address that this machine reaches itself by. */
function reached(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}

const limitMs = 2000;
const maxTextLength = 256 * 1024;

/** Not by `fetch`: that would ask a proxy that the environment names. */
function getLocalText(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: false, signal: AbortSignal.timeout(limitMs) }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => {
        text += part;
        if (text.length > maxTextLength) request.destroy(new Error("the answer is too long"));
      });
      response.on("end", () => resolve(text));
      response.on("error", reject);
    });
    request.on("error", reject);
  });
}
