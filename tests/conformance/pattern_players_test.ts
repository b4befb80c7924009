// Judges: GStreamer, VLC and Chromium show the pattern camera's pictures, and each is the right one.
import { assert, assertEquals } from "@std/assert";
import type { PatternStamp } from "../../lib/frame/mod.ts";
import { PatternEncoder, readPatternStamp } from "../../lib/h264/mod.ts";
import { decodeInput, runFfmpeg } from "../support/decode_h264.ts";
import { judgedBy } from "../support/judges.ts";
import { joinBytes } from "../support/nal_units.ts";
import { Chromium } from "../support/chromium.ts";
import { removeFolder } from "../support/remove_folder.ts";
import { keepShots, runVlc } from "../support/vlc.ts";

const OPTIONS = { width: 322, height: 242, framerate: 10, bitrateBps: 1_000_000, intra: 8 };
const PICTURES = 40;
const SHAPE = { width: OPTIONS.width, height: OPTIONS.height, stride: OPTIONS.width };

function encodeStream() {
  const encoder = new PatternEncoder(OPTIONS);
  const stamps: PatternStamp[] = [];
  const units: Uint8Array[] = [];
  for (let i = 0; i < PICTURES; i++) {
    const unixMs = 1_763_728_496_000 + i * 100;
    const { bytes, frameNumber } = encoder.encode(unixMs);
    stamps.push({ frameNumber, unixMs });
    units.push(bytes);
  }
  return { codecString: encoder.codecString, units, stamps };
}

/** Calls with a folder that anyone may write to, and takes it away. */
async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "picam-pattern-players-" });
  try {
    await Deno.chmod(folder, 0o777);
    await use(folder);
  } finally {
    // A browser's helpers may still write while they go.
    await removeFolder(folder);
  }
}

Deno.test({
  name: "GStreamer decodes every picture",
  ...judgedBy("gst-launch-1.0"),
  fn: () =>
    withFolder(async (folder) => {
      const { units, stamps } = encodeStream();
      await Deno.writeFile(`${folder}/stream.h264`, joinBytes(units));
      const { code, stderr } = await new Deno.Command("gst-launch-1.0", {
        args: ["-q", "filesrc", `location=${folder}/stream.h264`, "!", "h264parse", "!"]
          .concat(["openh264dec", "!", "videoconvert", "!", "video/x-raw,format=Y444", "!"])
          .concat(["filesink", `location=${folder}/pictures.yuv`]),
      }).output();
      assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
      const bytes = await Deno.readFile(`${folder}/pictures.yuv`);
      // GStreamer pads each row to a multiple of four bytes.
      const stride = Math.ceil(OPTIONS.width / 4) * 4;
      const pictureBytes = stride * OPTIONS.height * 3;
      const seen = Array.from(
        { length: bytes.length / pictureBytes },
        (_, i) => readPatternStamp(bytes.subarray(i * pictureBytes), { ...SHAPE, stride }),
      );
      assertEquals(seen, stamps);
    }),
});

Deno.test({
  name: "VLC shows pictures of the stream in their order",
  ...judgedBy("cvlc", "ffmpeg"),
  fn: () =>
    withFolder(async (folder) => {
      const { units, stamps } = encodeStream();
      await Deno.writeFile(`${folder}/stream.h264`, joinBytes(units));
      const play = [
        ...["--demux", "h264", `${folder}/stream.h264`, "--scene-prefix", "shot"],
        // Without a size VLC stretches the picture over the decoder's larger buffer.
        ...["--scene-width", `${OPTIONS.width}`, "--scene-height", `${OPTIONS.height}`],
      ];
      assertEquals(await runVlc(folder, [...keepShots(folder, 1), ...play]), 0);
      const shots = ["-f", "image2", "-start_number_range", "100", "-i", `${folder}/shot%05d.png`];
      const decoded = await decodeInput(shots);
      assertEquals(decoded.complaints, "");
      const seen = decoded.lumas.map((luma) => readPatternStamp(luma, SHAPE)?.frameNumber ?? -1);
      // On a busy machine VLC leaves out pictures that would come too late; it shows some twice.
      assert(new Set(seen).size >= 3, `${seen}`);
      for (const [i, frameNumber] of seen.entries()) {
        assert(frameNumber >= (seen[i - 1] ?? 0) && frameNumber < stamps.length, `${seen}`);
      }
    }),
});

for (
  const [codec, args] of [
    ["H.264 at a low rate", [
      "-c:v",
      "libx264",
      "-preset",
      "ultrafast",
      "-crf",
      "40",
      "-f",
      "h264",
    ]],
    ["Motion JPEG", ["-c:v", "mjpeg", "-q:v", "20", "-f", "mjpeg"]],
  ] as const
) {
  Deno.test({
    name: `the stamp is read after a compression by ${codec}`,
    ...judgedBy("ffmpeg"),
    async fn() {
      const { units, stamps } = encodeStream();
      const input = ["-v", "error", "-f", "h264", "-i", "pipe:0", "-vsync", "passthrough"];
      const again = await runFfmpeg([...input, ...args, "pipe:1"], joinBytes(units));
      const decoded = await decodeInput(["-f", args.at(-1)!, "-i", "pipe:0"], again.stdout);
      const seen = decoded.lumas.map((luma) => readPatternStamp(luma, SHAPE));
      assertEquals(seen, stamps);
    },
  });
}

/** Decodes one picture after another: the next is sent when the one before is out. */
const PAGE = `<script type="module">
const { codec, sizes } = await (await fetch("/units.json")).json();
const stream = new Uint8Array(await (await fetch("/stream.h264")).arrayBuffer());
const say = (path, body) => fetch(path, { method: "POST", body });
let shown;
const decoder = new VideoDecoder({
  output: (frame) => shown(frame),
  error: (error) => say("/failed", String(error)),
});
try {
  decoder.configure({ codec, optimizeForLatency: true });
  let at = 0;
  for (const [i, size] of sizes.entries()) {
    const next = new Promise((resolve) => shown = resolve);
    const data = stream.subarray(at, at += size);
    decoder.decode(new EncodedVideoChunk({ type: i % 8 ? "delta" : "key", timestamp: i, data }));
    const frame = await next;
    const bytes = new Uint8Array(frame.allocationSize());
    const [{ offset, stride }] = await frame.copyTo(bytes);
    const { width, height } = frame.visibleRect;
    frame.close();
    await say("/picture?stride=" + stride + "&size=" + width + "x" + height, bytes.subarray(offset));
  }
  await say("/done");
} catch (error) {
  await say("/failed", String(error));
}
</script>`;

Deno.test({
  name: "Chromium decodes each picture before it gets the next one",
  ...judgedBy("chromium"),
  async fn() {
    const { codecString, units, stamps } = encodeStream();
    const seen: unknown[] = [];
    const end = Promise.withResolvers<string>();
    const answers = new Map<string, () => BodyInit>([
      [
        "/units.json",
        () => JSON.stringify({ codec: codecString, sizes: units.map((unit) => unit.length) }),
      ],
      ["/stream.h264", () => joinBytes(units)],
    ]);
    await using server = Deno.serve({ port: 0, onListen() {} }, async (request) => {
      const { pathname, searchParams } = new URL(request.url);
      if (pathname === "/picture") {
        const luma = new Uint8Array(await request.arrayBuffer());
        assertEquals(searchParams.get("size"), `${OPTIONS.width}x${OPTIONS.height}`);
        const stride = Number(searchParams.get("stride"));
        seen.push(readPatternStamp(luma, { ...SHAPE, stride }));
      } else if (pathname === "/done" || pathname === "/failed") {
        end.resolve(pathname + await request.text());
      }
      const type = pathname === "/" ? "text/html" : "application/octet-stream";
      return new Response(answers.get(pathname)?.() ?? PAGE, {
        headers: { "content-type": type },
      });
    });
    await using chromium = await Chromium.open(`http://localhost:${server.addr.port}/`);
    assertEquals(await chromium.while(end.promise), "/done");
    assertEquals(seen, stamps);
  },
});
