// Judge: ffprobe says where the frames of libx264's streams begin and end, ffmpeg decodes what comes out.
import { assert, assertEquals, assertGreater } from "@std/assert";
import {
  AccessUnitAssembler,
  describeStream,
  findStartCode,
  NalUnitType,
  parseSps,
} from "../../lib/h264/mod.ts";
import { decodeLuma } from "../support/decode_h264.ts";
import { judgedBy } from "../support/judges.ts";
import { RecordingSink } from "../unit/h264/recording_sink.ts";
import { setUp } from "../unit/h264/set_up.ts";
import { cut } from "../unit/h264/stream_arbitraries.ts";
import { concat } from "../unit/h264/streams.ts";

const FFMPEG = ["-nostdin", "-v", "error"];
const ENCODE = ["-c:v", "libx264", "-preset", "ultrafast", "-f", "h264"];

/** Streams as cameras make them, and others that occur; every source has 30 frames per second. */
const STREAMS = [
  {
    name: "Pi 5 low latency: four slices, start codes of 3 and 4 bytes",
    args: "-s 640x480 -pix_fmt yuv420p -tune zerolatency -threads 4 -x264-params keyint=15",
    fps: 30,
  },
  {
    name: "Pi 5 default: High, CABAC, B pictures",
    args: "-s 640x480 -pix_fmt yuv420p -preset superfast -bf 2 -x264-params keyint=20:b-adapt=0",
    fps: 30,
  },
  {
    name: "with access unit delimiters",
    args: "-s 320x240 -pix_fmt yuv420p -x264-params aud=1:keyint=10",
    fps: 30,
  },
  {
    name: "interlaced, cropped",
    args: "-s 720x480 -pix_fmt yuv420p -x264-params tff=1:keyint=10",
    fps: 30,
  },
  {
    name: "constant rate with filler data and buffer parameters",
    args: "-s 320x240 -pix_fmt yuv420p -b:v 2M -maxrate 2M -bufsize 1M " +
      "-x264-params nal-hrd=cbr:force-cfr=1:filler=1:keyint=15",
    fps: 30,
  },
  {
    name: "High 4:4:4 of an odd size, timed by a clock of a million ticks",
    args: "-s 323x181 -pix_fmt yuv444p -enc_time_base 1:1000000 -x264-params keyint=12",
    fps: 25,
  },
  {
    name: "large pictures, twelve slices",
    args: "-s 1920x1080 -pix_fmt yuv420p -qp 4 -x264-params slices=12:keyint=5",
    fps: 30,
    frames: 10,
  },
] as const;

/** Runs a program to its end; fails with its complaint where there is one. */
async function run(program: string, args: readonly string[]): Promise<Uint8Array<ArrayBuffer>> {
  const { stdout, stderr, success } = await new Deno.Command(program, { args: [...args] }).output();
  assert(success, new TextDecoder().decode(stderr));
  return stdout;
}

function sourceArgs(frames: number): string[] {
  return [...FFMPEG, "-f", "lavfi", "-i", "testsrc2=r=30", "-frames:v", `${frames}`];
}

/** Encodes a stream and asks ffprobe for the sizes of its packets and its visible size. */
async function encode(args: string, frames: number) {
  const folder = await Deno.makeTempDir({ prefix: "picam-access-units-" });
  try {
    const path = `${folder}/stream.h264`;
    await run("ffmpeg", [...sourceArgs(frames), ...ENCODE, ...args.split(" "), path]);
    const entries = "packet=size,flags:stream=width,height";
    const shown = await run("ffprobe", [
      "-v",
      "error",
      "-of",
      "json",
      "-show_entries",
      entries,
      path,
    ]);
    const { packets, streams } = JSON.parse(new TextDecoder().decode(shown));
    const sizes = packets.map((packet: { size: string }) => Number(packet.size));
    return { bytes: await Deno.readFile(path), sizes, size: streams[0] };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

for (const { name, args, fps, ...rest } of STREAMS) {
  Deno.test({
    name: `Frames are those that ffprobe sees: ${name}`,
    ...judgedBy("ffmpeg", "ffprobe"),
    async fn() {
      const { bytes, sizes, size } = await encode(args, "frames" in rest ? rest.frames : 45);
      for (const lengths of [[65536], [1, 5, 1000, 7], [4096]]) {
        const s = setUp({ unitEnd: "next-start", framerate: 25 });
        for (const piece of cut(bytes, lengths)) s.assembler.push(piece);
        s.assembler.end("clean");
        assertEquals(s.sink.frames.map((frame) => frame.bytes.length), sizes);
        assertEquals(concat(...s.sink.frames.map((frame) => frame.bytes)), bytes);
        assertEquals(s.kinds(), []);
        assertGreater(s.assembler.counters.keyFrames, 1);
        const { width, height, framerate } = s.sink.frames[0]!.stream!;
        assertEquals([width, height, framerate], [size.width, size.height, fps]);
      }
    },
  });
}

Deno.test({
  name: "Frames out of a pipe that ffmpeg writes in real time are whole, rests joined",
  ...judgedBy("ffmpeg", "ffprobe"),
  async fn() {
    const args = STREAMS[0].args;
    const { bytes, sizes } = await encode(args, 30);
    const sink = new RecordingSink();
    const assembler = new AccessUnitAssembler({
      sink,
      nowUs: () => Math.round(performance.now() * 1000),
      setTimer: setTimeout,
      clearTimer: (timer) => clearTimeout(timer as number),
    });
    const camera = new Deno.Command("ffmpeg", {
      args: [...sourceArgs(30).toSpliced(3, 0, "-re"), ...ENCODE, ...args.split(" "), "pipe:1"],
      stdout: "piped",
    }).spawn();
    for await (const read of camera.stdout) assembler.push(read);
    assembler.end((await camera.status).success ? "clean" : "cut");
    assertEquals(concat(...sink.frames.map((frame) => frame.bytes)), bytes);
    const wholes = sink.frames.filter(({ flags }) => flags !== "continuation");
    assertEquals(wholes.length, sizes.length);
    assertEquals(sink.frames.length, sizes.length + assembler.counters.wrongEnds);
  },
});

/** A stream's NAL units with their start codes. */
function* nalUnits(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = findStartCode(bytes); at >= 0;) {
    const next = findStartCode(bytes, at + 3);
    yield bytes.subarray(at, next < 0 ? bytes.length : next);
    at = next;
  }
}

Deno.test({
  name: "From every key frame on, a stream that sent its parameter sets once can be decoded",
  ...judgedBy("ffmpeg", "ffprobe"),
  async fn() {
    const { bytes } = await encode(STREAMS[2].args, 30);
    const seen = new Set<number>();
    const once = [...nalUnits(bytes)].filter((nal) => {
      const type = nal[3]! & 31;
      if (type !== NalUnitType.sps && type !== NalUnitType.pps) return true;
      return !seen.has(type) && seen.add(type);
    });
    const s = setUp({ unitEnd: "next-start" });
    s.assembler.push(concat(...once));
    s.assembler.end("clean");
    const keys = s.sink.frames.flatMap(({ flags }, index) => flags === "key" ? [index] : []);
    assertEquals(keys, [0, 10, 20]);
    for (const key of keys) {
      const from = concat(...s.sink.frames.slice(key).map((frame) => frame.bytes));
      const { lumas, complaints } = await decodeLuma(from);
      assertEquals([lumas.length, complaints], [30 - key, ""]);
    }
  },
});

Deno.test({
  name: "Sizes from 16 to 4096 pixels are read from the SPS as ffprobe reads them",
  ...judgedBy("ffmpeg", "ffprobe"),
  async fn() {
    for (const size of ["16x16", "18x34", "1366x768", "4096x2160"]) {
      const args = `-s ${size} -pix_fmt yuv420p`;
      const { bytes } = await encode(args, 1);
      const nal = [...nalUnits(bytes)].find((each) => (each[3]! & 31) === NalUnitType.sps)!;
      const { width, height } = describeStream(parseSps(nal.subarray(3)));
      assertEquals(`${width}x${height}`, size);
    }
  },
});
