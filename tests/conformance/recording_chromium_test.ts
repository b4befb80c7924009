import { assert, assertEquals } from "@std/assert";
import { readPatternStamp } from "../../lib/h264/mod.ts";
import { Chromium } from "../support/chromium.ts";
import { judgedBy } from "../support/judges.ts";
import { patternFrames } from "../support/pattern_frames.ts";
import { recordFile, unfinish } from "../support/record_file.ts";

const width = 320, height = 180;

/** Loads the video, seeks, plays from there to the end, and tells what it saw. */
const page = `<!doctype html><video muted src=/video.mp4></video><script>
const video = document.querySelector("video");
const next = (name) => new Promise((resolve, reject) => {
  video.addEventListener(name, resolve, { once: true });
  video.addEventListener("error", () => reject(video.error.message), { once: true });
});
function luma() {
  const canvas = new OffscreenCanvas(${width}, ${height}).getContext("2d");
  canvas.drawImage(video, 0, 0);
  const { data } = canvas.getImageData(0, 0, ${width}, ${height});
  return Array.from({ length: data.length / 4 }, (_, i) => data[i * 4 + 1]);
}
async function look() {
  await next("loadeddata");
  const { duration, videoWidth, videoHeight, seekable } = video;
  const pictures = [];
  for (const seconds of [1.21, 2.05, 0.34]) {
    const seeked = next("seeked");
    video.currentTime = seconds;
    await seeked;
    pictures.push(luma());
  }
  video.playbackRate = 4;
  const ended = next("ended");
  await video.play();
  await ended;
  return { duration, videoWidth, videoHeight, seekableTo: seekable.end(0), pictures,
    end: video.currentTime };
}
look().catch((error) => ({ error: String(error) })).then((seen) =>
  fetch("/seen", { method: "POST", body: JSON.stringify(seen) }));
</script>`;

interface Seen {
  readonly error?: string;
  readonly duration: number;
  readonly videoWidth: number;
  readonly videoHeight: number;
  readonly seekableTo: number;
  readonly pictures: number[][];
  readonly end: number;
}

/** Serves the page and a file, by ranges as players ask for it, until the page has told what it saw. */
async function seenByChromium(path: string): Promise<Seen> {
  const bytes = await Deno.readFile(path);
  const { promise, resolve } = Promise.withResolvers<Seen>();
  const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  await using server = Deno.serve(options, async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/video.mp4") return rangeOf(bytes, request);
    if (pathname === "/seen") resolve(await request.json());
    return new Response(page, { headers: { "content-type": "text/html" } });
  });
  await using chromium = await Chromium.open(`http://127.0.0.1:${server.addr.port}/`);
  return await chromium.while(promise);
}

function rangeOf(bytes: Uint8Array<ArrayBuffer>, request: Request): Response {
  const match = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("range") ?? "");
  const headers = { "content-type": "video/mp4", "accept-ranges": "bytes" };
  if (!match) return new Response(bytes, { headers });
  const from = Number(match[1]), last = match[2] ? Number(match[2]) : bytes.length - 1;
  const range = `bytes ${from}-${last}/${bytes.length}`;
  const part = bytes.subarray(from, last + 1);
  return new Response(part, { status: 206, headers: { ...headers, "content-range": range } });
}

for (const state of ["finished", "unfinished"]) {
  Deno.test({
    name: `Chromium plays a recording that is ${state}, knows its length and seeks in it`,
    ...judgedBy("chromium"),
    async fn() {
      const folder = await Deno.makeTempDir({ prefix: "picam-recording-chromium-" });
      try {
        const { frames, stream } = patternFrames({ count: 90, width, height });
        const path = `${folder}/a.mp4`;
        await recordFile(path, frames, stream);
        if (state === "unfinished") await unfinish(path);
        const seen = await seenByChromium(path);
        assertEquals(seen.error, undefined);
        assertEquals([seen.videoWidth, seen.videoHeight], [width, height]);
        assertEquals([seen.duration, seen.seekableTo], [3, 3]);
        assert(seen.end > 2.9, `ended at ${seen.end}`);
        const numberOf = (luma: number[]) =>
          readPatternStamp(new Uint8Array(luma), { width, height, stride: width })?.frameNumber;
        assertEquals(seen.pictures.map(numberOf), [36, 61, 10]);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}
