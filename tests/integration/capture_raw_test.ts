import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { openRawPattern, parseRawFormat } from "../../lib/bayer/mod.ts";
import { FileSource, type RawStream, StdinSource } from "../../lib/capture/mod.ts";
import { systemTiming } from "../../lib/observe/mod.ts";
import { packFrame } from "../unit/bayer/pack.ts";
import { joined } from "../unit/capture/frame_collector.ts";
import { runSource } from "../unit/capture/run_source.ts";

const size = { width: 64, height: 32 };

function raw(format: string, strideBytes: number): RawStream & { strideBytes: number } {
  return { ...size, format: parseRawFormat(format)!, strideBytes };
}

/** Frames in the canonical form. */
function sawtooth(count: number): Uint8Array<ArrayBuffer>[] {
  const camera = openRawPattern({ ...size, framerate: 30, bayer: "BGGR", pattern: "sawtooth" });
  return Array.from(
    { length: count },
    (_, frameNumber) => camera.paint({ frameNumber, unixMs: 0 }).slice(),
  );
}

/** The same as a camera writes them: CSI-2, with padding behind each row. */
function packed(frames: readonly Uint8Array<ArrayBuffer>[], stream: RawStream): Uint8Array {
  const geometry = { ...size, format: stream.format, strideBytes: stream.strideBytes! };
  return joined(frames.map((frame) => packFrame(new Uint16Array(frame.buffer), geometry)));
}

async function withFile(bytes: Uint8Array, use: (path: string) => Promise<void>): Promise<void> {
  const path = await Deno.makeTempFile({ prefix: "picam-test-", suffix: ".raw" });
  try {
    await Deno.writeFile(path, bytes);
    await use(path);
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("a file of packed RAW frames is played in the canonical form, with its side file", async () => {
  const frames = sawtooth(4);
  const stream = raw("SBGGR12_CSI2P", 128);
  await withFile(new TextEncoder().encode(`{"exposureUs":7}`), async (metadataPath) => {
    await withFile(packed(frames, stream), async (path) => {
      const rawStream = { ...stream, metadataPath };
      const source = new FileSource({
        ...{ path, loop: false, framerate: 200, codec: "raw12", raw: rawStream },
      });
      const run = runSource(source);
      assertEquals(await run.end, { kind: "finished" });
      assertEquals(run.sink.frames.map(({ bytes }) => bytes), frames);
      assertEquals(run.sink.frames.map(({ metadata }) => metadata?.exposureUs), [7, 7, 7, 7]);
      assertEquals(run.sink.frames[0]?.stream, {
        ...{ id: 1, name: "camera", codec: "raw12", ...size, framerate: 200 },
        ...{ bayer: "BGGR", bitDepth: 12 },
      });
    });
  });
});

Deno.test("a file with less than a frame is told with a remedy", async () => {
  await withFile(new Uint8Array(100), async (path) => {
    const source = new FileSource({ path, loop: true, codec: "raw12", raw: raw("SRGGB12", 128) });
    const end = await runSource(source).end;
    assert(end.kind === "failed");
    assertEquals(end.fault.kind, "damaged");
    assertStringIncludes(end.fault.message, "A RAW frame has 100 of 4096 bytes");
    assertStringIncludes(end.fault.remedy, "--raw-format and --raw-stride");
  });
  await withFile(new Uint8Array(0), async (path) => {
    const source = new FileSource({ path, loop: true, codec: "raw12", raw: raw("SRGGB12", 128) });
    const end = await runSource(source).end;
    assert(end.kind === "failed");
    assertEquals(end.fault.kind, "not-raw12");
    assertStringIncludes(end.fault.message, "has no whole RAW frame that could be played");
  });
});

Deno.test("RAW frames of standard input pass as they come, and its end keeps the last", async () => {
  const frames = sawtooth(3);
  const stream = raw("SBGGR12", 160);
  const bytes = packed(frames, stream);
  for (const pieceBytes of [1000, 5120, 70_000]) {
    const pieces = [...Array(Math.ceil(bytes.length / pieceBytes)).keys()]
      .map((n) => bytes.slice(n * pieceBytes, (n + 1) * pieceBytes));
    const input = new ReadableStream({
      type: "bytes",
      pull(controller) {
        const piece = pieces.shift();
        if (piece !== undefined) return controller.enqueue(piece);
        controller.close();
        controller.byobRequest?.respond(0);
      },
    });
    const source = new StdinSource({ codec: "raw12", raw: stream }, {
      open: () => input as ReadableStream<Uint8Array<ArrayBuffer>>,
      isFile: () => false,
      timing: systemTiming,
    });
    const run = runSource(source);
    assertEquals(await run.end, { kind: "finished" });
    assertEquals(run.sink.frames.map(({ bytes }) => bytes), frames);
  }
});
