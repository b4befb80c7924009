import { assert, assertEquals, assertRejects } from "@std/assert";
import { FrameFlag } from "../../lib/frame/mod.ts";
import { openOutput, OutputError } from "../../lib/record/mod.ts";
import { judgedBy } from "../support/judges.ts";
import { padFrame, patternFrames } from "../support/pattern_frames.ts";
import { readNumbers } from "../support/record_file.ts";

async function run(program: string, ...args: string[]): Promise<boolean> {
  const { success } = await new Deno.Command(program, { args, stderr: "null" }).output();
  return success;
}

/** A small disk of its own; `undefined` where this process may not mount one. */
async function smallDisk(): Promise<({ folder: string } & AsyncDisposable) | undefined> {
  const folder = await Deno.makeTempDir({ prefix: "picam-recording-disk-full-" });
  const isMounted = Deno.build.os === "linux" &&
    await run("mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", folder);
  if (!isMounted) {
    await Deno.remove(folder);
    return undefined;
  }
  return {
    folder,
    async [Symbol.asyncDispose]() {
      assert(await run("umount", folder));
      await Deno.remove(folder);
    },
  };
}

async function mayMount(): Promise<boolean> {
  await using disk = await smallDisk();
  if (!disk) {
    console.warn("Tests with a full disk are skipped: they need the right to mount (root)");
  }
  return disk !== undefined;
}

const isSkipped = !await mayMount();

for (const ending of ["mp4", "h264"]) {
  Deno.test({
    name: `a full disk ends a recording in .${ending}, and what is there is complete`,
    ignore: judgedBy("ffmpeg").ignore || isSkipped,
    async fn() {
      await using disk = await smallDisk();
      assert(disk);
      const { frames, stream } = patternFrames({ count: 400, width: 640, height: 352 });
      const files: { path: string; frames: number; sizeBytes: number }[] = [];
      const output = openOutput({
        target: `${disk.folder}/a.${ending}`,
        nowUs: () => 0,
        onFile: ({ path, frames, sizeBytes }) => files.push({ path, frames, sizeBytes }),
      });
      const error = await assertRejects(async () => {
        for (const frame of frames) await output.write(padFrame(frame, 20_000), stream);
        await output.close();
      }, OutputError);
      assertEquals(error.kind, "full");
      assert(error.message.includes("the disk is full"), error.message);
      const [file, ...more] = files;
      assert(file && more.length === 0);
      assertEquals((await Deno.stat(file.path)).size, file.sizeBytes);
      assertEquals(output.status().state, "failed");
      await output.close();
      const { numbers, complaints } = await readNumbers(file.path);
      assertEquals(complaints, "");
      assertEquals(numbers, Array.from({ length: file.frames }, (_, i) => i));
      assert(numbers.length >= 10, `only ${numbers.length} frames`);
    },
  });
}

Deno.test({
  name: "a full disk ends a recording of frames in files of their own, and leaves no half of one",
  ignore: isSkipped,
  async fn() {
    await using disk = await smallDisk();
    assert(disk);
    const payload = new Uint8Array(60_000).fill(7);
    const output = openOutput({ target: `${disk.folder}/f_%03d.raw`, nowUs: () => 0 });
    const error = await assertRejects(async () => {
      for (let sequence = 0; sequence < 100; sequence++) {
        const frame = { sequence, captureUs: 0, flags: FrameFlag.key, streamId: 1, payload };
        await output.write(frame, { id: 1, name: "camera", codec: "raw12" });
      }
    }, OutputError);
    assertEquals(error.kind, "full");
    const files = Array.from(Deno.readDirSync(disk.folder), ({ name }) => name);
    assert(files.length >= 4 && files.every((name) => /^f_\d{3}\.raw$/.test(name)), `${files}`);
    for (const name of files) assertEquals(await Deno.readFile(`${disk.folder}/${name}`), payload);
  },
});
