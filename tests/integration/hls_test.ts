import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { FrameFlag } from "../../lib/frame/mod.ts";
import { findBox, numbersOf } from "../support/mp4_boxes.ts";
import { defaultStartUs, patternFrames } from "../support/pattern_frames.ts";
import { Serving, type ServingOptions } from "../support/serving.ts";

/** A server with some seconds at 30 frames a second in it. */
async function servingFrames(
  { count, intra, ...options }: ServingOptions & { count: number; intra?: number },
) {
  const serving = await Serving.start(options);
  const { frames, stream } = patternFrames({ count, ...(intra ? { intra } : {}) });
  for (const frame of frames) serving.putFrame(frame, stream);
  return { serving, stream };
}

/** What a playlist names, and its tags' values. */
async function playlistOf(serving: Serving, query = "") {
  const response = await fetch(`${serving.httpUrl}/hls/live.m3u8${query}`);
  assertEquals(response.headers.get("content-type"), "application/vnd.apple.mpegurl");
  const text = await response.text();
  const lines = text.trim().split("\n");
  const value = (tag: string) => lines.find((line) => line.startsWith(`${tag}:`))?.split(":")[1];
  return {
    text,
    segments: lines.filter((line) => !line.startsWith("#")),
    seconds: lines.flatMap((line) => /^#EXTINF:([\d.]+),$/.exec(line)?.[1] ?? []).map(Number),
    sequence: Number(value("#EXT-X-MEDIA-SEQUENCE")),
    target: Number(value("#EXT-X-TARGETDURATION")),
    left: Number(value("#EXT-X-DISCONTINUITY-SEQUENCE")),
    map: /#EXT-X-MAP:URI="([^"]+)"/.exec(text)?.[1],
  };
}

async function bytesOf(serving: Serving, name: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(`${serving.httpUrl}/hls/${name}`);
  assertEquals(response.headers.get("content-type"), "video/mp4", name);
  assertMatch(response.headers.get("cache-control")!, /immutable/);
  return new Uint8Array(await response.arrayBuffer());
}

Deno.test("each second's group of pictures is a segment, and the newest is not complete", async () => {
  const { serving } = await servingFrames({ count: 100, intra: 30 });
  await using _ = serving;
  const { ring } = serving;
  const playlist = await playlistOf(serving);
  assertEquals(playlist.segments, [
    `${ring.epoch}-0-30.m4s`,
    `${ring.epoch}-30-60.m4s`,
    `${ring.epoch}-60-90.m4s`,
  ]);
  assertEquals([playlist.seconds, playlist.target], [[1, 1, 1], 1]);
  assertEquals([playlist.sequence, playlist.left], [0, 0]);
  assertStringIncludes(
    playlist.text,
    `#EXT-X-PROGRAM-DATE-TIME:${new Date(defaultStartUs / 1000).toISOString()}\n`,
  );
  const init = await bytesOf(serving, playlist.map!);
  assertEquals(numbersOf(findBox(init, "moov/trak/tkhd"), 88), [320 << 16, 180 << 16]);
  const segment = await bytesOf(serving, playlist.segments[1]!);
  const [, high, low] = numbersOf(findBox(segment, "moof/traf/tfdt"));
  assertEquals(high! * 2 ** 32 + low!, (defaultStartUs / 1e6 + 1) * 90_000);
  const [, count, , ...rows] = numbersOf(findBox(segment, "moof/traf/trun"));
  assertEquals(count, 30);
  assertEquals(rows.filter((_, i) => i % 4 === 0).reduce((sum, each) => sum + each), 90_000);
});

Deno.test("short groups of pictures are joined, the same ones for every client and every time", async () => {
  const { serving, stream } = await servingFrames({ count: 100, intra: 10, ringBytes: 1 << 19 });
  await using _ = serving;
  const before = await playlistOf(serving);
  assertEquals(before.seconds, [1, 1, 1]);
  const { frames } = patternFrames({ count: 3000, intra: 10 });
  for (const frame of frames.slice(100, 130)) serving.putFrame(frame, stream);
  const after = await playlistOf(serving);
  assertEquals(after.segments.slice(0, 3), before.segments);
  for (const [i, frame] of frames.slice(130).entries()) {
    serving.putFrame(frame, stream);
    if (i % 100 === 0) await playlistOf(serving);
  }
  const last = await playlistOf(serving);
  assert(serving.ring.oldest > 200);
  assert(last.sequence > after.sequence + 4);
  const firstOf = (name: string) => Number(/-(\d+)-\d+\.m4s$/.exec(name)![1]);
  assertEquals(firstOf(last.segments[0]!), last.sequence * 30);
  assert(firstOf(last.segments[0]!) >= serving.ring.oldest);
  await bytesOf(serving, last.segments[0]!);
  const gone = await fetch(`${serving.httpUrl}/hls/${before.segments[0]}`);
  assertEquals(gone.status, 404);
  assertStringIncludes((await gone.json()).detail, "no more");
});

Deno.test("a clock that was set, a restart and another size are discontinuities", async () => {
  const { serving, stream } = await servingFrames({ count: 60, intra: 30 });
  await using _ = serving;
  const put = (
    options: { startUs: number; count: number; flags?: number; width?: number; height?: number },
  ) => {
    const made = patternFrames({ intra: 30, ...options });
    for (const [i, frame] of made.frames.entries()) {
      const flags = frame.flags | (i === 0 ? options.flags ?? 0 : 0);
      serving.putFrame({ ...frame, flags }, made.stream ?? stream);
    }
  };
  put({ startUs: defaultStartUs + 86_400e6, count: 30, flags: FrameFlag.discontinuity });
  put({ startUs: defaultStartUs + 86_405e6, count: 30, flags: FrameFlag.discontinuity });
  put({ startUs: defaultStartUs + 86_406e6, count: 60, width: 640, height: 360 });
  const { text, seconds } = await playlistOf(serving);
  assertEquals(seconds, [1, 1, 5, 1, 1]);
  const shape = text.split("\n").filter((line) =>
    !/^#EXT-X-(PROG|VER|IND|TAR|MED|DISCONTINUITY-)/
      .test(line)
  ).map((line) => line.replace(/^#EXT-X-|:.*/g, "").replace(/.*m4s/, "segment"));
  assertEquals(shape, [
    ...["#EXTM3U", "MAP", "#EXTINF", "segment", "#EXTINF", "segment"],
    ...["DISCONTINUITY", "#EXTINF", "segment", "DISCONTINUITY", "#EXTINF", "segment"],
    ...["DISCONTINUITY", "MAP", "#EXTINF", "segment", ""],
  ]);
});

Deno.test("a token in the playlist's address is carried on, one in a header is not", async () => {
  const { serving } = await servingFrames({ count: 100, intra: 30, viewToken: "a secret+word" });
  await using _ = serving;
  const refused = await fetch(`${serving.httpUrl}/hls/live.m3u8`);
  assertEquals(refused.status, 401);
  await refused.body!.cancel();
  const { segments, map } = await playlistOf(serving, "?token=a%20secret%2Bword");
  await bytesOf(serving, map!);
  await bytesOf(serving, segments[0]!);
  const response = await fetch(`${serving.httpUrl}/hls/live.m3u8`, {
    headers: { authorization: "Basic " + btoa("x:a secret+word") },
  });
  assertEquals((await response.text()).includes("token"), false);
});

Deno.test("what is not there is not there, and without a segment there is no playlist", async () => {
  const notReady = () => "The cable is loose";
  const { serving } = await servingFrames({ count: 20, intra: 30, notReady });
  await using _ = serving;
  const none = await fetch(`${serving.httpUrl}/hls/live.m3u8`);
  assertEquals([none.status, none.headers.get("retry-after")], [503, "1"]);
  await none.body!.cancel();
  const { epoch } = serving.ring;
  const names = [
    "",
    "init-00000000.mp4",
    `${epoch}-0-20.m4s`,
    `${epoch}-0-999999999999999.m4s`,
    "x",
  ];
  for (const name of [...names, "..%2f..%2fetc%2fpasswd", `${epoch}-0-1.m4s%00`]) {
    const response = await fetch(`${serving.httpUrl}/hls/${name}`);
    assertEquals(response.status, 404, name);
    await response.body!.cancel();
  }
  const post = await fetch(`${serving.httpUrl}/hls/live.m3u8`, { method: "POST", body: "" });
  assertEquals(post.status, 405);
  await post.body!.cancel();
  assertEquals(serving.errors, []);
});
