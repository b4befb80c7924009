import { assertEquals } from "@std/assert";
import { cameraAccess, cameraHolders } from "../../../lib/capture/mod.ts";

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "picam-camera-holders-" });
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("who has a camera's devices open is found by their links", async () => {
  await inFolder(async (proc) => {
    const add = async (pid: number, command: string, links: string[]) => {
      await Deno.mkdir(`${proc}/${pid}/fd`, { recursive: true });
      await Deno.writeTextFile(`${proc}/${pid}/cmdline`, command);
      for (const [fd, to] of links.entries()) await Deno.symlink(to, `${proc}/${pid}/fd/${fd}`);
    };
    await add(100, "bash\0", ["/dev/null", "/dev/pts/0"]);
    await add(200, "rpicam-vid\0-t\x000\0", ["/dev/null", "socket:[7]", "/dev/media3"]);
    await add(300, "ffmpeg\0-f\0v4l2\0", ["/dev/video0", "/dev/video0"]);
    await add(400, "x".repeat(1000), ["/dev/video12"]);
    await add(500, "other\0", ["/dev/videoconference", "/srv/dev/video0"]);
    await add(Deno.pid, "picam\0", ["/dev/video0"]);
    await Deno.mkdir(`${proc}/self`);
    await Deno.writeTextFile(`${proc}/uptime`, "1 1");
    const holders = await cameraHolders(proc);
    assertEquals(holders.toSorted((a, b) => a.pid - b.pid), [
      { pid: 200, command: "rpicam-vid -t 0" },
      { pid: 300, command: "ffmpeg -f v4l2" },
      { pid: 400, command: "x".repeat(200) },
    ]);
  });
});

Deno.test("this machine's own processes can be looked through", async () => {
  const holders = await cameraHolders();
  assertEquals(holders.filter(({ pid }) => pid === Deno.pid), []);
  assertEquals(await cameraHolders("/nonexistent"), []);
});

Deno.test("devices that may be opened, and a folder without any", async () => {
  await inFolder(async (dev) => {
    assertEquals(await cameraAccess(dev), "no-devices");
    await Deno.writeTextFile(`${dev}/video0`, "");
    await Deno.writeTextFile(`${dev}/null`, "");
    assertEquals(await cameraAccess(dev), "open");
  });
});

Deno.test("devices of which one may not be opened", async () => {
  await inFolder(async (dev) => {
    await Deno.writeTextFile(`${dev}/media0`, "");
    const refuse = () => Promise.reject(new Deno.errors.PermissionDenied("no"));
    assertEquals(await cameraAccess(dev, refuse), "forbidden");
    const busy = () => Promise.reject(new Deno.errors.Busy("busy"));
    assertEquals(await cameraAccess(dev, busy), "open");
  });
});
