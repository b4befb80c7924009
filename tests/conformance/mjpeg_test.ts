// Judges: ffmpeg, GStreamer, VLC, curl and Chromium show the JPEG images that picam serves, moving and right.
import { assert, assertEquals } from "@std/assert";
import { readPatternStamp } from "../../lib/h264/mod.ts";
import { ImageAssembler } from "../../lib/mjpeg/mod.ts";
import { installStandInCamera, readFrameNumber } from "../support/camera/mod.ts";
import { type DecodedVideo, decodeInput, runFfmpeg } from "../support/decode_h264.ts";
import { judgedBy } from "../support/judges.ts";
import { Picam } from "../support/picam.ts";
import { RecordingSink } from "../unit/h264/recording_sink.ts";
import { Chromium } from "../support/chromium.ts";
import { removeFolder } from "../support/remove_folder.ts";
import { runVlc } from "../support/vlc.ts";

const width = 640, height = 360, stride = width;
const picture = ["--source", "pattern", "--codec", "mjpeg", "--width", "640", "--height", "360"];

/** The numbers in pictures of the pattern camera. */
function numbersIn(lumas: readonly Uint8Array[]): (number | undefined)[] {
  return lumas.map((luma) => readPatternStamp(luma, { width, height, stride })?.frameNumber);
}

/** Whether numbers follow one another. */
function assertInStep(numbers: readonly (number | undefined)[], least: number): void {
  assert(numbers.length >= least, `only ${numbers.length} pictures`);
  assertEquals(numbers, numbers.map((_, i) => numbers[0]! + i));
}

/**
 * Decodes parts. ffmpeg calls the end of any multipart stream that ends with a boundary invalid, that of its own
 * `-f mpjpeg` too; what it says of images counts.
 */
async function decodeParts(input: string, bytes?: Uint8Array): Promise<DecodedVideo> {
  const seen = await decodeInput(["-f", "mpjpeg", "-i", input], bytes);
  const end = `${input}: Invalid data found when processing input\n`;
  return { ...seen, complaints: seen.complaints.replace(end, "") };
}

/** A character for each byte. */
function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

/** Calls with a folder that anyone may write to, and takes it away. */
async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "picam-mjpeg-" });
  try {
    await Deno.chmod(folder, 0o777);
    await use(folder);
  } finally {
    await removeFolder(folder);
  }
}

for (const quality of ["1", "35", "80", "100"]) {
  Deno.test({
    name: `ffmpeg decodes every image of quality ${quality}, strictly, and each is the right one`,
    ...judgedBy("ffmpeg"),
    async fn() {
      await using picam = await Picam.start([...picture, "--quality", quality]);
      const url = `${picam.url}/stream.mjpg?duration=1s`;
      const seen = await decodeParts(url);
      assertEquals([seen.complaints, seen.width, seen.height], ["", width, height]);
      // A picture may be left out where the machine is busy; none comes twice or late.
      const numbers = numbersIn(seen.lumas);
      assert(numbers.length >= 10, `only ${numbers.length} pictures`);
      assert(!numbers.includes(undefined), numbers.join(" "));
      assertEquals(numbers, [...new Set(numbers)].sort((a, b) => a! - b!));
    },
  });
}

Deno.test({
  name: "the ring has every image: curl takes the past, and the bare port is what ffmpeg reads",
  ...judgedBy("ffmpeg", "curl", "nc"),
  async fn() {
    await using picam = await Picam.start([...picture, "--frames", "40"]);
    const [past, bare] = await Promise.all([
      new Deno.Command("curl", { args: ["-sSN", `${picam.url}/stream.mjpg?from=oldest`] }).output(),
      new Deno.Command("nc", { args: ["127.0.0.1", String(picam.rawPort)] }).output(),
    ]);
    const pictures = await decodeParts("pipe:0", past.stdout);
    assertEquals(pictures.complaints, "");
    assertInStep(numbersIn(pictures.lumas), 20);
    const raw = await decodeInput(["-f", "mjpeg", "-i", "pipe:0"], bare.stdout);
    assertEquals(raw.complaints, "");
    assertInStep(numbersIn(raw.lumas), 20);
  },
});

Deno.test({
  name: "GStreamer takes the parts apart and decodes them",
  ...judgedBy("gst-launch-1.0", "curl"),
  fn: () =>
    withFolder(async (folder) => {
      await using picam = await Picam.start(picture);
      const pipeline = "gst-launch-1.0 -q fdsrc ! multipartdemux single-stream=true ! jpegdec ! " +
        `videoconvert ! video/x-raw,format=Y444 ! filesink location=${folder}/pictures.yuv`;
      const script = `curl -sSN '${picam.url}/stream.mjpg?duration=1s' | ${pipeline}`;
      const { code, stderr } = await new Deno.Command("sh", { args: ["-c", script] }).output();
      assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
      const bytes = await Deno.readFile(`${folder}/pictures.yuv`);
      const size = width * height * 3;
      const lumas = Array.from({ length: bytes.length / size }, (_, i) => bytes.subarray(i * size));
      const numbers = numbersIn(lumas);
      assert(numbers.length >= 10 && !numbers.includes(undefined), numbers.join(" "));
    }),
});

Deno.test({
  name: "VLC plays the URL: its pictures are those of the camera",
  ...judgedBy("cvlc", "ffmpeg"),
  fn: () =>
    withFolder(async (folder) => {
      await using picam = await Picam.start(picture);
      const sout = `#std{access=file,mux=raw,dst=${folder}/out.mjpeg}`;
      const play = [`${picam.url}/stream.mjpg?duration=2s`, "--run-time", "3", "--sout", sout];
      assertEquals(await runVlc(folder, play), 0);
      const seen = await decodeInput(["-f", "mjpeg", "-i", `${folder}/out.mjpeg`]);
      const numbers = numbersIn(seen.lumas);
      assert(numbers.length >= 10 && !numbers.includes(undefined), numbers.join(" "));
    }),
});

/** Draws the image again and again, until it has shown some pictures. */
const page = `<!doctype html><img src=/stream.mjpg><script>
const image = document.querySelector("img");
const canvas = new OffscreenCanvas(${width}, ${height}).getContext("2d", { willReadFrequently: true });
const seen = [];
function look() {
  if (image.naturalWidth > 0) {
    canvas.drawImage(image, 0, 0);
    const { data } = canvas.getImageData(0, 0, ${width}, ${height});
    const luma = Array.from({ length: data.length / 4 }, (_, i) => data[i * 4 + 1]);
    if (JSON.stringify(luma) !== JSON.stringify(seen.at(-1))) seen.push(luma);
  }
  if (seen.length < 4) return setTimeout(look, 100);
  fetch("/seen", { method: "POST", body: JSON.stringify(seen) });
}
look();
</script>`;

Deno.test({
  name: "Chromium shows the images in <img>, and they move",
  ...judgedBy("chromium"),
  async fn() {
    await using picam = await Picam.start(picture);
    const { promise, resolve } = Promise.withResolvers<number[][]>();
    const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
    // The page and the images come from one place, or the canvas could not be read.
    await using server = Deno.serve(options, async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === "/seen") resolve(await request.json());
      if (pathname === "/stream.mjpg") return await fetch(`${picam.url}/stream.mjpg`);
      return new Response(page, { headers: { "content-type": "text/html" } });
    });
    await using chromium = await Chromium.open(`http://127.0.0.1:${server.addr.port}/`);
    const pictures = await chromium.while(promise);
    const numbers = numbersIn(pictures.map((luma) => Uint8Array.from(luma)));
    assertEquals(numbers.length, 4);
    for (const [i, number] of numbers.entries()) {
      assert(number !== undefined && (i === 0 || number > numbers[i - 1]!), numbers.join(" "));
    }
  },
});

for (const profile of ["vc4", "pisp"] as const) {
  Deno.test({
    name: `the camera program of a ${profile} system gives JPEG: every image, none twice`,
    ...judgedBy("ffmpeg"),
    async fn() {
      await using camera = await installStandInCamera({ profile });
      const flags = ["--codec", "mjpeg", "--width", "640", "--height", "480", "--quality", "60"];
      await using picam = await Picam.start([...flags, "--frames", "25"], { env: camera.env });
      const seen = await decodeParts(`${picam.url}/stream.mjpg?from=oldest`);
      assertEquals([seen.complaints, seen.width, seen.height], ["", 640, 480]);
      const numbers = seen.lumas.map((luma) => readFrameNumber(luma, { width: 640 }));
      assertInStep(numbers, 20);
    },
  });
}

Deno.test({
  name: "images that ffmpeg writes are served from a file and from standard input, as they are",
  ...judgedBy("ffmpeg"),
  fn: () =>
    withFolder(async (folder) => {
      const path = `${folder}/in.mjpeg`;
      const source = ["-f", "lavfi", "-i", "testsrc=size=320x240:rate=25", "-frames:v", "12"];
      await runFfmpeg(["-v", "error", ...source, "-c:v", "mjpeg", "-f", "mjpeg", path]);
      const sink = new RecordingSink();
      const assembler = new ImageAssembler({ sink, nowUs: () => 0 });
      assembler.push(await Deno.readFile(path));
      assertEquals(sink.frames.length, 12);
      const flags = ["--codec", "mjpeg"];
      await using fromFile = await Picam.start([...flags, "--source", `file:${path}`]);
      const loop = fetch(`${fromFile.url}/stream.mjpg?from=oldest&duration=1s`);
      await using fromStdin = await Picam.start([...flags, "--source", "stdin"], {
        stdin: "piped",
      });
      const once = fetch(`${fromStdin.url}/stream.mjpg?from=oldest`);
      while ((await fromStdin.status()).sessions.active === 0);
      const stdin = fromStdin.stdin.getWriter();
      await stdin.write(await Deno.readFile(path));
      await stdin.close();
      const reader = (await once).body!.getReader();
      const last = sink.frames.at(-1)!.bytes;
      let piped = "";
      while (!piped.includes(latin1(last))) piped += latin1((await reader.read()).value!);
      await reader.cancel();
      const looped = latin1(await (await loop).bytes());
      for (const { bytes } of sink.frames) {
        assert(looped.includes(latin1(bytes)) && piped.includes(latin1(bytes)));
      }
    }),
});
