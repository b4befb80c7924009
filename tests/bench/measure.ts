/** One measurement: camera, server and clients started together, watched for a window. @module */
import type { CameraPlan } from "./camera_plan.ts";
import { faultsOf, Load, type LoadPlan, type LoadResult } from "./load.ts";
import { cpuSeconds, machineSeconds, openDescriptors, residentBytes } from "./process_figures.ts";
import type { Figure } from "./figure.ts";
import { median } from "./rounds.ts";
import type { Server, StartServer } from "./server.ts";
import type { Tools } from "./tools.ts";

const sampleMs = 500;

/** What to measure. */
export interface Plan {
  readonly start: StartServer;
  readonly camera?: CameraPlan;
  readonly load: LoadPlan;
}

/** What the clients saw and what it cost the server. */
export interface Measurement extends LoadResult {
  /** Processor time of the server in the window, in per cent of a core. */
  readonly cpuPercent: number;
  /** Resident memory of the server: the samples of the window, each half second, in bytes. */
  readonly memoryBytes: readonly number[];
  /** Descriptors that the server had open while all clients were there. */
  readonly descriptors: number;
  /** Processor time that other programs took meanwhile, in per cent of a core: noise. */
  readonly othersPercent: number;
  /** What the clients complained of, in words; empty is good. */
  readonly faults: string;
}

/**
 * Runs `plan` once.
 * @param meanwhile What else is done in the window.
 */
export async function measure(
  tools: Tools,
  plan: Plan,
  meanwhile: (server: Server) => Promise<void> = () => Promise.resolve(),
): Promise<Measurement> {
  await using server = await plan.start(tools, plan.camera ?? {});
  await using load = new Load(tools, { port: portOf(server, plan.load), plan: plan.load });
  await load.window();
  const [measurement] = await Promise.all([watch(load, server), meanwhile(server)]);
  return measurement;
}

/** The port that speaks what the load wants to hear. @throws {Error} of the yardstick: bare TCP only. */
export function portOf(server: Server, { path, hello }: LoadPlan): number {
  const port = path !== undefined
    ? server.httpPort
    : hello !== undefined
    ? server.tcpPort
    : server.rawPort;
  if (port === undefined) throw new Error("The yardstick speaks neither HTTP nor frames");
  return port;
}

/** Tells how much else went on: figures taken on a busy machine are not worth much. */
export function noiseOf(
  results: Readonly<Record<"yardstick" | "product", readonly Measurement[]>>,
): Figure {
  const of = (all: readonly Measurement[]) => median(all.map(({ othersPercent }) => othersPercent));
  return {
    what: "other programs meanwhile, % of a core",
    yardstick: of(results.yardstick),
    product: of(results.product),
  };
}

/** Follows the server's memory and processor time until the load's window is over. */
async function watch(load: Load, { pid, cameraPid }: Server): Promise<Measurement> {
  const memoryBytes = [await residentBytes(pid)];
  const descriptors = await openDescriptors(pid);
  let sampling: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    sampling = residentBytes(pid).then((bytes) => memoryBytes.push(bytes));
  }, sampleMs);
  const others = [Deno.pid, ...(cameraPid === undefined ? [] : [cameraPid])];
  try {
    const before = await times(pid, others);
    const result = await load.result();
    const after = await times(pid, others);
    const percent = (seconds: number) => seconds / (after.wall - before.wall) * 100;
    const cpuPercent = percent(after.server - before.server);
    const noise = after.noise - before.noise - result.cpuSeconds;
    const othersPercent = Math.max(0, percent(noise));
    const faults = faultsOf(result);
    return { ...result, cpuPercent, memoryBytes, descriptors, othersPercent, faults };
  } finally {
    clearInterval(timer);
    await sampling;
  }
}

/** Seconds so far: on the clock, of the server, and of all but server, camera and bench. */
async function times(
  serverPid: number,
  otherPids: number[],
): Promise<{ wall: number; server: number; noise: number }> {
  const wall = performance.now() / 1000;
  const [machine, server, ...others] = await Promise.all([
    machineSeconds(),
    cpuSeconds(serverPid),
    ...otherPids.map(cpuSeconds),
  ]);
  return { wall, server, noise: others.reduce((rest, used) => rest - used, machine - server) };
}
