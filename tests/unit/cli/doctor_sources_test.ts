import { assert, assertEquals, assertMatch } from "@std/assert";
import { judgeTrial, tryPicture } from "../../../lib/cli/doctor/first_picture.ts";
import {
  checkFollowedRing,
  deviceChecks,
  judgeStandardInput,
} from "../../../lib/cli/doctor/recorded_source.ts";
import { checkDevice } from "../../../lib/cli/doctor/video_device.ts";
import { Ring } from "../../../lib/ring/mod.ts";
import { ScriptedSource } from "../capture/scripted_source.ts";
import { settle, TurnedTiming } from "../../support/turned_timing.ts";
import { assertFinding, type ExpectedFinding } from "./assert_finding.ts";
import { type MadeUp, withMachine } from "./made_up_machine.ts";

Deno.test("a trial ends with the first frame, and stops the source", async () => {
  const source = new ScriptedSource();
  const timing = new TurnedTiming();
  const trial = tryPicture(source, timing);
  await timing.turn(1300);
  source.last.frame();
  const result = await trial;
  assertEquals(result, { tookMs: 1300 });
  assertEquals((await source.last.ended).kind, "stopped");
  assertEquals(timing.waiting, 0);
  assertFinding(judgeTrial(result), ["ok", /after 1\.3 s: a picture$/]);
  const stream = { width: 640, height: 480, codecString: "avc1.42C01E" };
  assertFinding(judgeTrial({ ...result, stream: { id: 1, name: "x", codec: "h264", ...stream } }), [
    "ok",
    /640 x 480, avc1\.42C01E$/,
  ]);
  const raw = { codec: "raw12", width: 64, height: 48, bayer: "BGGR", bitDepth: 10 } as const;
  assertFinding(judgeTrial({ ...result, stream: { id: 1, name: "x", ...raw } }), [
    "ok",
    /64 x 48, RAW BGGR of 10 bits$/,
  ]);
});

Deno.test("a trial goes on when the source has learnt something, and ends with a fault", async () => {
  const source = new ScriptedSource();
  const timing = new TurnedTiming();
  const trial = tryPicture(source, timing);
  await settle();
  source.last.end({ kind: "again", why: "other arguments" });
  await settle();
  assertEquals(source.runs.length, 2);
  const fault = { kind: "memory", message: "There is no memory", remedy: "get some" } as const;
  source.last.end({ kind: "failed", fault });
  const result = await trial;
  assertEquals(result.fault?.message, fault.message);
  assertFinding(judgeTrial(result), ["fail", /no memory/, /get some/]);
  const busy = { ...fault, kind: "busy" } as const;
  assertFinding(judgeTrial({ tookMs: 1, fault: busy }), ["fail", /no memory/, /camera in use/]);
});

Deno.test("a trial of a source that stays silent ends, too", async () => {
  const source = new ScriptedSource();
  const timing = new TurnedTiming();
  const trial = tryPicture(source, timing);
  await timing.turn(20_000);
  const { fault } = await trial;
  assertEquals(fault?.kind, "silent");
});

Deno.test("a trial of a source that neither delivers nor ends is given up", async () => {
  const source = new ScriptedSource();
  source.stoppedEnd = undefined;
  const timing = new TurnedTiming();
  const trial = tryPicture(source, timing);
  await timing.turn(16_000);
  source.last.end({ kind: "stopped" });
  const { fault } = await trial;
  assertMatch(fault?.message ?? "", /no picture in 15 s/);
});

const devices: { name: string; made: MadeUp; device: string; expected: ExpectedFinding }[] = [
  {
    name: "that is not there, and no other",
    made: { files: { "/dev/null": "" } },
    device: "/dev/video0",
    expected: ["fail", /^there is no \/dev\/video0$/, /^plug the camera in/],
  },
  {
    name: "that is not there, but others",
    made: { files: { "/dev/video2": "", "/dev/video1": "" } },
    device: "/dev/video0",
    expected: ["fail", /but \/dev\/video1, \/dev\/video2/, /^picam --source v4l2:\/dev\/video1$/],
  },
  {
    name: "that is a file",
    made: { files: { "/srv/film": "" } },
    device: "/srv/film",
    expected: ["fail", /no device/, /--source file:\/srv\/film$/],
  },
];

for (const { name, made, device, expected } of devices) {
  Deno.test(`doctor on a video device ${name}`, async () => {
    assertFinding(
      await withMachine(made, (machine) => checkDevice(device, machine)),
      expected,
    );
  });
}

Deno.test({
  name: "doctor on a device that is one, and on one that may not be opened",
  ignore: Deno.build.os === "windows",
  async fn() {
    const programs = { "id -un": "me\n", "id -nG": "me\n" };
    await withMachine({ programs }, async (machine) => {
      const here = { ...machine, root: "" };
      assertFinding(await checkDevice("/dev/null", here), ["ok", /^\/dev\/null$/]);
      const open = () => Promise.reject(new Deno.errors.PermissionDenied("no"));
      assertFinding(await checkDevice("/dev/null", { ...here, open }), [
        "fail",
        /^user me may not open \/dev\/null$/,
        /^sudo usermod -aG video me/,
      ]);
      const busy = () => Promise.reject(new Deno.errors.Busy("busy"));
      assertFinding(await checkDevice("/dev/null", { ...here, open: busy }), ["ok", /null/]);
    });
  },
});

Deno.test("doctor on standard input", () => {
  assertFinding(judgeStandardInput(false), ["ok", /standard input/]);
  assertFinding(judgeStandardInput(true), ["warn", /terminal/, /\| picam --source stdin$/]);
  assertFinding(judgeStandardInput(true, "raw12"), [
    "warn",
    /must write RAW/,
    /^cat \/dev\/camera \| picam --source stdin --codec raw12$/,
  ]);
});

Deno.test("doctor on a device of RAW frames, and on what stands in its place", async () => {
  const folder = await Deno.makeTempDir({ prefix: "picam-doctor-sources-" });
  try {
    const source = new ScriptedSource();
    const lookAt = async (path: string) => {
      const look = await withMachine({}, async (made) => {
        const parts = { machine: { ...made, root: "" }, path, codec: "raw12" } as const;
        return await deviceChecks(source, parts)[0]?.look();
      });
      assert(look !== undefined);
      return look;
    };
    await Deno.writeFile(`${folder}/frames`, new Uint8Array(100));
    assertFinding(await lookAt(`${folder}/frames`), ["ok", /frames, 100 bytes$/]);
    assertFinding(await lookAt("/dev/zero"), ["ok", /^\/dev\/zero is a character device$/]);
    assertFinding(await lookAt(folder), ["fail", /neither a character device/, /^ls -l/]);
    assertFinding(await lookAt(`${folder}/none`), ["fail", /there is no file/, /^ls -l/]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test({
  name: "doctor on a ring that is to be followed",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const folder = await Deno.makeTempDir({ dir: "/dev/shm", prefix: "picam-test-" });
    try {
      await withMachine({}, async (made) => {
        const machine = { ...made, root: "" };
        const path = `${folder}/ring`;
        assertFinding(await checkFollowedRing(path, machine), ["fail", /there is no/, /^ls -l/]);
        await Deno.writeTextFile(path, "something else");
        assertFinding(await checkFollowedRing(path, machine), ["fail", /not the ring/, /^look/]);
        {
          using _ring = new Ring({ path, sizeBytes: 2 ** 20, codec: "h264" });
          const isLocked = "tryLockSync" in Deno.FsFile.prototype;
          assertFinding(
            await checkFollowedRing(path, machine),
            isLocked ? ["ok", /is written by .*pid/] : ["warn", /nobody/, /start/],
          );
        }
        assertFinding(await checkFollowedRing(path, machine), ["warn", /nobody/, /start/]);
      });
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
