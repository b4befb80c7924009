import { assert, assertEquals, assertGreaterOrEqual } from "@std/assert";
import { readPatternStamp } from "../../lib/h264/mod.ts";
import { seenByChromium } from "../support/chromium_page.ts";
import { judgedBy } from "../support/judges.ts";
import { Picam } from "../support/picam.ts";
import { removeFolder } from "../support/remove_folder.ts";
import { differentShots, keepShots, runVlc } from "../support/vlc.ts";

const width = 640, height = 360;
const picture = [
  ...["--source", "pattern", "--width", String(width), "--height", String(height)],
  ...["--framerate", "25"],
];

async function judge(
  program: string,
  args: readonly string[],
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await new Deno.Command(program, { args: [...args] }).output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout).trim(), stderr: text.decode(stderr) };
}

/** Waits until so many seconds were captured: a playlist has as many segments. */
async function captured(picam: Picam, seconds: number): Promise<void> {
  const response = await fetch(`${picam.url}/stream.h264?from=oldest&duration=${seconds}.2s`);
  await response.arrayBuffer();
}

Deno.test({
  name: "what curl keeps of live MP4 is a file with the right length and rate",
  ...judgedBy("curl", "ffprobe"),
  async fn() {
    await using picam = await Picam.start(picture);
    const folder = await Deno.makeTempDir({ prefix: "picam-media-players-" });
    try {
      const url = `${picam.url}/stream.mp4?duration=2s`;
      assertEquals((await judge("curl", ["-sSfN", url, "-o", `${folder}/a.mp4`])).stderr, "");
      const { stdout, stderr } = await judge("ffprobe", [
        ...["-v", "error", "-count_frames", "-of", "csv=p=0", "-show_entries"],
        ...["stream=width,height,avg_frame_rate,start_time,nb_read_frames", `${folder}/a.mp4`],
      ]);
      assertEquals([stdout, stderr], ["640,360,25/1,0.000000,50", ""]);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

for (const path of ["/stream.mp4", "/hls/live.m3u8"]) {
  Deno.test({
    name: `ffmpeg plays ${path} without an error line`,
    ...judgedBy("ffmpeg"),
    async fn() {
      await using picam = await Picam.start(picture);
      await captured(picam, 2);
      const { code, stderr } = await judge("ffmpeg", [
        ...["-v", "error", "-xerror", "-err_detect", "explode", "-i", picam.url + path],
        ...["-t", "3", "-fps_mode", "passthrough", "-enc_time_base", "1/90000"],
        ...["-f", "null", "-"],
      ]);
      assertEquals([code, stderr], [0, ""]);
    },
  });

  Deno.test({
    name: `GStreamer decodes ${path}`,
    ...judgedBy("gst-launch-1.0"),
    async fn() {
      await using picam = await Picam.start([...picture, "--frames", "150"]);
      await captured(picam, 2);
      const folder = await Deno.makeTempDir({ prefix: "picam-media-players-" });
      try {
        const { code, stderr } = await judge("timeout", [
          ...["-s", "INT", "6", "gst-launch-1.0", "-q", "souphttpsrc"],
          ...[`location=${picam.url}${path}`, "!"],
          ...(path.startsWith("/hls") ? ["hlsdemux", "!"] : []),
          ...["qtdemux", "!", "h264parse", "!", "openh264dec", "!", "video/x-raw,format=I420"],
          ...["!", "filesink", `location=${folder}/pictures.yuv`],
        ]);
        assert(code === 0 || code === 124, stderr);
        const { size } = await Deno.stat(`${folder}/pictures.yuv`);
        assert(size / (width * height * 1.5) >= 50, `${size} bytes of pictures`);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });

  Deno.test({
    name: `VLC plays ${path} and shows moving pictures`,
    ...judgedBy("cvlc"),
    async fn() {
      await using picam = await Picam.start([...picture]);
      await captured(picam, 4);
      const folder = await Deno.makeTempDir({ prefix: "picam-media-players-" });
      try {
        const play = ["--run-time", "5", picam.url + path, "vlc://quit"];
        assertEquals(await runVlc(folder, [...keepShots(folder, 10), ...play]), 0);
        assertGreaterOrEqual(await differentShots(folder), 3);
      } finally {
        await removeFolder(folder);
      }
    },
  });
}

Deno.test({
  name: "Chromium's <video> plays live MP4: the pictures are right, and move on",
  ...judgedBy("chromium"),
  async fn() {
    await using picam = await Picam.start(picture);
    const seen = await seenByChromium(
      `
      const video = document.createElement("video");
      video.muted = true;
      video.src = "/stream.mp4";
      document.body.append(video);
      const canvas = new OffscreenCanvas(${width}, ${height});
      const context = canvas.getContext("2d", { willReadFrequently: true });
      const pictures = [];
      let count = 0;
      const look = () => {
        if (count++ % 20 === 0) {
          context.drawImage(video, 0, 0);
          const { data } = context.getImageData(0, 0, ${width}, ${height});
          pictures.push(Array.from({ length: data.length / 4 }, (_, i) => data[i * 4 + 1]));
        }
        if (pictures.length === 4) return tell({ pictures, atMs: Date.now() });
        video.requestVideoFrameCallback(look);
      };
      video.requestVideoFrameCallback(look);
      video.addEventListener("error", () => tell({ error: video.error.message }));
      video.play();
    `,
      picam.url,
    ) as { error?: string; pictures: number[][]; atMs: number };
    assertEquals(seen.error, undefined);
    const stamps = seen.pictures.map((luma) =>
      readPatternStamp(new Uint8Array(luma), { width, height, stride: width })
    );
    const numbers = stamps.map((stamp) => stamp?.frameNumber ?? -1);
    assert(numbers.every((each, i) => each > (numbers[i - 1] ?? -1)), `frames ${numbers}`);
  },
});
