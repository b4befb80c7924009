import { assert, assertEquals } from "@std/assert";
import { FrameFlag } from "../../lib/frame/mod.ts";
import { judgedBy } from "../support/judges.ts";
import { assertPictures, assertWhole, intra, Network, quickTiming } from "./network_rig.ts";

const judged = judgedBy("ffmpeg");

Deno.test({
  name: "segments of a byte, both ways: every frame arrives, whole",
  ...judged,
  async fn() {
    await using network = await Network.start();
    network.feed(12);
    const path = { segmentBytes: 1 };
    await using reception = await network.receive({ plan: () => ({ up: path, down: path }) });
    await reception.reaches(11);
    const { frames } = reception.output;
    assertWhole(frames, 12);
    await assertPictures(frames);
    const { cameras } = await reception.end();
    assertEquals([cameras[0]?.reconnects, cameras[0]?.holeCount], [0, 0]);
  },
});

Deno.test({
  name: "60 connections, each reset in its midst: no frame is missing, none comes twice",
  ...judged,
  async fn() {
    await using network = await Network.start({ ringBytes: 8 << 20 });
    network.feed(150);
    const cut = (index: number) => ({ at: 9000 + (index * 7919) % 25_000, by: "rst" as const });
    const plan = (index: number) => index < 60 ? { down: { cut: cut(index) } } : {};
    await using reception = await network.receive({ plan });
    await reception.reaches(149);
    network.feed(150);
    await reception.reaches(299);
    const { frames } = reception.output;
    assertWhole(frames, 300);
    await assertPictures(frames);
    const { end, cameras } = await reception.end();
    assertEquals(end, { kind: "done", why: "stopped" });
    assert(cameras[0]!.reconnects >= 10, `${cameras[0]!.reconnects} connections`);
    assertEquals(cameras[0]!.holeCount, 0);
  },
});

Deno.test({
  name: "bits turned in 40 connections: found by their sums, counted, asked for again",
  ...judged,
  async fn() {
    await using network = await Network.start();
    network.feed(60);
    const flip = (index: number) => ({ at: 3000 + (index * 6151) % 20_000, bits: 1 << index % 8 });
    const plan = (index: number) => index < 40 ? { down: { flip: flip(index) } } : {};
    await using reception = await network.receive({ plan });
    await reception.reaches(59);
    const { frames } = reception.output;
    assertWhole(frames, 60);
    await assertPictures(frames);
    const { cameras } = await reception.end();
    assert(cameras[0]!.damaged > 0);
    assertEquals(cameras[0]!.reconnects, cameras[0]!.damaged);
    assertEquals(cameras[0]!.holeCount, 0);
  },
});

Deno.test({
  name: "a rate below the bit rate, gapless: late, but everything",
  ...judged,
  async fn() {
    await using network = await Network.start({ ringBytes: 8 << 20 });
    network.feed(1);
    const plan = () => ({ down: { bytesPerSecond: 1_000_000 } });
    await using reception = await network.receive({ plan });
    await reception.reaches(0);
    network.feed(199);
    await reception.reaches(199);
    assertWhole(reception.output.frames, 200);
    await assertPictures(reception.output.frames);
    assertEquals((await reception.end()).cameras[0]!.holeCount, 0);
  },
});

Deno.test({
  name: "a rate below the bit rate, live: what is skipped is named, and a key frame follows",
  ...judged,
  async fn() {
    await using network = await Network.start({ ringBytes: 16 << 20, lagLimitUs: 500_000 });
    network.feed(1);
    const plan = () => ({ down: { bytesPerSecond: 300_000 } });
    await using reception = await network.receive({ plan, policy: "live", from: { kind: "live" } });
    await reception.reaches(0);
    const { output } = reception;
    // Two seconds of the camera's for each frame that comes, and then the newest.
    for (let part = 0; part < 4; part++) {
      network.feed(60);
      await reception.reaches(lastOf(output) + 1);
    }
    network.feed(59);
    await reception.reaches(299);
    const { frames, gaps } = output;
    const lost = gaps.flatMap(({ first = 0, last = -1 }) =>
      Array.from({ length: last - first + 1 }, (_, index) => first + index)
    );
    const all = [...frames.map(({ sequence }) => sequence), ...lost].sort((a, b) => a - b);
    assertEquals(all, Array.from({ length: 300 }, (_, sequence) => sequence));
    assert(lost.length > 0, "it fell behind");
    for (const { last = 0 } of gaps) {
      const after = frames.find(({ sequence }) => sequence === last + 1);
      assertEquals([last + 1, after!.flags & FrameFlag.key], [
        Math.ceil((last + 1) / intra) * intra,
        1,
      ]);
    }
    await assertPictures(frames);
  },
});

function lastOf(output: { readonly frames: readonly { readonly sequence: number }[] }): number {
  return output.frames.at(-1)?.sequence ?? -1;
}

Deno.test({
  name: "the cable is out for what the receiver takes for a minute: no frame is missing",
  ...judged,
  async fn() {
    await using network = await Network.start({ ringBytes: 8 << 20 });
    network.feed(50);
    await using reception = await network.receive({ timing: quickTiming(40) });
    await reception.reaches(49);
    reception.proxy.stall();
    for (let second = 0; second < 60; second++) {
      network.feed(4);
      await new Promise((resolve) => setTimeout(resolve, 1000 / 40));
    }
    assert(lastOf(reception.output) < 100, "nothing came meanwhile");
    reception.proxy.resume();
    await reception.reaches(289);
    assertWhole(reception.output.frames, 290);
    await assertPictures(reception.output.frames);
    const { cameras } = await reception.end();
    assert(cameras[0]!.reconnects >= 1, "it noticed");
    assertEquals(cameras[0]!.holeCount, 0);
  },
});

Deno.test("a receiver that takes nothing does not hold up another", async () => {
  await using network = await Network.start({ ringBytes: 8 << 20 });
  await using stalled = await network.receive({ plan: () => ({ down: { stallAt: 20_000 } }) });
  await using other = await network.receive();
  for (let count = 1; count <= 300; count++) {
    network.feed(1);
    await other.reaches(count - 1);
  }
  assertWhole(other.output.frames, 300);
  assert(stalled.output.frames.length < 20);
  stalled.proxy.cutAll("rst");
});

Deno.test("an output that takes nothing is felt by the server, and gets everything later", async () => {
  await using network = await Network.start({ ringBytes: 8 << 20 });
  network.feed(1);
  await using reception = await network.receive();
  await reception.reaches(0);
  const { promise, resolve } = Promise.withResolvers<void>();
  reception.output.room = promise;
  network.feed(299);
  await reception.reaches(1);
  resolve();
  await reception.reaches(299);
  assertWhole(reception.output.frames, 300);
});
