/** NetworkManager and systemd as `nmcli` and `systemctl` show them, for tests to command. @module */
import { type RunProgram, runProgram } from "../../lib/observe/mod.ts";

const script = new URL("nmcli.sh", import.meta.url);

/** A network in the air. */
export interface Heard {
  readonly ssid: string;
  readonly signal: number;
  /** As `nmcli` says it: `WPA2`; empty for an open one. */
  readonly security: string;
}

/** A made-up machine with Wi-Fi; its programs are in a folder of their own. */
export class NetworkManager implements AsyncDisposable {
  /** Where `nmcli` and `systemctl` are; to be put into a `PATH`. */
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Makes a machine that hears some networks and is connected to none. */
  static async make(networks: readonly Heard[]): Promise<NetworkManager> {
    const machine = new NetworkManager(await Deno.makeTempDir({ prefix: "picam-network-" }));
    await Deno.mkdir(`${machine.folder}/network/profiles`, { recursive: true });
    await Deno.copyFile(script, `${machine.folder}/nmcli`);
    await Deno.chmod(`${machine.folder}/nmcli`, 0o755);
    await machine.#install("systemctl", 'echo "$*" >>"$(dirname "$0")/network/systemctl"');
    const lines = networks.map(({ ssid, signal, security }) =>
      `${ssid}\x1f${signal}\x1f${security}\n`
    );
    await machine.write("networks", lines.join(""));
    await machine.write("passwords", "");
    return machine;
  }

  /** Runs the programs of this machine, and no others. */
  readonly run: RunProgram = (command, args, options) =>
    runProgram(`${this.folder}/${command}`, args, options);

  /** Lets NetworkManager know a connection. @returns its number. */
  async know(name: string, ssid: string): Promise<string> {
    const uuid = crypto.randomUUID();
    await Deno.mkdir(`${this.folder}/network/profiles/${uuid}`);
    for (const [member, text] of Object.entries({ name, ssid, autoconnect: "yes" })) {
      await this.write(`profiles/${uuid}/${member}`, text);
    }
    return uuid;
  }

  /** Writes something that the machine goes by; `nmcli.sh` says what there is. */
  write(path: string, text: string): Promise<void> {
    return Deno.writeTextFile(`${this.folder}/network/${path}`, text);
  }

  /** Reads it; nothing where it is not there. */
  async read(path: string): Promise<string | undefined> {
    try {
      return await Deno.readTextFile(`${this.folder}/network/${path}`);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
  }

  /** Removes it. */
  async remove(path: string): Promise<void> {
    await Deno.remove(`${this.folder}/network/${path}`, { recursive: true });
  }

  /** Makes `connection up` wait until {@linkcode letGo}. */
  async hold(): Promise<void> {
    await new Deno.Command("mkfifo", { args: [`${this.folder}/network/hold`] }).output();
  }

  /** Lets the `connection up` that waits go on, and those that come. */
  async letGo(): Promise<void> {
    await this.write("hold", "go\n");
    await this.remove("hold");
  }

  /** The connections that NetworkManager knows, by name, and whether they begin by themselves. */
  async known(): Promise<Record<string, string>> {
    const known: Record<string, string> = {};
    for await (const { name: uuid } of Deno.readDir(`${this.folder}/network/profiles`)) {
      const name = await this.read(`profiles/${uuid}/name`);
      known[name ?? ""] = await this.read(`profiles/${uuid}/autoconnect`) ?? "";
    }
    return known;
  }

  /** Arguments of every call of `nmcli`, without the options that each call has. */
  async calls(): Promise<string[][]> {
    const text = await this.read("calls") ?? "";
    return text.split("\x1f\n").filter((line) => line !== "").map((line) => line.split("\x1f"));
  }

  /** Everything that others on the machine could have seen: the arguments of all programs. */
  async seen(): Promise<string> {
    return `${await this.read("calls") ?? ""}${await this.read("systemctl") ?? ""}`;
  }

  async #install(name: string, body: string): Promise<void> {
    await Deno.writeTextFile(`${this.folder}/${name}`, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}
