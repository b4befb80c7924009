/** Two machines in one: network namespaces, and between them a link as bad as a test wants. @module */
import { TextLineStream } from "@std/streams";

const link = new URL("network_link.py", import.meta.url).pathname;
const addresses = ["10.213.0.1", "10.213.0.2"] as const;

/** What the link does to packets. */
export interface LinkConditions {
  /** How long each packet is under way: from `a` to `b`, and back. */
  readonly delayMs?: readonly [number, number];
  /** How many of a hundred are lost, each way. */
  readonly lossPercent?: number;
  /** What the line takes, each way; 0 is all. */
  readonly bytesPerSecond?: number;
  /** Whether the cable is in. */
  readonly isUp?: boolean;
}

/** Packets so far, from `a` to `b` and back. */
export interface LinkCounts {
  readonly passed: readonly [number, number];
  readonly lost: readonly [number, number];
}

/** One of the two machines. */
export interface Namespace {
  /** Its address. */
  readonly address: string;
  /** What stands in front of a command that is to run there. */
  readonly within: readonly string[];
}

/**
 * Options for `Deno.test` of a test that needs the namespaces: it is ignored, with a printed word why,
 * where the kernel or the rights do not permit them. On a machine that must not skip (`CI=true`) it
 * is run, and fails.
 */
export function inNamespaces(): { ignore: boolean } {
  const refusal = refusalOfKernel();
  if (refusal === undefined) return { ignore: false };
  console.warn(`Tests in network namespaces are skipped: ${refusal}`);
  return { ignore: Deno.env.get("CI") !== "true" };
}

function refusalOfKernel(): string | undefined {
  try {
    if (!Deno.statSync("/dev/net/tun").isCharDevice) return "/dev/net/tun is no device";
    const args = ["--net", "python3", "-c", "import ctypes, fcntl"];
    const { success, stderr } = new Deno.Command("unshare", { args }).outputSync();
    return success ? undefined : new TextDecoder().decode(stderr).trim();
  } catch (error) {
    return (error as Error).message;
  }
}

/** The two, joined; they are removed with everything in them at the end. */
export class NetworkNamespaces implements AsyncDisposable {
  readonly a: Namespace;
  readonly b: Namespace;
  readonly #names: readonly string[];
  readonly #link: Deno.ChildProcess;
  readonly #asking: WritableStreamDefaultWriter<Uint8Array>;
  readonly #answers: ReadableStreamDefaultReader<string>;

  private constructor(names: readonly [string, string], link: Deno.ChildProcess) {
    const at = (index: 0 | 1): Namespace => ({
      address: addresses[index],
      within: ["nsenter", `--net=/run/netns/${names[index]}`],
    });
    this.a = at(0);
    this.b = at(1);
    this.#names = names;
    this.#link = link;
    this.#asking = link.stdin.getWriter();
    this.#answers = link.stdout.pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream()).getReader();
  }

  /** Makes them. */
  static async create(conditions: LinkConditions = {}): Promise<NetworkNamespaces> {
    const tag = `picam-${Deno.pid}-${crypto.randomUUID().slice(0, 8)}`;
    const names = [`${tag}-a`, `${tag}-b`] as const;
    for (const name of names) await ip("netns", "add", name);
    const process = new Deno.Command("python3", {
      args: [link, names[0], addresses[0], names[1], addresses[1]],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const namespaces = new NetworkNamespaces([...names], process);
    try {
      await namespaces.#answer();
      await namespaces.set(conditions);
      return namespaces;
    } catch (error) {
      await namespaces[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Changes the link; what is not named stays. @returns what has passed so far. */
  async set(conditions: LinkConditions): Promise<LinkCounts> {
    await this.#asking.write(new TextEncoder().encode(`${JSON.stringify(conditions)}\n`));
    return JSON.parse(await this.#answer());
  }

  async #answer(): Promise<string> {
    const { value } = await this.#answers.read();
    if (value === undefined) throw new Error("The link between the namespaces could not be made");
    return value;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#asking.close().catch(() => {}); // it may have ended by itself, and has said why
    await this.#link.status;
    await this.#answers.cancel();
    for (const name of this.#names) await ip("netns", "del", name);
  }
}

async function ip(...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("ip", { args }).output();
  if (!success) throw new Error(`ip ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
}
