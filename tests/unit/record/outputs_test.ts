import { assert, assertEquals, assertRejects } from "@std/assert";
import { free } from "../../../lib/bytes/mod.ts";
import { type Frame, FrameFlag } from "../../../lib/frame/mod.ts";
import { AllOutputs, openOutput, OutputError } from "../../../lib/record/mod.ts";
import { joinBytes } from "../../support/nal_units.ts";
import { patternFrames } from "../../support/pattern_frames.ts";

const { frames, stream } = patternFrames({ count: 25 });
const nowUs = () => 0;

/** Takes a few bytes at a time, and breaks after so many. */
function pipe(breakAfterBytes = Infinity) {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  return {
    parts,
    write: (piece: Uint8Array): Promise<number> => {
      if (bytes > breakAfterBytes) return Promise.reject(new Deno.errors.BrokenPipe("gone"));
      parts.push(piece.slice(0, 700));
      bytes += 700;
      return Promise.resolve(Math.min(piece.length, 700));
    },
  };
}

Deno.test("standard output gets every byte from the first key frame on", async () => {
  const stdout = pipe();
  const output = openOutput({ target: "-", stdout, nowUs });
  for (const frame of frames.slice(3)) await output.write(frame, stream);
  await output.close();
  assertEquals(joinBytes(stdout.parts), joinBytes(frames.slice(10).map(({ payload }) => payload)));
  assertEquals([output.status().frames, output.status().droppedFrames], [15, 7]);
});

Deno.test("a reader that has gone is an end", async () => {
  const output = openOutput({ target: "-", stdout: pipe(2000), nowUs });
  const error = await assertRejects(async () => {
    for (const frame of frames) await output.write(frame, stream);
  }, OutputError);
  assertEquals(error.kind, "ended");
  await output.close();
  assertEquals(output.status().state, "failed");
});

Deno.test("of several outputs one that fails leaves the others going", async () => {
  const whole = pipe();
  const broken = openOutput({ target: "-", stdout: pipe(2000), nowUs });
  const others = [
    openOutput({ target: "-", stdout: whole, nowUs }),
    openOutput({ target: "/dev/null/x.mp4", nowUs }),
  ];
  const failed: [string, boolean][] = [];
  const all = new AllOutputs([broken, ...others], ({ kind }, output) => {
    failed.push([kind, output === broken]);
  });
  for (const frame of frames) await all.write(frame, stream);
  all.gap({ first: 25, last: 29, reason: "skipped" });
  assertEquals(all.living, 1);
  assertEquals(failed.length, 2);
  assert(failed.some(([kind, isBroken]) => kind === "ended" && isBroken));
  await all.close();
  assertEquals(all.status().map(({ state }) => state), ["failed", "closed", "failed"]);
  assertEquals(all.status()[1]?.lostFrames, 5);
  assertEquals(joinBytes(whole.parts), joinBytes(frames.map(({ payload }) => payload)));
});

Deno.test("outputs wait for the slowest, and for no other", async () => {
  let release = (): void => {};
  const blocked = new Promise<void>((resolve) => release = resolve);
  const slow = { write: (piece: Uint8Array) => blocked.then(() => piece.length) };
  const fast = pipe();
  await using all = new AllOutputs(
    [
      openOutput({ target: "-", stdout: slow, nowUs }),
      openOutput({ target: "-", stdout: fast, nowUs }),
    ],
    (error) => {
      throw error;
    },
  );
  const key: Frame = frames[0]!;
  const written = all.write(key, stream);
  assertEquals(joinBytes(fast.parts).length > 0, true);
  release();
  await written;
});

for (const ending of ["mp4", "h264"]) {
  Deno.test(`a payload is of no use to .${ending} any more when write has resolved`, async () => {
    const folder = await Deno.makeTempDir({ prefix: "picam-outputs-" });
    try {
      const written = await Promise.all(["kept", "freed"].map(async (name) => {
        const target = `${folder}/${name}.${ending}`;
        const output = openOutput({ target, nowUs });
        assertEquals(output.keepsPayloads, false);
        for (const [at, { payload, ...frame }] of frames.entries()) {
          const own = payload.slice();
          // What belongs to the frame before is no different.
          const flags = at === 7 ? FrameFlag.continuation : frame.flags;
          await output.write({ ...frame, flags, payload: own }, stream);
          if (name === "freed") free(own);
        }
        await output.close();
        return await Deno.readFile(target);
      }));
      assertEquals(written[1], written[0]);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}
