import { assert, assertEquals, assertRejects } from "@std/assert";
import { openPlayer, OutputError, type PlayerProgram } from "../../../lib/record/mod.ts";
import { playerPrograms } from "../../../lib/record/player_programs.ts";
import { joinBytes } from "../../support/nal_units.ts";
import { patternFrames } from "../../support/pattern_frames.ts";
import { TurnedTiming } from "../../support/turned_timing.ts";

/** A shell in a player's place. */
function shell(script: string): PlayerProgram[] {
  return [{ name: "sh", args: () => ["-c", script] }];
}

const { frames, stream } = patternFrames({ count: 40 });

Deno.test("a player gets the frames from the first key frame on", async () => {
  const path = await Deno.makeTempFile({ prefix: "picam-player-" });
  try {
    const player = openPlayer({ programs: shell(`exec cat > '${path}'`) });
    for (const frame of frames.slice(5, 30)) await player.write(frame, stream);
    const { frames: shown, droppedFrames } = player.status();
    assertEquals([shown, droppedFrames], [20, 5]);
    while ((await Deno.stat(path)).size === 0) await new Promise((resolve) => setTimeout(resolve));
    await player.close();
    const expected = joinBytes(frames.slice(10, 30).map(({ payload }) => payload));
    const got = await Deno.readFile(path);
    assertEquals(got, expected.subarray(0, got.length));
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("a player that takes nothing holds nobody up, and goes on at a key frame", async () => {
  const large = frames.map((frame) => ({ ...frame, payload: new Uint8Array(1 << 20) }));
  const timing = new TurnedTiming();
  const player = openPlayer({ programs: shell("exec sleep 60"), timing });
  for (const frame of large) await player.write(frame, stream);
  // The one that is being taken and 29 more wait until the key frame with number 30.
  const { frames: given, droppedFrames } = player.status();
  assertEquals([given, droppedFrames], [40, 29]);
  const closed = player.close();
  await timing.turnToNext(); // it does not end with its input
  await closed;
});

Deno.test("a player that was closed is an end with words", async () => {
  const player = openPlayer({ programs: shell("exit 0") });
  const error = await assertRejects(async () => {
    for (let i = 0;; i = 1 + i % 9) {
      await player.write(frames[i]!, stream);
      await new Promise((resolve) => setTimeout(resolve));
    }
  }, OutputError);
  assertEquals([error.kind, error.message], ["ended", "The player sh has been closed"]);
  assertEquals(player.status().state, "failed");
  await player.close();
});

Deno.test("a player that fails says why", async () => {
  const player = openPlayer({ programs: shell("echo 'no screen here' >&2; exit 3") });
  const error = await assertRejects(async () => {
    for (let i = 0;; i = 1 + i % 9) {
      await player.write(frames[i]!, stream);
      await new Promise((resolve) => setTimeout(resolve));
    }
  }, OutputError);
  assertEquals(error.kind, "failed");
  assertEquals(error.message, "The player sh ended with 3: no screen here");
  await player.close();
});

Deno.test("the first player that there is is taken; without any the remedy is told", async () => {
  const missing: PlayerProgram = { name: "picam-no-such-player", args: () => [] };
  const player = openPlayer({ programs: [missing, ...shell("exec cat > /dev/null")] });
  await player.write(frames[0]!, stream);
  assertEquals(player.status().target, "sh");
  await player.close();
  const none = openPlayer({ programs: [missing] });
  const error = await assertRejects(() => none.write(frames[0]!, stream), OutputError);
  assert(error.message.includes("none of picam-no-such-player is installed"));
  await none.close();
});

Deno.test("RAW frames are not played as they are", async () => {
  const player = openPlayer({ programs: shell("exec cat > /dev/null") });
  const error = await assertRejects(
    () => player.write(frames[0]!, { id: 1, name: "camera", codec: "raw12" }),
    OutputError,
  );
  assertEquals(error.message, "Cannot play RAW frames as they are; add --isp, which develops them");
  await player.close();
});

Deno.test("players are told the size of developed frames", () => {
  const raw = { id: 1, name: "camera", codec: "raw12", width: 64, height: 48 } as const;
  const lines = playerPrograms.map(({ name, args }) => [name, ...args(raw, "title")].join(" "));
  assertEquals(lines.map((line) => /rgb24|RV24/.test(line) && /64/.test(line)), [true, true, true]);
  const video = playerPrograms.map(({ args }) => args(stream, "title").join(" "));
  assert(video.every((line) => line.includes("h264") && !/rgb24|RV24/.test(line)));
});
