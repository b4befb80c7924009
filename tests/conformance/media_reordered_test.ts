import { assertEquals } from "@std/assert";
import { runFfmpeg } from "../support/decode_h264.ts";
import { Fragments } from "../../lib/serve/page/fragments.ts";
import { framesOf } from "../support/frames_of.ts";
import { judgedBy } from "../support/judges.ts";
import { topLevel } from "../support/repository.ts";
import { join, Serving } from "../support/serving.ts";

/** When each picture of a file is shown, in ticks, as ffmpeg decodes it. */
async function shownTimes(bytes: Uint8Array<ArrayBuffer>): Promise<number[]> {
  const { stdout, complaints } = await runFfmpeg([
    ...["-v", "error", "-xerror", "-err_detect", "explode", "-i", "pipe:0"],
    ...["-fps_mode", "passthrough", "-enc_time_base", "1/90000", "-copyts", "-f", "framecrc", "-"],
  ], bytes);
  assertEquals(complaints, "");
  const lines = new TextDecoder().decode(stdout).split("\n").filter((line) => /^0,/.test(line));
  return lines.map((line) => Number(line.split(",")[2]));
}

async function get(url: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await fetch(url)).arrayBuffer());
}

Deno.test({
  name: "B pictures are shown in order and on time, live, in a clip, in HLS and by the page",
  ...judgedBy("ffmpeg"),
  async fn() {
    const { frames, stream } = framesOf(
      await Deno.readFile(`${topLevel}/tests/testdata/h264/x264_default.h264`),
    );
    await using serving = await Serving.start({ ringBytes: 16 << 20 });
    for (const frame of frames) serving.putFrame(frame, stream);
    const keys = frames.filter(({ flags }) => flags & 1).map(({ sequence }) => sequence);
    const step = 3600;
    const isSteady = (times: number[]): boolean =>
      times.every((time, i) => i === 0 || time - times[i - 1]! === step);

    const clip = await shownTimes(await get(`${serving.httpUrl}/clip.mp4?from=oldest`));
    assertEquals([clip.length, isSteady(clip)], [frames.length, true]);

    const seconds = (frames.length - 10) / 25;
    const live = await shownTimes(
      await get(`${serving.httpUrl}/stream.mp4?from=oldest&duration=${seconds}s`),
    );
    assertEquals(isSteady(live), true, `${live}`);

    const playlist = new TextDecoder().decode(await get(`${serving.httpUrl}/hls/live.m3u8`));
    const names = playlist.match(/^[0-9a-f-]{36}-.*m4s$/gm)!;
    const init = await get(`${serving.httpUrl}/hls/${/init-\w+\.mp4/.exec(playlist)![0]}`);
    const parts = await Promise.all(names.map((name) => get(`${serving.httpUrl}/hls/${name}`)));
    const whole = new Uint8Array(await new Blob([init, ...parts]).arrayBuffer());
    const hls = await shownTimes(whole);
    assertEquals([hls.length, isSteady(hls)], [keys.at(-1), true]);

    const fragments = new Fragments();
    const made = frames.flatMap((frame) => fragments.add(frame, stream)!);
    const page = await shownTimes(
      join(made.flatMap(({ head, bytes }) => [...head ? [head] : [], bytes])),
    );
    assertEquals(isSteady(page), true, `${page}`);
  },
});
