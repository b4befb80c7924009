import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { installStandInCamera } from "../support/camera/mod.ts";
import { isCompiled, Picam, runPicam } from "../support/picam.ts";

/** The older Deno that the compiled file is made with freezes where it opens a FIFO for reading. */
const withMetadata = { ignore: isCompiled };

const small = ["--codec", "raw12", "--width", "320", "--height", "240"];

Deno.test(
  "RAW from the camera program: what it says of its frames is what viewers are told",
  withMetadata,
  async () => {
    await using camera = await installStandInCamera({ profile: "vc4" });
    await using picam = await Picam.start(
      ["--codec", "raw12", "--framerate", "5", "--ring-size", "32M"],
      { env: camera.env },
    );
    await picam.logged("rpicam delivers pictures");
    const { stream, camera: { program } } = await picam.status();
    assertEquals(stream, {
      ...{ id: 1, name: stream.name, codec: "raw12", width: 1536, height: 864, framerate: 5 },
      ...{ bayer: "BGGR", bitDepth: 10 },
    });
    assertStringIncludes(program, "/rpicam-raw");
    const asked = await (await fetch(`${picam.url}/api/v1/camera`)).json();
    assertEquals([asked.width, asked.height], [1280, 720]);
    assertEquals(await picam.stop(), 0, picam.logText());
  },
);

Deno.test(
  "camera.set takes another mode of the sensor: RAW of another size, in a new epoch",
  withMetadata,
  async () => {
    await using camera = await installStandInCamera({ profile: "pisp" });
    await using picam = await Picam.start(
      ["--codec", "raw12", "--framerate", "5", "--ring-size", "32M"],
      { env: camera.env },
    );
    await picam.logged("rpicam delivers pictures");
    const before = await picam.status();
    const set = (params: Record<string, unknown>) =>
      fetch(`${picam.url}/api/v1/control/camera.set`, {
        method: "POST",
        body: JSON.stringify(params),
        headers: {
          "Content-Type": "application/json",
          Authorization: `Bearer ${picam.controlToken}`,
        },
      });
    const answer = await set({ sensorMode: "2304:1296:10:U" });
    const words = await answer.text();
    assertEquals(answer.status, 200, words);
    const after = await picam.status();
    assertEquals([before.stream.width, before.stream.bitDepth], [1536, 12]);
    assertEquals([after.stream.width, after.stream.height], [2304, 1296]);
    assert(after.ring.epoch !== before.ring.epoch);
    const tooLarge = await set({ sensorMode: "4608:2592" });
    assertEquals(tooLarge.status, 400);
    assertStringIncludes(await tooLarge.text(), "use --ring-size 92M or more");
  },
);

Deno.test("--frames ends RAW, too", withMetadata, async () => {
  await using camera = await installStandInCamera({ profile: "pisp" });
  const flags = ["--codec", "raw12", "--framerate", "10", "--frames", "3", "--ring", "memory"];
  const ports = ["--http-port", "auto", "--raw-port", "0", "--tcp-port", "0"];
  const { code, stderr } = await runPicam([...flags, ...ports], { env: camera.env });
  assertEquals(code, 0, stderr);
});

Deno.test("a ring of RAW frames is followed like any other", async () => {
  const folder = await Deno.makeTempDir({ dir: "/dev/shm", prefix: "picam-test-" });
  try {
    const ring = `${folder}/ring`;
    const source = ["--source", "pattern:sawtooth", "--raw-format", "SGRBG12"];
    await using first = await Picam.start(
      [...small, ...source, "--framerate", "10", "--ring", ring, "--ring-size", "8M"],
    );
    await first.logged("pattern:sawtooth delivers pictures");
    await using second = await Picam.start(["--source", `ring:${ring}`]);
    const [one, other] = [await first.status(), await second.status()];
    assertEquals(other.stream, one.stream);
    assertEquals([other.stream.bayer, other.stream.bitDepth], ["GRBG", 12]);
    assertEquals(other.ring.epoch, one.ring.epoch);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("doctor looks for rpicam-raw where RAW is asked for", withMetadata, async () => {
  await using camera = await installStandInCamera({ profile: "vc4", names: ["rpicam-raw"] });
  const doctor = ["--mode", "doctor", "--ring", "memory", "--http-port", "auto"];
  const ports = ["--raw-port", "0", "--tcp-port", "0"];
  const raw = await runPicam([...doctor, ...ports, "--codec", "raw12"], { env: camera.env });
  assertMatch(raw.stdout, /rpicam-raw 1\.12\.0 \(/);
  assertMatch(raw.stdout, /1536 x 864, RAW BGGR of 10 bits/);
  const video = await runPicam([...doctor, ...ports], { env: camera.env });
  assert(!/rpicam-raw 1/.test(video.stdout), video.stdout);
});

Deno.test("a device delivers its frames until --frames of them have come", async () => {
  const path = await Deno.makeTempFile({ prefix: "picam-raw-program-" });
  try {
    await Deno.writeFile(path, new Uint8Array(320 * 240 * 2 * 3));
    const flags = [...small, "--source", `device:${path}`, "--framerate", "50", "--frames", "5"];
    const ports = ["--ring", "memory", "--http-port", "auto", "--raw-port", "0", "--tcp-port", "0"];
    const { code, stderr } = await runPicam([...flags, ...ports]);
    assertEquals(code, 0, stderr);
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("--metadata says of a device's frames what its file says", async () => {
  const folder = await Deno.makeTempDir({ prefix: "picam-raw-program-" });
  try {
    const path = `${folder}/frames`;
    await Deno.writeFile(path, new Uint8Array(320 * 240 * 2 * 3));
    await Deno.writeTextFile(`${folder}/now.json`, '{ "exposureUs": 1234, "lens": "wide" }');
    const source = ["--source", `device:${path}`, "--metadata", `${folder}/now.json`];
    await using picam = await Picam.start([...small, ...source, "--raw-format", "SGBRG10"]);
    await picam.logged(`device:${path} delivers pictures`);
    const response = await fetch(`${picam.url}/frame.raw`);
    assertEquals((await response.bytes()).length, 320 * 240 * 2);
    assertEquals(JSON.parse(response.headers.get("Picam-Metadata") ?? ""), {
      exposureUs: 1234,
      lens: "wide",
    });
    const names = ["Picam-Width", "Picam-Height", "Picam-Bayer", "Picam-Bit-Depth"];
    assertEquals(names.map((name) => response.headers.get(name)), ["320", "240", "GBRG", "10"]);
    assertEquals((await picam.status()).camera.source, `device:${path}`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
