import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { ClientPicam } from "../support/client_picam.ts";
import { isCompiled, Picam, runPicam } from "../support/picam.ts";

const small = ["--source", "pattern", "--width", "320", "--height", "240"];

/** A picam, its URLs, and its token as the environment gives it. */
async function withServer(
  test: (server: { urls: string[]; env: Record<string, string>; picam: Picam }) => Promise<void>,
): Promise<void> {
  await using picam = await Picam.start(small);
  // The compiled file's older Deno cannot dial a WebSocket: "TCP stream is currently in use".
  const urls = [`tcp://127.0.0.1:${picam.tcpPort}`, ...(isCompiled ? [] : [picam.url])];
  await test({ urls, env: { PICAM_TOKEN: picam.controlToken }, picam });
}

Deno.test("a request is answered as JSON, over both ways to command", async () => {
  await withServer(async ({ urls, env }) => {
    for (const url of urls) {
      const end = await runPicam(["--mode", "control", url, "status"], { env });
      assertEquals([end.code, end.stderr], [0, ""]);
      assertEquals(JSON.parse(end.stdout).stream.width, 320);
    }
  });
});

Deno.test("the camera is set, stopped and started from afar", async () => {
  await withServer(async ({ urls: [url = ""], env, picam }) => {
    const call = (...words: string[]) => runPicam(["--mode", "control", url, ...words], { env });
    const set = await call("camera.set", "framerate=15", "bitrate=1M");
    assertEquals(set.code, 0, set.stderr);
    const { framerate, bitrate } = JSON.parse(set.stdout);
    assertEquals([framerate, bitrate], [15, "1M"]);
    assertEquals((await call("stream.stop")).code, 0);
    assertEquals((await picam.status()).appliance?.state ?? "idle", "idle");
    assertEquals((await call("stream.start")).code, 0);
    const refused = await call("camera.set", "framerate=9999");
    assertEquals([refused.code, refused.stdout], [1, ""]);
    assertMatch(refused.stderr, /^picam: [^\n]*framerate[^\n]*9999[^\n]*\(invalid-params\)\n$/);
  });
});

Deno.test("who may not command is told what to do, and the token is not shown: 3", async () => {
  await withServer(async ({ urls }) => {
    for (const url of urls) {
      const none = await runPicam(["--mode", "control", url, "status"]);
      assertEquals([none.code, none.stdout], [3, ""]);
      assertMatch(none.stderr, /^picam: [^\n]*--token @FILE[^\n]*\n$/);
      const env = { PICAM_TOKEN: "not-the-one-123456" };
      const wrong = await runPicam(["--mode", "control", url, "status"], { env });
      assertEquals(wrong.code, 3);
      assert(!wrong.stderr.includes("not-the-one"), wrong.stderr);
    }
  });
});

Deno.test("a server that is not there is told in one line: 3", async () => {
  const end = await runPicam(["--mode", "control", "tcp://127.0.0.1:1", "status"]);
  assertEquals([end.code, end.stdout], [3, ""]);
  assertMatch(end.stderr, /^picam: Cannot connect to 127\.0\.0\.1 port 1: [^\n]*\n$/);
});

Deno.test("the shell answers line after line, shows events, and ends at the end of input", async () => {
  await withServer(async ({ urls: [url = ""], env }) => {
    const args = ["--mode", "control", url, "shell"];
    await using shell = new ClientPicam(args, { env, stdin: "piped" });
    await shell.type("camera.get");
    await shell.says(/"framerate": 30/);
    await shell.type("# a comment, and an empty line follow");
    await shell.type("");
    await shell.type("help");
    await shell.says(/^ {2}wifi\.connect ssid=NAME/);
    await shell.type("stauts");
    await shell.says(/did you mean status\?/);
    await shell.type("stream.stop");
    await shell.says(/^state \{.*"idle"/);
    await shell.type("camera.set framerate=0");
    await shell.says(/\(invalid-(params|state)\)/);
    await shell.endInput();
    const end = await shell.ended();
    assertEquals(end.code, 1, shell.text());
    assertStringIncludes(end.stderr.join("\n"), "state {");
  });
});

Deno.test("the shell ends with 3 when its server goes", async () => {
  await withServer(async ({ urls: [url = ""], env, picam }) => {
    const args = ["--mode", "control", url, "shell"];
    await using shell = new ClientPicam(args, { env, stdin: "piped" });
    await shell.type("camera.get");
    await shell.says(/"framerate": 30/);
    await picam.stop("SIGKILL");
    const end = await shell.ended();
    assertEquals(end.code, 3, shell.text());
    assertStringIncludes(end.stderr.join("\n"), "picam: the server has closed the connection");
  });
});
