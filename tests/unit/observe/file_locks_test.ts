import { assertEquals } from "@std/assert";
import { findHolders, lockHolder } from "../../../lib/observe/mod.ts";

Deno.test("who has a file locked is found by the kernel's list", async () => {
  const folder = await Deno.makeTempDir({ prefix: "picam-file-locks-" });
  try {
    const path = `${folder}/ring`;
    await Deno.writeTextFile(path, "");
    const { dev, ino } = await Deno.stat(path);
    const hex = (value: number): string => value.toString(16).padStart(2, "0");
    const device = `${hex((dev >>> 8) & 0xfff)}:${hex((dev & 0xff) | ((dev >>> 12) & 0xfff00))}`;
    await Deno.mkdir(`${folder}/4711`);
    await Deno.writeTextFile(`${folder}/4711/cmdline`, "picam\0--source\0pattern\0");
    const tell = (...lines: string[]) =>
      Deno.writeTextFile(`${folder}/locks`, lines.map((line) => `${line}\n`).join(""));

    assertEquals(await lockHolder(path, folder), undefined);
    await tell(
      `1: POSIX  ADVISORY  WRITE 1 ${device}:${ino} 0 EOF`,
      `2: FLOCK  ADVISORY  WRITE 2 ${device}:${ino}1 0 EOF`,
      `3: -> FLOCK  ADVISORY  WRITE 3 ${device}:${ino} 0 EOF`,
    );
    assertEquals(await lockHolder(path, folder), undefined);
    await tell(`7: FLOCK  ADVISORY  WRITE 4711 ${device}:${ino} 0 EOF`);
    const holder = { pid: 4711, command: "picam --source pattern" };
    assertEquals(await lockHolder(path, folder), holder);
    await tell(`7: FLOCK  ADVISORY  WRITE 0 ${device}:${ino} 0 EOF`);
    assertEquals((await lockHolder(path, folder))?.pid, 0);
    assertEquals(await lockHolder(`${folder}/nothing`, folder), undefined);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test({
  name: "a lock on a file of this machine's tmpfs is found",
  ignore: Deno.build.os !== "linux" || !("lockSync" in Deno.FsFile.prototype),
  async fn() {
    const path = await Deno.makeTempFile({ dir: "/dev/shm", prefix: "picam-test-" });
    try {
      assertEquals(await lockHolder(path), undefined);
      using file = await Deno.open(path, { write: true });
      await file.lock(true);
      assertEquals((await lockHolder(path))?.pid, Deno.pid);
    } finally {
      await Deno.remove(path);
    }
  },
});

Deno.test("programs that hold something open are found by their links", async () => {
  const folder = await Deno.makeTempDir({ prefix: "picam-file-locks-" });
  try {
    for (const [pid, target] of [[10, "socket:[7]"], [11, "socket:[77]"]] as const) {
      await Deno.mkdir(`${folder}/${pid}/fd`, { recursive: true });
      await Deno.symlink(target, `${folder}/${pid}/fd/3`);
    }
    await Deno.writeTextFile(`${folder}/10/cmdline`, "");
    const holders = await findHolders((target) => target === "socket:[7]", folder);
    assertEquals(holders, [{ pid: 10, command: "a program without a name" }]);
    const [ended] = await findHolders((target) => target === "socket:[77]", folder);
    assertEquals(ended, { pid: 11, command: "a program that has ended" });
    assertEquals(await findHolders(() => true, `${folder}/nothing`), []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
