import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Picam, runPicam } from "../support/picam.ts";
import { setUp } from "../unit/mjpeg/set_up.ts";

const camera = ["--source", "pattern", "--codec", "mjpeg", "--width", "320", "--height", "240"];

Deno.test("receive keeps images in one file or each in its own, and says that MP4 has no room for them", async () => {
  const folder = await Deno.makeTempDir({ prefix: "picam-mjpeg-program-" });
  try {
    await using picam = await Picam.start(camera);
    const receive = (output: string) =>
      runPicam([
        ...["--mode", "receive", `tcp://127.0.0.1:${picam.tcpPort}`, "--frames", "5"],
        ...["--output", `${folder}/${output}`],
      ]);
    const one = await receive("all.mjpeg");
    assertEquals(one.code, 0, one.stderr);
    const s = setUp();
    s.assembler.push(await Deno.readFile(`${folder}/all.mjpeg`));
    assertEquals([s.sink.frames.length, s.faults], [5, []]);
    const each = await receive("f-%03d.jpg");
    assertEquals(each.code, 0, each.stderr);
    for (let i = 0; i < 5; i++) {
      const t = setUp();
      t.assembler.push(await Deno.readFile(`${folder}/f-00${i}.jpg`));
      assertEquals([t.sink.frames.length, t.faults], [1, []]);
    }
    const refused = await receive("video.mp4");
    assert(refused.code !== 0);
    assertStringIncludes(refused.stderr, "the stream is mjpeg; use a name that ends with .mjpeg");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("camera.set changes the quality: images become smaller, viewers stay", async () => {
  await using picam = await Picam.start([...camera, "--quality", "95"]);
  const sizeBytes = async () => {
    const response = await fetch(`${picam.url}/frame.jpg`);
    return (await response.arrayBuffer()).byteLength;
  };
  const before = await sizeBytes();
  const set = (params: Record<string, unknown>) =>
    fetch(`${picam.url}/api/v1/control/camera.set`, {
      method: "POST",
      body: JSON.stringify(params),
      headers: {
        "Content-Type": "application/json",
        Authorization: `Bearer ${picam.controlToken}`,
      },
    });
  const answer = await set({ quality: 5 });
  const settings = await answer.json();
  assertEquals([answer.status, (settings.result ?? settings).quality], [200, 5]);
  const after = await sizeBytes();
  assert(after < before, `${after} bytes after ${before}`);
  const wrong = await set({ quality: 101 });
  assertEquals(wrong.status, 400);
  assertStringIncludes(await wrong.text(), "quality must be a whole number from 1 to 100");
});
