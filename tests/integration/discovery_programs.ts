/**
 * Starts picams that announce themselves, and receivers that look for them, and prints how these
 * ended as JSON. To be run inside a network namespace of its own, as discovery_process.ts.
 * @module
 */
import { Picam, type PicamEnd, runPicam } from "../support/picam.ts";

const state = await Deno.makeTempDir({ prefix: "picam-state-" });
const env = { STATE_DIRECTORY: state };

function camera(name: string): Promise<Picam> {
  const small = ["--source", "pattern", "--width", "64", "--height", "48", "--host", "0.0.0.0"];
  return Picam.start([...small, "--announce", "on", "--name", name], { env });
}

function receive(): Promise<PicamEnd> {
  const args = ["--mode", "receive", "--frames", "3", "--stats", "off"];
  return runPicam([...args, "--reconnect-attempts", "1"], { env });
}

async function main(): Promise<Record<string, PicamEnd>> {
  await using first = await camera("first");
  const one = await receive();
  await using second = await camera("second");
  const two = await receive();
  await second.stop();
  await first.stop();
  return { one, two };
}

try {
  console.log(JSON.stringify(await main()));
} finally {
  await Deno.remove(state, { recursive: true });
}
