import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { dirname } from "node:path";
import { FrameFlag } from "../../lib/frame/mod.ts";
import { automaticPath, Ring, RingError, type RingOptions } from "../../lib/ring/mod.ts";
import { isGap, put, putMany, runs, takeAll } from "../unit/ring/frames.ts";
import { onTmpfs, ScratchFolder } from "../unit/ring/scratch_path.ts";

const sizeBytes = 256 * 1024;

function open(path: string | undefined, options: Partial<RingOptions> = {}): Ring {
  return new Ring({ path, sizeBytes, codec: "h264", ...options });
}

/** Opens a ring with twenty frames in it and closes it again. */
function leave(path: string): { epoch: string } {
  using ring = open(path);
  putMany(ring, { first: 0, last: 19, sizeBytes: 500, gop: 5 });
  return ring;
}

Deno.test({
  name: "the file has its size and all of its space from the start, and keeps both",
  ...onTmpfs,
  fn() {
    using scratch = new ScratchFolder();
    using ring = open(scratch.path);
    const { size, blocks } = Deno.statSync(scratch.path);
    assertEquals([size, blocks], [sizeBytes, sizeBytes / 512]);
    putMany(ring, { first: 0, last: 1999, sizeBytes: 2000, gop: 30 });
    const after = Deno.statSync(scratch.path);
    assertEquals([after.size, after.blocks], [sizeBytes, sizeBytes / 512]);
    assertEquals([...Deno.readDirSync(scratch.folder)].length, 1);
  },
});

Deno.test({
  name: "folder and file are the user's own, whatever the umask",
  ...onTmpfs,
  fn() {
    using scratch = new ScratchFolder();
    using _ring = open(scratch.path);
    assertEquals((Deno.statSync(scratch.folder).mode ?? 0) & 0o777, 0o700);
    assertEquals((Deno.statSync(scratch.path).mode ?? 0) & 0o777, 0o600);
  },
});

Deno.test({
  name: "reopened: the same epoch and frames, and the first new one has DISCONTINUITY",
  ...onTmpfs,
  fn() {
    using scratch = new ScratchFolder();
    const { epoch } = leave(scratch.path);
    using ring = open(scratch.path);
    assertEquals([ring.epoch, ring.recoveredFrames, ring.discarded], [epoch, 20, undefined]);
    assertEquals(ring.stream?.name, "camera");
    const cursor = ring.cursor({ from: { kind: "oldest" } });
    assertEquals(runs(takeAll(cursor)), "0-19");
    putMany(ring, { first: 20, last: 21, sizeBytes: 100, gop: 10 });
    const flags = takeAll(cursor).map((item) => isGap(item) ? -1 : item.flags);
    assertEquals(flags, [FrameFlag.key | FrameFlag.discontinuity, 0]);
  },
});

Deno.test({
  name: "a ring without frames is taken over as well, without a word",
  ...onTmpfs,
  fn() {
    using scratch = new ScratchFolder();
    const first = open(scratch.path);
    first[Symbol.dispose]();
    using second = open(scratch.path);
    assertEquals([second.epoch, second.discarded], [first.epoch, undefined]);
    put(second, { id: 0, sizeBytes: 10, isKey: true });
    const frame = second.cursor().takeFrame();
    assert(frame !== undefined && !isGap(frame));
    assertEquals(frame.flags, FrameFlag.key, "nothing was before it");
  },
});

const others: { what: string; change: (path: string) => void; reason: RegExp }[] = [
  {
    what: "a foreign file",
    change: (path) => Deno.writeFileSync(path, new Uint8Array(sizeBytes).fill(7)),
    reason: /not a ring/,
  },
  {
    what: "a text of another length",
    change: (path) => Deno.writeTextFileSync(path, "notes"),
    reason: /it has 5 bytes, not 262144/,
  },
  {
    what: "a ring of another format version",
    change: (path) => patch(path, 8, new Uint8Array([9])),
    reason: /format version is 9, not 1/,
  },
  {
    what: "a damaged header",
    change: (path) => patch(path, 30, new Uint8Array([1, 2, 3])),
    reason: /header is damaged/,
  },
  {
    what: "a ring with two damaged slots",
    change: (path) => patch(path, 128, new Uint8Array(128)),
    reason: /both of its commit slots/,
  },
  {
    what: "a damaged record",
    change: (path) => patch(path, 4096 + 800, new Uint8Array([1, 2, 3, 4])),
    reason: /record 1 is damaged/,
  },
  {
    what: "a copy with holes",
    change: (path) => {
      Deno.truncateSync(path, 8192);
      Deno.truncateSync(path, sizeBytes);
    },
    reason: /holes/,
  },
];

for (const { what, change, reason } of others) {
  Deno.test({
    name: `${what} is discarded with the reason, and a new epoch starts`,
    ...onTmpfs,
    fn() {
      using scratch = new ScratchFolder();
      const { epoch } = leave(scratch.path);
      change(scratch.path);
      using ring = open(scratch.path);
      assertMatch(ring.discarded ?? "", reason);
      assert(ring.epoch !== epoch);
      assertEquals([ring.head, ring.recoveredFrames], [0, 0]);
      assertEquals(Deno.statSync(scratch.path).size, sizeBytes);
      put(ring, { id: 0, sizeBytes: 10, isKey: true });
      assertEquals(runs(takeAll(ring.cursor())), "0-0");
    },
  });
}

Deno.test({
  name: "another size or another codec starts a new epoch, and says from what to what",
  ...onTmpfs,
  fn() {
    using scratch = new ScratchFolder();
    leave(scratch.path);
    {
      using ring = open(scratch.path, { codec: "mjpeg" });
      assertMatch(ring.discarded ?? "", /h264, not mjpeg/);
    }
    using ring = open(scratch.path, { sizeBytes: 2 * sizeBytes });
    assertMatch(ring.discarded ?? "", /262144 bytes, not 524288/);
    assertEquals(Deno.statSync(scratch.path).size, 2 * sizeBytes);
  },
});

function patch(path: string, offset: number, bytes: Uint8Array): void {
  using file = Deno.openSync(path, { write: true });
  file.seekSync(offset, Deno.SeekMode.Start);
  file.writeSync(bytes);
}

Deno.test("a ring in memory has no file, and ends with the program", () => {
  using ring = open(undefined);
  putMany(ring, { first: 0, last: 99, sizeBytes: 500, gop: 10 });
  assertEquals([ring.status().path, ring.head], [undefined, 100]);
  assertEquals(runs(takeAll(ring.cursor({ from: { kind: "oldest" } }))), "0-99");
});

Deno.test("automatic: the service manager's folder, else the user's own under /dev/shm", () => {
  const env = (value?: string) => ({ get: () => value });
  assertEquals(automaticPath(env("/run/picam")), "/run/picam/ring");
  assertEquals(automaticPath(env("/run/picam:/run/other")), "/run/picam/ring");
  const own = Deno.build.os === "linux" ? `/dev/shm/picam-${Deno.uid()}/ring` : undefined;
  for (const none of [undefined, ""]) assertEquals(automaticPath(env(none)), own);
});

Deno.test({
  name: "a path that is no file, or leads through one, is refused in words",
  ...onTmpfs,
  fn() {
    using scratch = new ScratchFolder();
    Deno.mkdirSync(scratch.path, { recursive: true });
    assertThrows(() => open(scratch.path), RingError, scratch.path);
    Deno.writeTextFileSync(`${scratch.folder}/file`, "");
    const through = `${scratch.folder}/file/ring`;
    assertThrows(() => open(through), RingError, `--ring`);
  },
});

const disk = [dirname(import.meta.filename ?? "."), "/var/tmp"].find((folder) => !isTmpfs(folder));

function isTmpfs(folder: string): boolean {
  const { success, stdout } = new Deno.Command("stat", { args: ["-f", "-c", "%T", folder] })
    .outputSync();
  return success && /tmpfs|ramfs/.test(new TextDecoder().decode(stdout));
}

Deno.test({
  name: "on a disk instead of a tmpfs it is refused with the ways out, and leaves nothing there",
  ignore: Deno.build.os !== "linux" || disk === undefined,
  fn() {
    const folder = `${disk}/picam-test-${crypto.randomUUID()}`;
    const error = assertThrows(() => open(`${folder}/a/ring`), RingError, folder);
    assertMatch(error.message, /disk, not on tmpfs.*\/dev\/shm.*--ring memory/);
    assertThrows(() => Deno.statSync(folder), Deno.errors.NotFound);
  },
});

Deno.test({
  name: "another user's folder or file is refused",
  ignore: onTmpfs.ignore || Deno.uid() !== 0,
  fn() {
    using scratch = new ScratchFolder();
    Deno.mkdirSync(scratch.folder);
    Deno.chownSync(scratch.folder, 1234, null);
    assertThrows(() => open(scratch.path), RingError, `${scratch.folder} belongs to another user`);
    Deno.chownSync(scratch.folder, 0, null);
    Deno.writeFileSync(scratch.path, new Uint8Array(0));
    Deno.chownSync(scratch.path, 1234, null);
    assertThrows(() => open(scratch.path), RingError, `${scratch.path} belongs to another user`);
  },
});

const asOwner = mountingArgs();

/** How this system lets a test have a mount of its own, which goes away with its process. */
function mountingArgs(): string[] | undefined {
  if (Deno.build.os !== "linux") return undefined;
  return [["-m"], ["-r", "-m"]].find((args) => {
    const mount = ["sh", "-c", "mount -t tmpfs tmpfs /mnt"];
    return new Deno.Command("unshare", { args: [...args, ...mount] }).outputSync().success;
  });
}

Deno.test({
  name: "a tmpfs that is too small, full or read-only: words with path, numbers and remedy",
  ignore: asOwner === undefined,
  async fn() {
    using scratch = new ScratchFolder();
    Deno.mkdirSync(scratch.folder);
    const program = new URL("../unit/ring/small_tmpfs_process.ts", import.meta.url).pathname;
    const script = `mount -t tmpfs -o size=1m tmpfs "$0" && exec "$1" run -A "$2" "$0"`;
    const args = ["sh", "-c", script, scratch.folder, Deno.execPath(), program];
    const unshare = new Deno.Command("unshare", { args: [...asOwner ?? [], ...args] });
    const { stdout, stderr } = await unshare.output();
    const said = new TextDecoder().decode(stdout);
    assertStringIncludes(said, "{", new TextDecoder().decode(stderr));
    const seen = JSON.parse(said);
    const { folder } = scratch;
    assertMatch(
      seen.tooLarge,
      new RegExp(`RingError: .*${folder}/a needs 2.0 MiB more .* 1.0 MiB`),
    );
    assertMatch(seen.tooLarge, /--ring-size.*remount.*--ring memory/);
    assertEquals(seen.filesAfterTooLarge, []);
    assertMatch(seen.tooLargeLater, /needs 1.8 MiB more .* 0.8 MiB free/);
    assertEquals(seen.sizeAfter, 256 * 1024, "what is there stays");
    assertMatch(seen.readOnly, /RingError: .*\/c: .*[Rr]ead-only.*--ring PATH/);
    assertMatch(seen.readOnlyFolder, /RingError: .*\/d: .*[Rr]ead-only.*--ring PATH/);
    const { faults, frame, ...counts } = seen.full;
    assertEquals(faults.length, 1, "told once");
    assertMatch(faults[0], /Cannot write to the ring .*\/taken: .*[Nn]o space/);
    const expected = { writeErrors: 2, droppedFrames: 1, headWhileFull: 1, head: 2 };
    assertEquals(counts, expected);
    assertEquals([frame.sequence, frame.flags], [1, FrameFlag.key | FrameFlag.discontinuity]);
  },
});
