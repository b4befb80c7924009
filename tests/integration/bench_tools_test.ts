import { assertEquals, assertGreater } from "@std/assert";
import { Child } from "../bench/child.ts";
import { faultsOf, Load, type LoadPlan, type LoadResult } from "../bench/load.ts";
import { buildTools, type Tools } from "../bench/tools.ts";
import { judgedBy } from "../support/judges.ts";
import { Serving } from "../support/serving.ts";

const hasGcc = judgedBy("gcc");

Deno.test({
  name:
    "bench: fifty clients of the C server see every frame of the C camera, at both ways to write",
  ...hasGcc,
  async fn() {
    await using tools = await buildTools();
    for (const write of ["one", "stdio"]) {
      const fifo = `${tools.folder}/${write}`;
      await new Deno.Command("mkfifo", { args: [fifo] }).output();
      await using server = new Child(tools.yardstick, { stdin: fifo });
      await using _camera = new Child(tools.camera, {
        args: ["--fps", "100", "--bitrate", "6000000", "--gop", "10", "--write", write],
        stdout: fifo,
      });
      const port = Number((await server.line(/^port (\d+)$/))[1]);
      const result = await measure(tools, { port, plan: { clients: 50 } });
      assertEquals(faultsOf(result), "");
      assertEquals(result.joins, 50);
      assertGreater(result.frames, 0);
    }
  },
});

Deno.test({
  name: "bench: what is lost, doubled or cut on the way is counted, over bare TCP and over HTTP",
  ...hasGcc,
  async fn() {
    await using tools = await buildTools();
    const frames = await record(tools, 40);
    const missing = frames.filter((_, number) => number !== 20 && number !== 33);
    const doubled = [...frames.slice(0, 20), ...frames.slice(19)];
    const cut = frames.map((frame, number) => number === 20 ? frame.subarray(0, -100) : frame);
    for (const path of [undefined, "/stream.h264"]) {
      assertEquals(counts(await serve(tools, { path, frames })), {
        gaps: 0,
        repeats: 0,
        damaged: 0,
      });
      assertEquals(counts(await serve(tools, { path, frames: missing })).gaps, 2);
      assertEquals(counts(await serve(tools, { path, frames: doubled })).repeats, 1);
      assertGreater(counts(await serve(tools, { path, frames: cut })).damaged, 0);
    }
  },
});

Deno.test({
  name: "bench: the framed protocol is understood over TCP and over WebSocket",
  ...hasGcc,
  async fn() {
    await using tools = await buildTools();
    const frames = await record(tools, 40);
    const missing = frames.filter((_, number) => number !== 33);
    for (const [given, gaps] of [[frames, 0], [missing, 1]] as const) {
      await using serving = await Serving.start();
      for (const [n, payload] of given.entries()) {
        serving.ring.append(payload);
        serving.endFrame(n % 10 === 0);
      }
      const hello = { role: "view", from: { kind: "oldest" } };
      const asked = { hello, clients: 5, windowMs: 200 };
      const overTcp = await measure(tools, { port: serving.wirePort, plan: asked });
      const plan = { ...asked, path: "/ws" };
      const overWebSocket = await measure(tools, { port: serving.httpPort, plan });
      for (const result of [overTcp, overWebSocket]) {
        assertEquals(counts(result), { gaps: 5 * gaps, repeats: 0, damaged: 0 });
        assertEquals(result.joins, 5);
      }
    }
  },
});

function counts({ gaps, repeats, damaged }: LoadResult): Record<string, number> {
  return { gaps, repeats, damaged };
}

async function measure(
  tools: Tools,
  options: { port: number; plan: LoadPlan },
): Promise<LoadResult> {
  const plan = { warmUpMs: 100, windowMs: 800, ...options.plan };
  await using load = new Load(tools, { port: options.port, plan });
  await load.window();
  return await load.result();
}

/** Takes the camera's frames apart, at the start codes of what can begin a frame. */
async function record(tools: Tools, count: number): Promise<Uint8Array<ArrayBuffer>[]> {
  const args = ["--unpaced", "--frames", String(count), "--gop", "10"];
  const { stdout } = await new Deno.Command(tools.camera, { args }).output();
  const starts: number[] = [];
  for (let at = 0; at + 5 < stdout.length; at++) {
    if (stdout[at] === 0 && stdout[at + 1] === 0 && stdout[at + 2] === 0 && stdout[at + 3] === 1) {
      if (stdout[at + 4] === 0x67 || stdout[at + 4] === 0x41) starts.push(at);
    }
  }
  assertEquals(starts.length, count);
  return starts.map((start, index) => stdout.slice(start, starts[index + 1]));
}

/**
 * Sends frames to one client in pieces that fit neither frames nor chunks, waits for the client to
 * leave, and returns its books.
 */
async function serve(
  tools: Tools,
  options: { path: string | undefined; frames: Uint8Array<ArrayBuffer>[] },
): Promise<LoadResult> {
  const { path, frames } = options;
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const serving = sendTo(listener, { isHttp: path !== undefined, bytes: concatenated(frames) });
  const plan = { windowMs: 200, ...(path === undefined ? {} : { path }) };
  const result = await measure(tools, { port: listener.addr.port, plan });
  await serving;
  return result;
}

async function sendTo(
  listener: Deno.TcpListener,
  options: { isHttp: boolean; bytes: Uint8Array<ArrayBuffer> },
): Promise<void> {
  const { isHttp, bytes } = options;
  const text = new TextEncoder();
  const connection = await listener.accept();
  const writer = connection.writable.getWriter();
  const head = "HTTP/1.1 200 OK\r\nContent-Type: video/h264\r\nTransfer-Encoding: chunked\r\n\r\n";
  if (isHttp) await writer.write(text.encode(head));
  for (let at = 0, size = 1; at < bytes.length; at += size, size = size * 7 % 9973) {
    const piece = bytes.subarray(at, at + size);
    if (isHttp) await writer.write(text.encode(`${piece.length.toString(16)}\r\n`));
    await writer.write(piece);
    if (isHttp) await writer.write(text.encode("\r\n"));
  }
  // Kept open until the client has read it all and leaves.
  for await (const _ of connection.readable);
}

function concatenated(parts: Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
