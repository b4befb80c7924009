/** One measurement: camera, server and clients started together, watched for a window. @module */
import { Child } from "./child.ts";
import { faultsOf, Load, type LoadPlan, type LoadResult } from "./load.ts";
import { cpuSeconds, machineSeconds, openDescriptors, residentBytes } from "./process_figures.ts";
import type { Figure } from "./figure.ts";
import { median } from "./rounds.ts";
import type { Server, StartServer } from "./server.ts";
import type { Tools } from "./tools.ts";

const sampleMs = 500;

/** What the camera writes; see `camera.c` for the defaults (720p30, 2 Mbit/s, key frame each 30). */
export interface CameraPlan {
  /** Frames from one key frame to the next. */
  readonly gop?: number;
  /** Each frame in one write, or as stdio writes: multiples of 4096 bytes, then the remainder. */
  readonly write?: "one" | "stdio";
}

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

/** Runs `plan` once. */
export async function measure(tools: Tools, plan: Plan): Promise<Measurement> {
  await using rig = await startRig(tools, plan);
  const { path } = plan.load;
  const port = path === undefined ? rig.server.rawPort : rig.server.httpPort;
  if (port === undefined) throw new Error("The yardstick speaks no HTTP");
  await using load = new Load(tools, { port, plan: plan.load });
  await load.window();
  return await watch(load, { server: rig.server.pid, camera: rig.cameraPid });
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

/** A camera and the server that it feeds. */
export interface Rig extends AsyncDisposable {
  readonly server: Server;
  readonly cameraPid: number;
}

/** Starts a camera and, through a FIFO, the server of `plan`. */
export async function startRig(
  tools: Tools,
  plan: Pick<Plan, "start" | "camera">,
): Promise<Rig> {
  await using stack = new AsyncDisposableStack();
  const stdin = `${tools.folder}/stream-${crypto.randomUUID()}`;
  await makeFifo(stdin);
  stack.defer(() => Deno.remove(stdin));
  const args = Object.entries(plan.camera ?? {}).flatMap((
    [flag, value],
  ) => [`--${flag}`, `${value}`]);
  const camera = stack.use(new Child(tools.camera, { args, stdout: stdin }));
  const server = stack.use(await plan.start({ tools, stdin }));
  const parts = stack.move();
  return { server, cameraPid: camera.pid, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}

/** Follows the server's memory and processor time until the load's window is over. */
async function watch(load: Load, pids: { server: number; camera: number }): Promise<Measurement> {
  const memoryBytes = [await residentBytes(pids.server)];
  const descriptors = await openDescriptors(pids.server);
  let sampling: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    sampling = residentBytes(pids.server).then((bytes) => memoryBytes.push(bytes));
  }, sampleMs);
  const others = [pids.camera, Deno.pid];
  try {
    const before = await times(pids.server, others);
    const result = await load.result();
    const after = await times(pids.server, others);
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

async function makeFifo(path: string): Promise<void> {
  const { success, stderr } = await new Deno.Command("mkfifo", { args: [path] }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr).trim());
}
