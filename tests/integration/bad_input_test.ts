import { assert, assertEquals, assertMatch } from "@std/assert";
import { judgedBy } from "../support/judges.ts";
import { Picam } from "../support/picam.ts";
import { join } from "../support/serving.ts";

/** Runs ffmpeg, fed with `input`, to its end. */
async function ffmpeg(
  args: readonly string[],
  input?: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const child = new Deno.Command("ffmpeg", {
    args: ["-v", "error", ...args],
    stdin: input === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const fed = input === undefined ? undefined : new Response(input).body!.pipeTo(child.stdin);
  const { success, stdout, stderr } = await child.output();
  await fed;
  assert(success, new TextDecoder().decode(stderr));
  return stdout;
}

const encode = (options: string, seconds = 2): Promise<Uint8Array<ArrayBuffer>> =>
  ffmpeg([
    ...["-f", "lavfi", "-i", `testsrc2=size=320x240:rate=30:duration=${seconds}`],
    ...["-c:v", "libx264", "-g", "15", ...options.split(" "), "-f", "h264", "-"],
  ]);

/** A hash of each decoded picture: what proves that two streams show the same. */
async function pictures(stream: Uint8Array<ArrayBuffer>): Promise<string[]> {
  const text = new TextDecoder().decode(
    await ffmpeg(["-f", "h264", "-i", "-", "-vsync", "passthrough", "-f", "framemd5", "-"], stream),
  );
  return text.split("\n").filter((line) => /^0,/.test(line)).map((line) =>
    line.split(",").at(-1)!.trim()
  );
}

/** Feeds bytes to a picam that reads standard input, and takes what it makes of them. */
async function served(input: Uint8Array<ArrayBuffer>, flags: readonly string[] = []): Promise<{
  stream: Uint8Array<ArrayBuffer>;
  picam: Picam;
}> {
  const picam = await Picam.start(["--source", "stdin", ...flags], { stdin: "piped" });
  const writer = picam.stdin.getWriter();
  await writer.write(input);
  await writer.close();
  while ((await picam.status()).camera.state !== "ended");
  const { ring } = await picam.status();
  if (ring.head === 0) return { stream: new Uint8Array(), picam };
  return { stream: await drain(picam, "from=oldest"), picam };
}

/** Takes a stream up to the newest frame of a source that has ended. */
async function drain(picam: Picam, query: string): Promise<Uint8Array<ArrayBuffer>> {
  const { ring } = await picam.status();
  const response = await fetch(`${picam.url}/stream.h264?${query}`);
  const reader = response.body!.getReader();
  const parts: Uint8Array[] = [];
  for (;;) {
    const taken = parts.reduce((sum, part) => sum + part.length, 0);
    const client = (await (await fetch(`${picam.url}/api/v1/clients`)).json())[0];
    if (client.sequence === ring.head && client.bytes === taken) break;
    parts.push((await reader.read()).value!);
  }
  await reader.cancel();
  return join(parts) as Uint8Array<ArrayBuffer>;
}

const good: readonly [string, string][] = [
  ["one slice, no B pictures", "-preset ultrafast -tune zerolatency -x264-params sliced-threads=0"],
  ["four slices a picture", "-preset ultrafast -x264-params slices=4:bframes=0"],
  ["B pictures and CABAC", "-preset medium -bf 3"],
  ["access unit delimiters", "-preset ultrafast -x264-params aud=1"],
];

for (const [name, options] of good) {
  Deno.test({
    name: `a stream with ${name} comes out as it went in, picture by picture`,
    ...judgedBy("ffmpeg"),
    async fn() {
      const input = await encode(options);
      const { stream, picam } = await served(input);
      await using _ = picam;
      const expected = await pictures(input);
      assertEquals(expected.length, 60);
      assertEquals(await pictures(stream), expected);
    },
  });
}

/** The stream without the parameter sets that come again. */
function withSetsOnce(stream: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const starts: number[] = [];
  for (let i = 0; i + 3 < stream.length; i++) {
    if (stream[i] === 0 && stream[i + 1] === 0 && stream[i + 2] === 1) starts.push(i);
  }
  const units = starts.map((start, n) => stream.subarray(start, starts[n + 1] ?? stream.length));
  const isSet = (unit: Uint8Array): boolean => [7, 8].includes(unit[3]! & 0x1f);
  const firstPicture = units.findIndex((unit) => (unit[3]! & 0x1f) === 5);
  return join(
    units.filter((unit, n) => n < firstPicture || !isSet(unit)),
  ) as Uint8Array<ArrayBuffer>;
}

Deno.test({
  name: "parameter sets that came only once are there for whoever joins later",
  ...judgedBy("ffmpeg"),
  async fn() {
    const input = await encode("-preset ultrafast -tune zerolatency");
    const { stream, picam } = await served(withSetsOnce(input));
    await using _ = picam;
    const expected = await pictures(input);
    assertEquals(await pictures(stream), expected);
    const { ring } = await picam.status();
    const shown = await pictures(await drain(picam, `from=seq:${ring.newestKey}`));
    assertEquals(shown, expected.slice(45));
  },
});

Deno.test({
  name: "what begins in the middle of a group is served from its first key frame on",
  ...judgedBy("ffmpeg"),
  async fn() {
    const input = await encode("-preset ultrafast -tune zerolatency");
    const { stream, picam } = await served(input.slice(3333));
    await using _ = picam;
    const whole = await pictures(input);
    assertEquals(await pictures(stream), whole.slice(15));
  },
});

Deno.test({
  name: "8 MB of garbage in front and in between: named in the log, and the pictures go on",
  ...judgedBy("ffmpeg"),
  async fn() {
    const input = await encode("-preset ultrafast -tune zerolatency");
    const garbage = new Uint8Array(8 << 20).map((_, i) => 1 + (i * 7 + (i >> 8)) % 254);
    const { stream, picam } = await served(
      join([garbage, input, garbage, input]) as Uint8Array<ArrayBuffer>,
    );
    await using _ = picam;
    const shown = await pictures(stream);
    const whole = await pictures(input);
    assertEquals(shown.slice(0, 59), whole.slice(0, 59));
    assertEquals(shown.slice(-60), whole);
    assert(
      picam.log.some((line) => /no start code|not H\.264|H\.264/i.test(line.message)),
      picam.logText(),
    );
    const { process } = await picam.status();
    assert(process.residentBytes < 400e6, `${process.residentBytes} bytes`);
  },
});

Deno.test({
  name:
    "a key frame of 2 MB is served whole, and one too large for the ring is named with its remedy",
  ...judgedBy("ffmpeg"),
  async fn() {
    const input = await ffmpeg([
      ...[
        "-f",
        "lavfi",
        "-i",
        "nullsrc=size=1280x720:rate=30:duration=0.1,geq=random(1)*255:128:128",
      ],
      ...["-c:v", "libx264", "-preset", "ultrafast", "-qp", "4", "-f", "h264", "-"],
    ]);
    assert(input.length > 2e6, `${input.length} bytes`);
    {
      const { stream, picam } = await served(input, ["--ring", "memory", "--ring-size", "64M"]);
      await using _ = picam;
      assertEquals(await pictures(stream), await pictures(input));
    }
    const { stream, picam } = await served(input, ["--ring", "memory", "--ring-size", "1M"]);
    await using _ = picam;
    await picam.logged(/--ring-size \d+M/);
    const { ring, camera } = await picam.status();
    assert(ring.refusedFrames > 0);
    // Where both cores are taken, a pause of the writer may be taken for the end of a small part.
    if (camera.wrongEnds === 0) assertEquals(stream.length, 0);
    else assert(stream.length < input.length);
  },
});

Deno.test("what is no H.264 at all is named; /readyz says why, and the service stays up", async () => {
  const text = new TextEncoder().encode("This is a text, and not a camera. ".repeat(100_000));
  const { stream, picam } = await served(text);
  await using _ = picam;
  assertEquals(stream.length, 0);
  const ready = await fetch(`${picam.url}/readyz`);
  assertEquals(ready.status, 503);
  assertMatch((await ready.json()).detail, /\w+ \w+ \w+/);
  assert(
    picam.log.some((line) => line.level !== "debug" && /H\.264|start code/.test(line.message)),
    picam.logText(),
  );
  assertEquals(await picam.stop(), 0);
});
