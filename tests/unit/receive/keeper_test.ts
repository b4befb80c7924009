import { assertEquals } from "@std/assert";
import { type Frame, FrameFlag } from "../../../lib/frame/mod.ts";
import { Keeper } from "../../../lib/receive/keeper.ts";
import type { Limit, ReceiveEnd, ReceiveEvent } from "../../../lib/receive/mod.ts";
import { settle, TurnedTiming } from "../../support/turned_timing.ts";
import { KeptOutput } from "./kept_output.ts";

const stream = { id: 1, name: "door", codec: "h264", framerate: 25 } as const;

/** Frame `sequence` of a stream of 25 frames/s, with whatever else. */
function frame(sequence: number, more: Partial<Frame> = {}): Frame {
  const payload = new Uint8Array(10);
  return { sequence, captureUs: sequence * 40_000, flags: 0, streamId: 1, payload, ...more };
}

class Rig {
  readonly timing = new TurnedTiming();
  readonly outputs: KeptOutput[];
  readonly events: ReceiveEvent[] = [];
  readonly ends: ReceiveEnd[] = [];
  readonly keeper: Keeper;

  constructor(limit: Limit = {}, outputs = 1, failure?: Error) {
    this.outputs = Array.from({ length: outputs }, () => new KeptOutput());
    this.keeper = new Keeper({
      camera: "door",
      openOutputs: () => {
        if (failure !== undefined) throw failure;
        return this.outputs;
      },
      limit,
      timing: this.timing,
      onEvent: (event) => this.events.push(event),
      onOver: (end) => this.ends.push(end),
    });
  }

  async take(frames: readonly Frame[]): Promise<void> {
    for (const each of frames) await this.keeper.take(each, stream);
  }
}

function frames(first: number, last: number): Frame[] {
  return Array.from({ length: last - first + 1 }, (_, index) => frame(first + index));
}

Deno.test("so many frames are kept as are wanted, and what belongs to the last one", async () => {
  const rig = new Rig({ frames: 3 });
  await rig.take(frames(0, 2));
  assertEquals(rig.ends, []);
  await rig.take([frame(3, { flags: FrameFlag.continuation }), ...frames(4, 6)]);
  assertEquals(rig.outputs[0]?.sequences, [0, 1, 2, 3]);
  assertEquals(rig.ends, [{ kind: "done", why: "frames" }]);
  assertEquals([rig.keeper.frames, rig.keeper.bytes], [3, 40]);
  assertEquals(rig.timing.waiting, 0);
});

Deno.test("the last frame that is wanted does not wait for another one for long", async () => {
  const rig = new Rig({ frames: 2 });
  await rig.take(frames(0, 1));
  await rig.timing.turn(99);
  assertEquals(rig.ends, []);
  await rig.timing.turn(1);
  assertEquals(rig.ends, [{ kind: "done", why: "frames" }]);

  const paused = new Rig({ frames: 2 });
  await paused.take(frames(0, 1));
  paused.keeper.pause();
  assertEquals(paused.ends, [{ kind: "done", why: "frames" }]);
});

Deno.test("as much time is kept as is wanted, of the frames' own", async () => {
  const rig = new Rig({ durationUs: 200_000 });
  await rig.take(frames(100, 110));
  assertEquals(rig.outputs[0]?.sequences, [100, 101, 102, 103, 104]);
  assertEquals(rig.ends, [{ kind: "done", why: "duration" }]);
  assertEquals(rig.keeper.seconds, 0.2);
});

Deno.test("a step of the sender's clock counts as one frame, a pause as what it is", async () => {
  const cases: readonly { what: string; next: Frame; seconds: number }[] = [
    { what: "back", next: frame(2, { captureUs: -5e9 }), seconds: 0.12 },
    {
      what: "ahead",
      next: frame(2, { captureUs: 5e9, flags: FrameFlag.discontinuity }),
      seconds: 0.12,
    },
    {
      what: "a restart of 5 s",
      next: frame(2, { captureUs: 5e6, flags: FrameFlag.discontinuity }),
      seconds: 5.04,
    },
    { what: "a hole", next: frame(5000), seconds: 200.04 },
  ];
  for (const { what, next, seconds } of cases) {
    const rig = new Rig();
    await rig.take([...frames(0, 1), next]);
    assertEquals(rig.keeper.seconds, seconds, what);
  }
  const rig = new Rig();
  await rig.take(frames(0, 1));
  rig.keeper.lose({ reason: "epoch" });
  await rig.take([frame(0, { captureUs: 9e9 })]);
  assertEquals(rig.keeper.seconds, 0.12);
});

Deno.test("holes are told to the outputs, joined, and not told in front of the first frame", async () => {
  const rig = new Rig({}, 2);
  rig.keeper.lose({ first: 0, last: 9, reason: "overrun" });
  await rig.take([frame(10)]);
  rig.keeper.lose({ first: 11, last: 14, reason: "skipped" });
  rig.keeper.lose({ first: 15, last: 19, reason: "skipped" });
  rig.keeper.lose({ first: 20, last: 20, reason: "overrun" });
  rig.keeper.lose({ reason: "cut" });
  const holes = [
    { first: 11, last: 19, reason: "skipped" },
    { first: 20, last: 20, reason: "overrun" },
    { reason: "cut" },
  ];
  assertEquals(rig.keeper.holes.holes, holes as typeof rig.keeper.holes.holes);
  assertEquals([rig.keeper.holes.count, rig.keeper.holes.lostFrames], [3, 10]);
  for (const { gaps } of rig.outputs) assertEquals(gaps.at(-1), { reason: "overrun" });
});

Deno.test("the list of holes is bounded, their number is not", async () => {
  const rig = new Rig();
  await rig.take([frame(0)]);
  for (let hole = 0; hole < 1500; hole++) {
    rig.keeper.lose({ first: hole * 10, last: hole * 10, reason: "skipped" });
  }
  const { holes } = rig.keeper;
  assertEquals([holes.holes.length, holes.count, holes.lostFrames], [1000, 1500, 1500]);
});

Deno.test("an output that fails is left out, and the others have all", async () => {
  const rig = new Rig({}, 2);
  await rig.take(frames(0, 1));
  const full = new Error("the disk is full");
  rig.outputs[0]!.failure = full;
  await rig.take(frames(2, 3));
  assertEquals(rig.outputs.map(({ sequences }) => sequences), [[0, 1], [0, 1, 2, 3]]);
  assertEquals(rig.events, [{ kind: "output", camera: "door", error: full }]);
  assertEquals([rig.keeper.failure, rig.ends], [full, []]);
  await rig.keeper.close();
  assertEquals(rig.outputs.map(({ closed }) => closed), [0, 1]);
});

Deno.test("when the last output fails it is over", async () => {
  const full = new Error("the disk is full");
  const rig = new Rig();
  rig.outputs[0]!.failure = full;
  await rig.take(frames(0, 3));
  assertEquals(rig.ends, [{ kind: "output", error: full }]);
  const unopened = new Rig({}, 1, full);
  await unopened.take(frames(0, 3));
  assertEquals(unopened.ends, [{ kind: "output", error: full }]);
});

Deno.test("an output whose taker has gone ends without a fault", async () => {
  const rig = new Rig();
  rig.outputs[0]!.failure = Object.assign(new Error("the player was closed"), { kind: "ended" });
  await rig.take(frames(0, 1));
  assertEquals(rig.ends, [{ kind: "done", why: "outputs" }]);
  assertEquals(rig.keeper.failure, undefined);
});

Deno.test("what is taken waits for the slowest output", async () => {
  const rig = new Rig({}, 2);
  const room = Promise.withResolvers<void>();
  rig.outputs[1]!.room = room.promise;
  let isTaken = false;
  void rig.keeper.take(frame(0), stream)?.then(() => isTaken = true);
  await settle();
  assertEquals(isTaken, false);
  room.resolve();
  await settle();
  assertEquals(isTaken, true);
});

Deno.test("a payload's memory is given back when all outputs have taken it, and not before", async () => {
  const rig = new Rig({}, 2);
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const output of rig.outputs) output.keepsPayloads = false;
  rig.outputs[1]!.room = promise;
  const one = frame(0);
  const taken = rig.keeper.take(one, stream);
  await settle();
  assertEquals(one.payload.length, 10);
  resolve();
  await taken;
  assertEquals(one.payload.length, 0);
  assertEquals(rig.keeper.bytes, 10);
});

Deno.test("a payload stays where one output of several keeps it", async () => {
  const rig = new Rig({}, 2);
  rig.outputs[0]!.keepsPayloads = false;
  const one = frame(0);
  await rig.keeper.take(one, stream);
  assertEquals(one.payload.length, 10);
});
