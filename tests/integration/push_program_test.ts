import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { ClientPicam, lastOf } from "../support/client_picam.ts";
import { isCompiled, Picam } from "../support/picam.ts";

const small = ["--source", "pattern", "--width", "320", "--height", "240"];

/** A receiver that waits for cameras, with a state folder of its own. */
async function withReceiver(
  args: readonly string[],
  test: (receiver: ClientPicam, rig: { folder: string; port: number }) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ dir: "/dev/shm", prefix: "picam-push-" });
  const listening = ["--mode", "receive", "--listen", "auto", "--host", "127.0.0.1"];
  const placed = args.map((arg) => arg.replace("FOLDER", folder));
  const env = { STATE_DIRECTORY: `${folder}/state` };
  try {
    await using receiver = new ClientPicam([...listening, "--stats", "json", ...placed], { env });
    const { port } = JSON.parse(await receiver.says(/listening for cameras/));
    await test(receiver, { folder, port });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The compiled file's older Deno never says that a listener is closed, if somebody had connected. */
function pushTest(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore: isCompiled, fn });
}

pushTest(
  "a camera that pushes is recorded; it needs the token that the receiver made",
  async () => {
    await withReceiver(["--output", "FOLDER/a.h264"], async (receiver, { folder, port }) => {
      const url = `tcp://127.0.0.1:${port}`;
      const { file } = JSON.parse(await receiver.says(/cameras need the token/));
      assertStringIncludes(file, `${folder}/state/`);
      await using camera = await Picam.start([...small, "--push", url, "--push-token", `@${file}`]);
      await receiver.says(/"type":"statistics".*"frames":[1-9]/);
      assertEquals(await camera.stop(), 0);
      receiver.kill("SIGINT");
      const end = await receiver.ended();
      const [received] = lastOf("summary", end.stdout).cameras;
      assertEquals([end.code, received.holeCount, received.camera], [0, 0, "camera"]);
      const secret = (await Deno.readTextFile(file)).trim();
      assertEquals(
        receiver.text().includes(secret),
        false,
        "the token is shown to a terminal alone",
      );
    });
  },
);

pushTest("several cameras push to one receiver by TLS, each into a file of its name", async () => {
  const args = ["--output", "FOLDER/{name}.h264", "--open", "--tls", "self-signed"];
  await withReceiver(args, async (receiver, { folder, port }) => {
    const { sha256 } = JSON.parse(await receiver.says(/"sha256"/));
    const push = [...small, "--push", `tls://127.0.0.1:${port}`, "--pin", sha256];
    await using _one = await Picam.start([...push, "--name", "one"]);
    await using _two = await Picam.start([...push, "--name", "two"]);
    await receiver.says(
      /"type":"statistics".*"camera":"one".*"frames":[1-9].*"camera":"two".*"frames":[1-9]|"type":"statistics".*"camera":"two".*"frames":[1-9].*"camera":"one".*"frames":[1-9]/,
    );
    receiver.kill("SIGINT");
    const end = await receiver.ended();
    assertEquals(end.code, 0, receiver.text());
    const files = [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) =>
      name.endsWith(".h264")
    );
    assertEquals(files.sort(), ["one.h264", "two.h264"]);
  });
});

pushTest("a camera without the token is turned away, and the receiver says so", async () => {
  await withReceiver(["--output", "FOLDER/a.h264"], async (receiver, { port }) => {
    await using camera = await Picam.start([...small, "--push", `tcp://127.0.0.1:${port}`]);
    const refused = JSON.parse(await receiver.says(/a connection was refused/));
    assertMatch(refused.reason, /token/);
    assertEquals(await camera.stop(), 0);
    receiver.kill("SIGTERM");
    assertEquals((await receiver.ended()).code, 0);
  });
});
