import { assert, assertEquals, assertGreaterOrEqual } from "@std/assert";
import { judgedBy } from "../support/judges.ts";
import { Picam } from "../support/picam.ts";
import { removeFolder } from "../support/remove_folder.ts";
import { differentShots, keepShots, runVlc } from "../support/vlc.ts";

/** Runs a judge to its end. */
async function judge(
  program: string,
  args: readonly string[],
): Promise<{ code: number; stdout: Uint8Array; stderr: string }> {
  const { code, stdout, stderr } = await new Deno.Command(program, { args: [...args] }).output();
  return { code, stdout, stderr: new TextDecoder().decode(stderr) };
}

const picture = ["--source", "pattern", "--width", "640", "--height", "360", "--framerate", "25"];

Deno.test({
  name: "curl piped to ffprobe: no error, right size and rate",
  ...judgedBy("curl", "ffprobe"),
  async fn() {
    await using picam = await Picam.start(picture);
    const script = `curl -sSN '${picam.url}/stream.h264?duration=2s' | ffprobe -v error ` +
      `-show_entries stream=codec_name,profile,width,height,r_frame_rate -of csv=p=0 -`;
    const { code, stdout, stderr } = await judge("sh", ["-c", script]);
    assertEquals([code, stderr], [0, ""]);
    assertEquals(
      new TextDecoder().decode(stdout).trim(),
      "h264,Constrained Baseline,640,360,25/1",
    );
  },
});

Deno.test({
  name: "ffmpeg plays the URL for as long as it likes, without an error line",
  ...judgedBy("ffmpeg"),
  async fn() {
    await using picam = await Picam.start(picture);
    const { code, stderr } = await judge("ffmpeg", [
      ...["-v", "error", "-xerror", "-err_detect", "explode"],
      ...["-i", `${picam.url}/stream.h264`, "-t", "3", "-f", "null", "-"],
    ]);
    assertEquals([code, stderr], [0, ""]);
  },
});

Deno.test({
  name: "nc on the raw port gives the same bytes as HTTP",
  ...judgedBy("nc", "curl"),
  async fn() {
    await using picam = await Picam.start([...picture, "--frames", "100"]);
    const [raw, http] = await Promise.all([
      judge("nc", ["127.0.0.1", String(picam.rawPort)]),
      judge("curl", ["-sSN", `${picam.url}/stream.h264?from=oldest`]),
    ]);
    assertEquals([raw.code, http.code, raw.stderr, http.stderr], [0, 0, "", ""]);
    assert(raw.stdout.length > 10_000, `only ${raw.stdout.length} bytes`);
    // Whoever connected later began at a later key frame: its bytes are the end of the other's.
    const tail = http.stdout.subarray(http.stdout.length - raw.stdout.length);
    assertEquals(raw.stdout, tail);
  },
});

Deno.test({
  name: "GStreamer decodes the stream",
  ...judgedBy("gst-launch-1.0"),
  async fn() {
    await using picam = await Picam.start([...picture, "--frames", "75"]);
    const folder = await Deno.makeTempDir({ prefix: "picam-players-" });
    try {
      const { code, stderr } = await judge("gst-launch-1.0", [
        ...["-q", "souphttpsrc", `location=${picam.url}/stream.h264?from=oldest`, "!"],
        ...["h264parse", "!", "openh264dec", "!", "video/x-raw,format=I420", "!"],
        ...["filesink", `location=${folder}/pictures.yuv`],
      ]);
      assertEquals([code, stderr], [0, ""]);
      const { size } = await Deno.stat(`${folder}/pictures.yuv`);
      assertEquals(size / (640 * 360 * 1.5), 75);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test({
  name: "VLC plays the stream and shows moving pictures",
  ...judgedBy("cvlc"),
  async fn() {
    await using picam = await Picam.start([...picture, "--frames", "150"]);
    const folder = await Deno.makeTempDir({ prefix: "picam-players-" });
    try {
      const play = ["--demux", "h264", "--run-time", "4", `${picam.url}/stream.h264`, "vlc://quit"];
      assertEquals(await runVlc(folder, [...keepShots(folder, 10), ...play]), 0);
      assertGreaterOrEqual(await differentShots(folder), 3);
    } finally {
      await removeFolder(folder);
    }
  },
});
