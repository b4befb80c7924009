import { assertEquals } from "@std/assert";
import { RpicamMetadataSink } from "../../../lib/capture/rpicam_metadata_sink.ts";
import { FrameFlag, type FrameMetadata } from "../../../lib/frame/mod.ts";
import { TurnedTiming } from "../../support/turned_timing.ts";
import { FrameCollector } from "./frame_collector.ts";

/** Frames and objects by turns, as a test lets them come. */
class Rig {
  readonly frames = new FrameCollector();
  readonly timing = new TurnedTiming();
  readonly lost: string[] = [];
  readonly sink: RpicamMetadataSink;
  #objects: FrameMetadata[] = [];
  #frames = 0;

  constructor() {
    this.sink = new RpicamMetadataSink(this.frames, {
      feed: {
        poll: (onObject) => this.#objects.splice(0).forEach(onObject),
        discard: () => this.#objects.splice(0),
      },
      timing: this.timing,
      onLost: (why) => this.lost.push(why),
    });
  }

  /** A frame comes: its bytes, and its end. */
  frame(): void {
    this.sink.append(Uint8Array.of(this.#frames));
    this.sink.commit({ flags: FrameFlag.key, captureUs: this.#frames++ });
  }

  objects(...numbers: number[]): void {
    this.#objects.push(...numbers.map((focus) => ({ focus })));
  }

  /** Objects that nobody has taken. */
  get waiting(): number {
    return this.#objects.length;
  }

  /** The number of each frame that was passed on, and that of its object. */
  get passed(): [number | undefined, unknown][] {
    return this.frames.frames.map(({ bytes, metadata }) => [bytes[0], metadata?.focus]);
  }
}

Deno.test("a frame whose object is there has it at once", () => {
  const rig = new Rig();
  for (const n of [0, 1, 2]) {
    rig.objects(n);
    rig.frame();
  }
  assertEquals(rig.passed, [[0, 0], [1, 1], [2, 2]]);
});

Deno.test("a frame waits a moment for its object, and at most 5 ms", async () => {
  const rig = new Rig();
  rig.frame();
  assertEquals(rig.passed, []);
  rig.objects(0);
  await rig.timing.turn(1);
  assertEquals(rig.passed, [[0, 0]]);
  rig.frame();
  await rig.timing.turn(1);
  await rig.timing.turn(1);
  assertEquals(rig.passed.length, 1);
  await rig.timing.turn(3);
  assertEquals(rig.passed, [[0, 0], [1, undefined]]);
  // It comes after all: it is not taken for the next frame's.
  rig.objects(1);
  rig.frame();
  rig.objects(2);
  await rig.timing.turn(1);
  assertEquals(rig.passed, [[0, 0], [1, undefined], [2, 2]]);
  assertEquals(rig.lost, []);
});

Deno.test("frames that come faster than they are taken have their objects all the same", () => {
  const rig = new Rig();
  rig.frame();
  rig.objects(0);
  rig.frame();
  rig.objects(1, 2, 3);
  rig.frame();
  rig.frame();
  assertEquals(rig.passed, [[0, 0], [1, 1], [2, 2], [3, 3]]);
});

Deno.test("frames and objects out of step: none is mismatched, and it is told once", () => {
  const rig = new Rig();
  rig.objects(0);
  rig.frame();
  rig.frame();
  rig.frame();
  rig.objects(1, 2, 3);
  rig.frame();
  rig.sink.finish();
  assertEquals(rig.passed, [[0, 0], [1, undefined], [2, undefined], [3, undefined]]);
  assertEquals(rig.lost, ["a frame came without"]);
  // Whoever writes them must not come to wait for a reader.
  assertEquals(rig.waiting, 0);
  const many = new Rig();
  many.objects(...Array.from({ length: 80 }, (_, n) => n));
  many.frame();
  assertEquals(many.passed, [[0, undefined]]);
  assertEquals(many.lost, ["there are more of them than frames"]);
});

Deno.test("at the end the frame that waits is passed on, and a half one is not", () => {
  const rig = new Rig();
  rig.frame();
  rig.sink.append(Uint8Array.of(9));
  rig.sink.abandon();
  rig.sink.finish();
  assertEquals(rig.passed, [[0, undefined]]);
  const quiet = new Rig();
  quiet.frame();
  quiet.sink.finish();
  assertEquals(quiet.passed, [[0, undefined]]);
});
