import { findHolders, type RunningProgram } from "../../observe/mod.ts";
import { fail, type Finding, ok } from "./finding.ts";
import { type Machine, readText } from "./machine.ts";
import { endAll, nameAll } from "./program_name.ts";
import type { RunningPicam } from "./running_picam.ts";

/** A port that picam is to listen on. */
export interface WantedPort {
  /** Address to listen on. */
  readonly host: string;
  /** Its number; 0 is off. */
  readonly port: number | "auto";
  /** The flag that it comes from. */
  readonly flag: "--http-port" | "--tcp-port" | "--raw-port";
}

/** How many ports further up are tried for one that is free. */
const tries = 20;

/** Whether a port can be had, by taking it for a moment. */
export async function checkPort(
  wanted: WantedPort,
  { machine, running }: { machine: Machine; running: RunningPicam | undefined },
): Promise<Finding | undefined> {
  const { host, port, flag } = wanted;
  if (port === 0) return undefined;
  if (port === "auto") return ok("any that is free");
  const error = tryPort(machine, { host, port });
  if (error === undefined) return ok(`${port} on ${host} is free`);
  if (error instanceof Deno.errors.PermissionDenied) {
    return fail(`${port} is below 1024 and needs a privilege`, `picam ${flag} ${port + 8000}`);
  }
  if (!(error instanceof Deno.errors.AddrInUse)) {
    return fail(`this machine has no address ${host}: ${error.message}`, "picam --host 0.0.0.0");
  }
  if (running !== undefined && Object.values(running.ports).includes(port)) {
    return ok(`${port} is taken by the picam that runs`);
  }
  return taken(wanted, { port, holders: await portHolders(port, machine), machine });
}

function taken(
  { host, flag }: WantedPort,
  found: { port: number; holders: readonly RunningProgram[]; machine: Machine },
): Finding {
  const { port, holders, machine } = found;
  const free = Array.from({ length: tries }, (_, index) => port + 1 + index).find((each) =>
    each <= 65535 && tryPort(machine, { host, port: each }) === undefined
  );
  const another = `picam ${flag} ${free ?? "auto"}`;
  if (holders.length === 0) {
    return fail(
      `${port} is taken by a program of another user`,
      `${another}; sudo ss -ltnp names the program`,
    );
  }
  const end = endAll(holders.map(({ pid }) => pid), "sudo ss -ltnp");
  return fail(`${port} is taken by ${nameAll(holders)}`, `${another}; or ${end}`);
}

function tryPort(
  { listen }: Machine,
  { host, port }: { host: string; port: number },
): Error | undefined {
  try {
    listen({ hostname: host, port })[Symbol.dispose]();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** The programs that listen on a port, so far as this user may see them. */
export async function portHolders(port: number, machine: Machine): Promise<RunningProgram[]> {
  const tables = await Promise.all(
    ["/proc/net/tcp", "/proc/net/tcp6"].map((path) => readText(machine, path)),
  );
  const sockets = new Set(
    tables.flatMap((table) => listeningInodes(table ?? "", port)).map((inode) =>
      `socket:[${inode}]`
    ),
  );
  return await findHolders((target) => sockets.has(target), `${machine.root}/proc`);
}

/** Local address, foreign address, state 0A (listening), five columns, inode. Spec: proc_net(5). */
function listeningInodes(table: string, port: number): string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  const line = new RegExp(`^\\s*\\d+: [0-9A-F]+:${hex} \\S+ 0A (?:\\S+\\s+){5}(\\d+)`, "gm");
  return [...table.matchAll(line)].map(([, inode = ""]) => inode);
}
