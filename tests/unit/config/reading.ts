/** Reads settings as the program does, for tests. @module */
import { assertRejects } from "@std/assert";
import {
  type Invocation,
  readCommandLine,
  type ReceiveSettings,
  type ServeSettings,
  UsageError,
} from "../../../lib/config/mod.ts";

/** What is given to picam. */
export interface Given {
  readonly args?: string[];
  readonly env?: Record<string, string>;
  readonly file?: string;
}

/** Reads what a command line, environment and file ask for. */
export function read({ args = [], env = {}, file }: Given): Promise<Invocation> {
  const readTextFile = (path: string): Promise<string> =>
    file !== undefined && path === "f.json"
      ? Promise.resolve(file)
      : Promise.reject(new Deno.errors.NotFound("No such file or directory (os error 2)"));
  return readCommandLine({
    args: file === undefined ? args : ["--config", "f.json", ...args],
    env,
    readTextFile,
  });
}

/** The settings of serving. */
export async function serve(given: Given): Promise<ServeSettings> {
  const invocation = await read(given);
  if (invocation.kind !== "serve") throw new Error(`asks for ${invocation.kind}`);
  return invocation.settings;
}

/** The settings of receiving. */
export async function receive(given: Given): Promise<ReceiveSettings> {
  const invocation = await read({ ...given, args: ["--mode=receive", ...given.args ?? []] });
  if (invocation.kind !== "receive") throw new Error(`asks for ${invocation.kind}`);
  return invocation.settings;
}

/** What is odd about it. */
export async function warnings(given: Given): Promise<readonly string[]> {
  const invocation = await read(given);
  return "warnings" in invocation ? invocation.warnings : [];
}

/** Why it is not possible. */
export async function refusal(given: Given): Promise<string> {
  return (await assertRejects(() => read(given), UsageError)).message;
}

/** What serving does without anything given. */
export const defaults: ServeSettings = {
  source: { kind: "rpicam" },
  codec: "h264",
  quality: 80,
  rawFormat: "SRGGB12",
  width: 1280,
  height: 720,
  framerate: 30,
  bitrateBps: 2_000_000,
  intraFrames: 30,
  camera: 0,
  rotation: 0,
  hflip: false,
  vflip: false,
  cameraArgs: [],
  announce: "on",
  host: "0.0.0.0",
  name: "camera",
  httpPort: 8000,
  tcpPort: 5000,
  rawPort: 5001,
  tls: { kind: "off" },
  pushUrls: [],
  recordPatterns: [],
  allowHosts: [],
  maxClients: 64,
  lagLimitMs: 2000,
  ring: { kind: "auto" },
  ringSizeBytes: 64 * 2 ** 20,
  logLevel: "info",
  logFormat: "text",
};
