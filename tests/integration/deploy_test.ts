import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { type Judge, judgedBy } from "../support/judges.ts";
import { deployFolder, type MachineAnswers, ScratchSystem } from "../support/scratch_system.ts";

/** The scripts add a user, below a scratch root too: only root may. */
function asRoot(...judges: Judge[]): { ignore: boolean } {
  if (Deno.build.os === "linux" && Deno.uid() === 0) return judgedBy("useradd", ...judges);
  console.warn("Tests of install.sh are skipped: they need Linux and root");
  return { ignore: true };
}

Deno.test({
  name:
    "install.sh puts program, unit, settings, rule and user in place; a second run changes nothing",
  ...asRoot(),
  async fn() {
    await using system = await ScratchSystem.make();
    const first = await system.install(system.binary, { args: ["--ring-mount"] });
    assertEquals([first.code, first.stderr], [0, ""]);
    const installed = await system.list();
    for (
      const path of [
        "usr/local/bin/picam 100755",
        "etc/systemd/system/picam.service 100644",
        "etc/systemd/system/run-picam.mount 100644",
        "etc/polkit-1/rules.d/50-picam.rules 100644",
        "etc/default/picam 100644",
      ]
    ) assertEquals(installed.filter((line) => line.startsWith(`${path} `)).length, 1, path);
    assertMatch(await system.read("etc/passwd"), /^picam:.*:\/var\/lib\/picam:.*nologin$/m);
    assertMatch(await system.read("etc/group"), /^video:x:44:picam$/m);

    const second = await system.install(system.binary, { args: ["--ring-mount"] });
    assertEquals([second.code, second.stderr], [0, ""]);
    assertEquals(await system.list(), installed);
    for (const line of second.stdout.trimEnd().split("\n")) assertMatch(line, /^(unchanged|kept) /);
  },
});

Deno.test({
  name: "an upgrade replaces the program and the unit, and keeps the settings",
  ...asRoot(),
  async fn() {
    await using system = await ScratchSystem.make();
    await system.install();
    await system.write("etc/default/picam", "PICAM_WIDTH=640\n");
    await system.write("etc/systemd/system/picam.service", "[Service]\n");
    await Deno.writeFile(system.binary, new Uint8Array(4096), { append: true });
    const { code, stdout } = await system.install();
    assertEquals(code, 0);
    assertEquals(stdout.match(/^replaced .*$/gm), [
      "replaced   /usr/local/bin/picam",
      "replaced   /etc/systemd/system/picam.service",
    ]);
    assertEquals(await system.read("etc/default/picam"), "PICAM_WIDTH=640\n");
    assertEquals(
      await Deno.readFile(`${system.root}/usr/local/bin/picam`),
      await Deno.readFile(system.binary),
    );
  },
});

Deno.test({
  name: "uninstall.sh keeps settings and user; with --purge the system is as it was",
  ...asRoot(),
  async fn() {
    await using system = await ScratchSystem.make();
    const namesBefore = (await system.list()).map(nameOf);
    await system.install(system.binary, { args: ["--ring-mount"] });
    await Deno.mkdir(`${system.root}/var/lib/picam`, { recursive: true });
    await system.write("var/lib/picam/control.token", "secret");
    assertEquals((await system.run("uninstall.sh", ["--root", system.root])).code, 0);
    const kept = (await system.list()).map(nameOf);
    assertEquals(kept.filter((name) => name.includes("picam")), [
      "etc/default/picam",
      "var/lib/picam/",
      "var/lib/picam/control.token",
    ]);
    assertMatch(await system.read("etc/passwd"), /^picam:/m);

    assertEquals((await system.run("uninstall.sh", ["--purge", "--root", system.root])).code, 0);
    await Deno.remove(`${system.root}/var`, { recursive: true });
    assertEquals((await system.list()).map(nameOf), namesBefore);
    assertEquals(await system.read("etc/passwd"), "root:x:0:0:root:/root:/bin/bash\n");
    assertEquals(await system.read("etc/group"), "root:x:0:\nvideo:x:44:\n");
  },
});

Deno.test({
  name: "uninstall.sh --purge leaves alone a person who was called picam before",
  ...asRoot(),
  async fn() {
    await using system = await ScratchSystem.make();
    const person = "picam:x:1000:1000:,,,:/home/picam:/bin/bash\n";
    await system.write("etc/passwd", person);
    await system.install();
    await system.run("uninstall.sh", ["--purge", "--root", system.root]);
    assertEquals(await system.read("etc/passwd"), person);
  },
});

const refusals: {
  name: string;
  machine?: MachineAnswers;
  binary?: (system: ScratchSystem) => Promise<string>;
  says: string[];
}[] = [
  {
    name: "a 32-bit system below a 64-bit kernel",
    machine: { uname: "aarch64", longBit: "32" },
    says: ["32-bit system", "Raspberry Pi OS (64-bit)"],
  },
  {
    name: "a machine that is neither aarch64 nor x86_64",
    machine: { uname: "riscv64", longBit: "64" },
    says: ["riscv64"],
  },
  {
    name: "a binary for another machine than this one",
    machine: { uname: "aarch64", longBit: "64" },
    binary: (system) => elf(system, 0x3e),
    says: ["made for x86_64", "this machine is aarch64", "deno task compile:pi"],
  },
  {
    name: "a binary for a Pi on a desk computer",
    machine: { uname: "x86_64", longBit: "64" },
    binary: (system) => elf(system, 0xb7),
    says: ["made for aarch64", "this machine is x86_64"],
  },
  {
    name: "a file that is no program",
    machine: { uname: "aarch64", longBit: "64" },
    binary: () => Promise.resolve(`${deployFolder}/picam.env`),
    says: ["no Linux machine"],
  },
  {
    name: "a binary that is not there",
    binary: () => Promise.resolve("/nowhere/picam"),
    says: ["no file /nowhere/picam", "deno task compile:pi"],
  },
];

/** The first bytes of an ELF file for the machine with this number. */
async function elf(system: ScratchSystem, machine: number): Promise<string> {
  const path = `${system.root}/../program`;
  const head = new Uint8Array(64);
  head.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  head[18] = machine;
  await Deno.writeFile(path, head);
  return path;
}

for (const { name, machine, binary, says } of refusals) {
  Deno.test({
    name: `install.sh refuses ${name}, says why, and touches nothing`,
    ...asRoot(),
    async fn() {
      await using system = await ScratchSystem.make();
      const before = await system.list();
      const options = machine === undefined ? {} : { machine };
      const { code, stderr } = await system.install(await binary?.(system), options);
      assertEquals(code, 1);
      for (const word of says) assertStringIncludes(stderr, word);
      assertEquals(await system.list(), before);
    },
  });
}

for (const script of ["install.sh", "uninstall.sh"]) {
  Deno.test({
    name: `${script} refuses arguments that it does not know, and a root that is none`,
    ...asRoot(),
    async fn() {
      await using system = await ScratchSystem.make();
      for (const args of [["--prgue"], ["--root"], ["--root", "/nowhere", "x"], ["x", "y"]]) {
        const { code, stderr } = await system.run(script, args);
        assertEquals(code, 1, args.join(" "));
        assertMatch(stderr, new RegExp(`^${script}: .+`, "m"));
      }
      const help = await system.run(script, ["--help"]);
      assertEquals(help.code, 0);
      assertStringIncludes(help.stdout, "--root DIR");
    },
  });
}

function nameOf(line: string): string {
  return line.split(" ")[0] ?? "";
}
