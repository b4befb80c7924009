/** The page, as Chromium shows it. @module */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { chartPatches, openRawPattern } from "../../lib/bayer/mod.ts";
import { judgedBy } from "../support/judges.ts";
import { PageBrowser, type SeenPage } from "../support/page_browser.ts";
import { Picam } from "../support/picam.ts";
import { removeFolder } from "../support/remove_folder.ts";

const small = ["--source", "pattern", "--width", "640", "--height", "360"];
/** What playwright starts for itself outlives a test's end for a moment. */
const lenient = { sanitizeOps: false, sanitizeResources: false };

/** Sees pictures move: each of them newer than the one before, in the colours of the bars. */
async function assertMoves(seen: SeenPage): Promise<void> {
  const stamps = await seen.stamps(10);
  const numbers = stamps.map(({ frameNumber }) => frameNumber);
  assertEquals(numbers, [...new Set(numbers)].sort((a, b) => a - b));
  assertEquals(seen.errors, []);
}

for (
  const { how, insecure } of [
    { how: "WebCodecs", insecure: false },
    { how: "Media Source", insecure: true },
  ]
) {
  Deno.test({
    name: `the page shows the live picture by ${how}, looks back 20 s and returns`,
    ...judgedBy("chromium"),
    ...lenient,
    async fn() {
      await using picam = await Picam.start([...small, "--bitrate", "500k"]);
      await using browser = await PageBrowser.start();
      await using seen = await browser.open(picam.url, { insecure });
      const { page } = seen;
      await seen.says(/^Live$/);
      await assertMoves(seen);
      await page.keyboard.press("s");
      await page.locator("#figures dd").first().waitFor();
      const figures = await seen.figures();
      assertEquals(figures["Shown by"], how);
      assertEquals(figures["Resolution"], "640 × 360");
      assertMatch(figures["Latency"] ?? "", /^-?\d+ ms$/);
      await page.keyboard.press("s");
      assert(await page.locator("#overlay").isHidden());

      while ((await picam.status()).ring.windowSeconds < 23);
      await page.locator("#time").evaluate((slider) => {
        const { dispatchEvent } = slider;
        (slider as unknown as { value: string }).value = "-20";
        dispatchEvent.call(slider, new Event("change"));
      });
      await seen.says(/ago$/);
      await assertMoves(seen);
      const [past] = await seen.stamps(1);
      assert(past !== undefined && past.latencyMs > 18_000 && past.latencyMs < 25_000);

      await page.click("#pause");
      await seen.says(/^Paused$/);
      await page.click("#live");
      await seen.says(/^Live$/);
      await assertMoves(seen);
      const [live] = await seen.stamps(1);
      assert(live !== undefined && live.latencyMs < 5000);
    },
  });
}

const frugal = { without: ["VideoDecoder", "MediaSource", "ManagedMediaSource"] };

for (const token of [undefined, "let-me-watch-this"]) {
  Deno.test({
    name: `a browser with neither WebCodecs nor Media Source shows HLS, or is told that it cannot${
      token === undefined ? "" : ", with a token"
    }`,
    ...judgedBy("chromium"),
    ...lenient,
    async fn() {
      const flags = token === undefined ? [] : ["--view-token", token];
      await using picam = await Picam.start([...small, ...flags]);
      // Chromium's player of HLS stands still where it begins with one or two segments.
      while ((await picam.status(token)).ring.windowSeconds < 6);
      await using browser = await PageBrowser.start();
      await using seen = await browser.open(picam.url, frugal);
      const { page } = seen;
      if (token !== undefined) await unlock(seen, token);
      const type = "application/vnd.apple.mpegurl";
      const playsHls = await page.evaluate(
        `document.createElement("video").canPlayType("${type}") !== ""`,
      );
      if (!playsHls) return await seen.says(/^No picture$/);
      await seen.says(/^Live$/);
      await assertMoves(seen);
      await page.keyboard.press("s");
      await page.locator("#figures dd").first().waitFor();
      assertEquals((await seen.figures())["Shown by"], "HLS");
    },
  });
}

async function unlock({ page }: SeenPage, token: string): Promise<void> {
  await page.fill("#token", token);
  await page.keyboard.press("Enter");
}

Deno.test({
  name: "a browser with neither WebCodecs nor Media Source shows JPEG images",
  ...judgedBy("chromium"),
  ...lenient,
  async fn() {
    await using picam = await Picam.start([...small, "--codec", "mjpeg"]);
    await using browser = await PageBrowser.start();
    await using seen = await browser.open(picam.url, frugal);
    await seen.says(/^Live$/);
    await assertMoves(seen);
    await seen.page.keyboard.press("s");
    await seen.page.locator("#figures dd").first().waitFor();
    assertEquals((await seen.figures())["Shown by"], "JPEG images");
  },
});

Deno.test({
  name: "the page develops RAW frames: the chart's colours, moving",
  ...judgedBy("chromium"),
  ...lenient,
  async fn() {
    await using picam = await Picam.start([...small, "--codec", "raw12", "--framerate", "10"]);
    await using browser = await PageBrowser.start();
    await using seen = await browser.open(picam.url);
    await seen.says(/^Live$/);
    await assertMoves(seen);
    await seen.page.keyboard.press("s");
    await seen.page.locator("#figures dd").first().waitFor();
    const figures = await seen.figures();
    assertEquals(figures["Shown by"], "WebAssembly");
    assertEquals(figures["Resolution"], "640 × 360");
    for (const patch of chartPatches(640, 360)) {
      const x = patch.x + patch.width / 2, y = patch.y + patch.height / 2;
      const shown = await seen.page.evaluate(
        `[...document.querySelector("#canvas").getContext("2d").getImageData(${x}, ${y}, 1, 1).data]`,
      ) as number[];
      const wanted = [patch.red, patch.green, patch.blue].map(screenValue);
      const off = wanted.map((value, i) => Math.abs(value - shown[i]!));
      assert(Math.max(...off) < 48, `${patch.name} is ${shown}, not ${wanted}`);
    }
    const [download] = await Promise.all([
      seen.page.waitForEvent("download"),
      seen.page.keyboard.press("p"),
    ]);
    assert(await stampOfImage(await download.path()));
  },
});

Deno.test({
  name: "the page says what the camera told of a RAW frame, and a slow browser leaves frames out",
  ...judgedBy("chromium"),
  ...lenient,
  async fn() {
    const folder = await Deno.makeTempDir({ prefix: "picam-page-" });
    await using afterwards = new AsyncDisposableStack();
    afterwards.defer(() => removeFolder(folder));
    const metadata = `${folder}/metadata.json`;
    await Deno.writeTextFile(
      metadata,
      '{"exposureUs": 8333, "analogueGain": 2, "digitalGain": 1.5}',
    );
    const size = { width: 1280, height: 720 };
    const camera = openRawPattern({ ...size, framerate: 30, bayer: "RGGB", pattern: "chart" });
    const frames = Array.from({ length: 30 }, (_, frameNumber) => {
      return camera.paint({ unixMs: frameNumber * 33, frameNumber }).slice();
    });
    await Deno.writeFile(`${folder}/frames.raw`, new Blob(frames).stream());
    const source = ["--source", `file:${folder}/frames.raw`, "--metadata", metadata];
    const sizes = ["--width", "1280", "--height", "720", "--framerate", "30"];
    await using picam = await Picam.start([...source, ...sizes, "--codec", "raw12"]);
    await using browser = await PageBrowser.start();
    await using seen = await browser.open(picam.url);
    const { page } = seen;
    const devTools = await page.context().newCDPSession(page);
    await devTools.send("Emulation.setCPUThrottlingRate", { rate: 10 });
    await seen.says(/^Live$/);
    await page.keyboard.press("s");
    await page.locator("#figures dt", { hasText: "Exposure" }).waitFor();
    let figures = await seen.figures();
    assertEquals([figures["Exposure"], figures["Gain"]], ["8.33 ms", "× 3.00"]);
    while (Number(figures["Dropped"]) === 0) figures = await seen.figures();
    await seen.stamps(3); // pictures go on
    assertEquals(seen.errors, []);
  },
});

/** A value of light, 12 bits, as a screen has it. Spec: IEC 61966-2-1. */
function screenValue(light: number): number {
  const part = Math.min(1, light / 4095);
  return 255 * (part <= 0.0031308 ? 12.92 * part : 1.055 * part ** (1 / 2.4) - 0.055);
}

Deno.test({
  name: "the page finds its camera again after a restart",
  ...judgedBy("chromium"),
  ...lenient,
  async fn() {
    await using browser = await PageBrowser.start();
    const first = await Picam.start(small);
    const port = new URL(first.url).port;
    await using seen = await browser.open(first.url);
    await seen.says(/^Live$/);
    await first.stop();
    await seen.says(/^Reconnecting$/);
    await first[Symbol.asyncDispose]();
    await using _second = await Picam.start([...small, "--http-port", port]);
    await seen.says(/^Live$/);
    // The first of these may be what was shown before; numbers begin anew after it.
    await seen.stamps(10);
    await assertMoves(seen);
  },
});

Deno.test({
  name: "the page saves the picture that it shows",
  ...judgedBy("chromium", "ffmpeg"),
  ...lenient,
  async fn() {
    await using picam = await Picam.start(small);
    await using browser = await PageBrowser.start();
    await using seen = await browser.open(picam.url);
    await seen.says(/^Live$/);
    await seen.page.click("#pause");
    await seen.says(/^Paused$/);
    const stamp = await seen.page.evaluate("readStamp()") as { frameNumber: number };
    const [download] = await Promise.all([
      seen.page.waitForEvent("download"),
      seen.page.keyboard.press("p"),
    ]);
    assertMatch(download.suggestedFilename(), /^picam \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d\.png$/);
    assertEquals((await stampOfImage(await download.path()))?.frameNumber, stamp.frameNumber);
  },
});

for (const token of [undefined, "let-me-watch-this"]) {
  Deno.test({
    name: `the page saves a clip of the last seconds${token === undefined ? "" : ", with a token"}`,
    ...judgedBy("chromium", "ffprobe"),
    ...lenient,
    async fn() {
      const flags = token === undefined ? [] : ["--view-token", token];
      await using picam = await Picam.start([...small, ...flags]);
      await using browser = await PageBrowser.start();
      await using seen = await browser.open(picam.url);
      const { page } = seen;
      if (token !== undefined) await unlock(seen, token);
      await seen.says(/^Live$/);
      await seen.stamps(60);
      const [download] = await Promise.all([page.waitForEvent("download"), page.click("#clip")]);
      assertMatch(download.suggestedFilename(), /\.mp4$/);
      const show = ["-show_entries", "format=duration", "-of", "csv=p=0"];
      const args = ["-v", "error", ...show, await download.path()];
      const { stdout } = await new Deno.Command("ffprobe", { args }).output();
      assert(Number(new TextDecoder().decode(stdout)) >= 1.9);
      assertEquals(seen.errors, []);
    },
  });
}

Deno.test({
  name: "the page asks for the token, takes a right one and keeps it out of the address",
  ...judgedBy("chromium"),
  ...lenient,
  async fn() {
    await using picam = await Picam.start([...small, "--view-token", "let-me-watch-this"]);
    await using browser = await PageBrowser.start();
    await using seen = await browser.open(picam.url);
    const { page } = seen;
    await seen.says(/^Locked$/);
    await page.fill("#token", "something else");
    await page.keyboard.press("Enter");
    await seen.says(/^Locked$/);
    await page.fill("#token", "let-me-watch-this");
    await page.keyboard.press("Enter");
    await seen.says(/^Live$/);
    await assertMoves(seen);
    assertEquals(page.url(), `${picam.url}/`);
    await page.reload();
    await seen.says(/^Live$/);
  },
});

Deno.test({
  name: "who has the control token stops and starts the camera and sets it from the page",
  ...judgedBy("chromium"),
  ...lenient,
  async fn() {
    await using picam = await Picam.start(small);
    await using browser = await PageBrowser.start();
    await using seen = await browser.open(picam.url);
    const { page } = seen;
    await seen.says(/^Live$/);
    await page.click("#camera");
    await page.fill("#control-token", "not-the-right-one");
    await page.keyboard.press("Enter");
    await page.locator("#camera-words", { hasText: /token/ }).waitFor();
    await page.fill("#control-token", picam.controlToken);
    await page.keyboard.press("Enter");
    await page.fill("#camera-framerate", "15");
    await page.click("#settings button.primary");
    await page.locator("#camera-words", { hasText: "Done." }).waitFor();
    assertEquals((await picam.status()).stream.framerate, 15);
    await page.click("#stop");
    await seen.says(/^Stopped$/);
    await page.click("#start");
    await seen.says(/^Live$/);
    await assertMoves(seen);
  },
});

/** Reads the stamp of a picture file. */
async function stampOfImage(path: string): Promise<{ frameNumber: number } | undefined> {
  const { readPatternStamp } = await import("../../lib/h264/mod.ts");
  const args = ["-v", "error", "-i", path, "-f", "rawvideo", "-pix_fmt", "gray", "-"];
  const { stdout } = await new Deno.Command("ffmpeg", { args }).output();
  const [width, height] = [640, 360];
  assertEquals(stdout.length, width * height);
  return readPatternStamp(stdout, { width, height, stride: width });
}
