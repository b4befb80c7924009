/**
 * Announces and looks for picams, and prints what came of it as JSON. To be run inside a network
 * namespace of its own: elsewhere its packets would leave the machine.
 * @module
 */
import { createSocket } from "node:dgram";
import { createLogger } from "../../lib/observe/mod.ts";
import { announce, discover } from "../../lib/session/mod.ts";

const lines: string[] = [];
const log = createLogger({
  level: "debug",
  format: "text",
  journal: false,
  nowUs: () => 0,
  write: (line) => lines.push(line),
});
const { signal } = new AbortController();
const look = () => discover({ timeoutMs: 600, signal });

/** One picam, announced. */
function camera(name: string, port: number, more: object = {}): AsyncDisposable {
  const ports = { tcp: port, http: port + 3000 };
  return announce({ name, version: "1.2.3", ports, tls: false, needsToken: false, log, ...more });
}

/** Takes port 5353 for itself alone. */
async function takePort(): Promise<AsyncDisposable> {
  const socket = createSocket({ type: "udp4", reuseAddr: false });
  await new Promise<void>((done) => socket.bind(5353, "0.0.0.0", () => done()));
  return { [Symbol.asyncDispose]: () => new Promise((done) => socket.close(() => done())) };
}

async function main(): Promise<Record<string, unknown>> {
  const nobody = await look();
  const first = camera("garden", 5000);
  await using _second = camera("a rather long name ".repeat(5), 5100, {
    tls: true,
    needsToken: true,
  });
  const both = await look();
  await first[Symbol.asyncDispose]();
  const afterGoodbye = await look();
  let addresses = ["10.0.0.1"];
  let check = (): void => {};
  const timing = {
    nowMs: () => 0,
    random: () => 0,
    after: (_: number, callBack: () => void) => {
      check = callBack;
      return () => {};
    },
  };
  await using _moved = camera("moved", 5200, { addresses: () => addresses, timing });
  await look();
  addresses = ["10.0.0.2"];
  check();
  const afterMove = await look();
  const early = new AbortController();
  const looking = discover({ timeoutMs: 3_600_000, signal: early.signal });
  early.abort();
  const aborted = await looking;
  return { nobody, both, afterGoodbye, afterMove, aborted };
}

/** What happens where the port is taken. */
async function withoutPort(): Promise<Record<string, unknown>> {
  await using _port = await takePort();
  const before = lines.length;
  {
    await using _camera = camera("unheard", 5300);
    await look().catch(() => {}); // the announcement has failed by then
  }
  const refused = await look().then(() => undefined, (error: Error) => error.message);
  return { refused, logged: lines.slice(before) };
}

console.log(JSON.stringify({ ...await main(), ...await withoutPort(), lines }));
