/** The root folder of a made-up system, for the scripts of `deploy/` to be tried in. @module */

/** The folder with the scripts and units, absolute. */
export const deployFolder: string = new URL("../../deploy", import.meta.url).pathname;

/** How a script ended and what it said. */
export interface ScriptEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What the scripts are told about the machine, in place of the truth. */
export interface MachineAnswers {
  /** What `uname -m` prints. */
  readonly uname?: string;
  /** What `getconf LONG_BIT` prints. */
  readonly longBit?: string;
}

/** A scratch root that goes away when disposed of. */
export class ScratchSystem implements AsyncDisposable {
  /** The folder to hand over as `--root`. */
  readonly root: string;
  /** A program that runs on this machine, to be installed in the place of picam. */
  readonly binary: string;
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
    this.root = `${folder}/root`;
    this.binary = `${folder}/picam`;
  }

  /** Makes a system as small as the scripts can do with: a user, two groups, the folders of packages. */
  static async make(): Promise<ScratchSystem> {
    const system = new ScratchSystem(await Deno.makeTempDir({ prefix: "picam-deploy-" }));
    for (const folder of ["default", "systemd/system", "polkit-1/rules.d"]) {
      await Deno.mkdir(`${system.root}/etc/${folder}`, { recursive: true });
    }
    await Deno.mkdir(`${system.root}/usr/local/bin`, { recursive: true });
    await system.write("etc/passwd", "root:x:0:0:root:/root:/bin/bash\n");
    await system.write("etc/group", "root:x:0:\nvideo:x:44:\n");
    await Deno.copyFile("/bin/true", system.binary);
    return system;
  }

  /** Reads a file of the system. */
  read(path: string): Promise<string> {
    return Deno.readTextFile(`${this.root}/${path}`);
  }

  /** Writes a file of the system. */
  write(path: string, text: string): Promise<void> {
    return Deno.writeTextFile(`${this.root}/${path}`, text);
  }

  /**
   * Every file and folder with its size, mode and time of change, one a line, sorted. Left out are the copies that
   * `useradd` and `userdel` keep of what they edit.
   */
  async list(folder = ""): Promise<string[]> {
    const lines: string[] = [];
    for await (const { name, isDirectory } of Deno.readDir(`${this.root}/${folder}`)) {
      const path = folder === "" ? name : `${folder}/${name}`;
      if (isDirectory) lines.push(`${path}/`, ...await this.list(path));
      else if (!name.endsWith("-")) lines.push(await this.#describe(path));
    }
    return lines.sort();
  }

  async #describe(path: string): Promise<string> {
    const { mode, size, mtime } = await Deno.stat(`${this.root}/${path}`);
    return `${path} ${(mode ?? 0).toString(8)} ${size} ${mtime?.getTime()}`;
  }

  /** Runs `install.sh --root` with a binary. */
  install(binary = this.binary, options: InstallOptions = {}): Promise<ScriptEnd> {
    const args = ["--root", this.root, ...options.args ?? [], binary];
    return this.run("install.sh", args, options.machine);
  }

  /** Runs a script of `deploy/`, on a machine that answers as told. */
  async run(script: string, args: string[], machine: MachineAnswers = {}): Promise<ScriptEnd> {
    const path = `${await this.#answering(machine)}:${Deno.env.get("PATH")}`;
    const command = new Deno.Command(`${deployFolder}/${script}`, {
      args,
      env: { PATH: path },
      stdin: "null",
    });
    const { code, stdout, stderr } = await command.output();
    const text = new TextDecoder();
    return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
  }

  async #answering({ uname, longBit }: MachineAnswers): Promise<string> {
    const folder = await Deno.makeTempDir({ dir: this.#folder });
    for (const [name, answer] of [["uname", uname], ["getconf", longBit]] as const) {
      if (answer === undefined) continue;
      await Deno.writeTextFile(`${folder}/${name}`, `#!/bin/sh\necho ${answer}\n`, { mode: 0o755 });
    }
    return folder;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#folder, { recursive: true });
  }
}

/** What {@link ScratchSystem.install} may be given besides the binary. */
export interface InstallOptions {
  /** Options of the script. */
  readonly args?: string[];
  /** What it is told about the machine. */
  readonly machine?: MachineAnswers;
}
