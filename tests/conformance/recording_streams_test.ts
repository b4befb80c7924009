import { assertEquals } from "@std/assert";
import { runFfmpeg } from "../support/decode_h264.ts";
import { judgedBy } from "../support/judges.ts";
import { framesOf } from "../support/frames_of.ts";
import { recordFile } from "../support/record_file.ts";
import { topLevel } from "../support/repository.ts";

function fromFile(name: string): () => Promise<Uint8Array<ArrayBuffer>> {
  return () => Deno.readFile(`${topLevel}/tests/testdata/h264/${name}`);
}

function fromX264(args: string): () => Promise<Uint8Array<ArrayBuffer>> {
  return async () => {
    const { stdout, complaints } = await runFfmpeg([
      ...["-nostdin", "-v", "error", "-f", "lavfi", "-i", "testsrc2=r=25", "-frames:v", "60"],
      ...["-c:v", "libx264", "-preset", "superfast", ...args.split(" "), "-f", "h264", "pipe:1"],
    ]);
    assertEquals(complaints, "");
    return new Uint8Array(stdout);
  };
}

const streams = [
  { name: "of a Pi 5 with B pictures", bytes: fromFile("x264_default.h264") },
  { name: "of a Pi 5 with four slices", bytes: fromFile("x264_low_latency.h264") },
  {
    name: "with two B pictures in a row and long groups",
    bytes: fromX264(
      "-s 320x240 -pix_fmt yuv420p -bf 2 -x264-params keyint=60:b-adapt=0:b-pyramid=0",
    ),
  },
  {
    name: "with access unit delimiters and filler data",
    bytes: fromX264(
      "-s 320x240 -pix_fmt yuv420p -bf 0 -b:v 2M -maxrate 2M -bufsize 1M " +
        "-x264-params aud=1:nal-hrd=cbr:force-cfr=1:filler=1:keyint=15",
    ),
  },
  {
    name: "of High 4:4:4 and an odd size",
    bytes: fromX264("-s 323x181 -pix_fmt yuv444p -bf 0 -x264-params keyint=12"),
  },
];

/** A hash of each picture, in the order shown. */
async function hashesOf(path: string): Promise<string[]> {
  const strict = ["-nostdin", "-v", "error", "-xerror", "-err_detect", "explode"];
  const args = [...strict, "-i", path, "-vsync", "passthrough", "-f", "framemd5", "pipe:1"];
  const { stdout, complaints } = await runFfmpeg(args);
  assertEquals(complaints, "");
  const lines = new TextDecoder().decode(stdout).split("\n");
  return lines.filter((line) => line && !line.startsWith("#")).map((line) => line.slice(-32));
}

/** When each picture is shown, in ticks of 1/90000 s, in the order shown. */
async function timesOf(path: string): Promise<number[]> {
  const args = ["-v", "error", "-show_entries", "frame=pts", "-of", "csv=p=0", path];
  const { stdout } = await new Deno.Command("ffprobe", { args }).output();
  const lines = new TextDecoder().decode(stdout).split("\n");
  return lines.filter((line) => /^-?\d/.test(line)).map((line) => Number.parseInt(line));
}

for (const { name, bytes } of streams) {
  Deno.test({
    name: `ffmpeg: a recording of a stream ${name} has the same pictures at the right times`,
    ...judgedBy("ffmpeg", "ffprobe"),
    async fn() {
      const folder = await Deno.makeTempDir({ prefix: "picam-recording-streams-" });
      try {
        const original = await bytes();
        await Deno.writeFile(`${folder}/a.h264`, original);
        const { frames, stream } = framesOf(original);
        await recordFile(`${folder}/a.mp4`, frames, stream);
        assertEquals(await hashesOf(`${folder}/a.mp4`), await hashesOf(`${folder}/a.h264`));
        const times = Array.from(frames, ({ sequence }) => sequence * 3600);
        assertEquals(await timesOf(`${folder}/a.mp4`), times);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}
