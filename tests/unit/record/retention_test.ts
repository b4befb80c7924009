import { assertEquals } from "@std/assert";
import { NamePattern } from "../../../lib/record/name_pattern.ts";
import { deleteOldest, type Keep } from "../../../lib/record/retention.ts";

const nowMs = 1_763_734_500_000;
const dayMs = 86_400_000;

/** Makes files of 1000 bytes, each a day younger than the one before, the last one now. */
async function kept(
  { files, ...options }: { target: string; files: readonly string[]; keep: Keep; open?: string },
): Promise<string[]> {
  const folder = await Deno.makeTempDir({ prefix: "picam-retention-" });
  try {
    for (const [i, file] of files.entries()) {
      const path = `${folder}/${file}`;
      await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
      await Deno.writeFile(path, new Uint8Array(1000));
      const changed = new Date(nowMs - (files.length - 1 - i) * dayMs);
      await Deno.utime(path, changed, changed);
    }
    const pattern = new NamePattern(`${folder}/${options.target}`, "garden");
    const deleted = await deleteOldest({
      pattern,
      keep: options.keep,
      nowUs: () => nowMs * 1000,
      isOpen: (path) => path === `${folder}/${options.open}`,
    });
    assertEquals(deleted.length + await left(folder, files).then((it) => it.length), files.length);
    return await left(folder, files);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function left(folder: string, files: readonly string[]): Promise<string[]> {
  const there = await Promise.all(
    files.map((file) => Deno.stat(`${folder}/${file}`).then(() => true, () => false)),
  );
  return files.filter((_, i) => there[i]);
}

const numbered = ["1.mp4", "2.mp4", "3.mp4", "4.mp4"];

Deno.test("the oldest go until the rest fits", async () => {
  const target = "%01d.mp4";
  assertEquals(await kept({ target, files: numbered, keep: { sizeBytes: 2999 } }), [
    "3.mp4",
    "4.mp4",
  ]);
  assertEquals(await kept({ target, files: numbered, keep: { sizeBytes: 4000 } }), numbered);
});

Deno.test("what is older than that goes", async () => {
  const keep = { ageMs: 1.5 * dayMs };
  const files = await kept({ target: "%01d.mp4", files: numbered, keep });
  assertEquals(files, ["3.mp4", "4.mp4"]);
});

Deno.test("the open file stays, though it counts", async () => {
  const keep = { sizeBytes: 1500 };
  const files = await kept({ target: "%01d.mp4", files: numbered, keep, open: "1.mp4" });
  assertEquals(files, ["1.mp4"]);
});

Deno.test("nothing goes that the pattern has not named", async () => {
  const others = [
    ...["holiday.mp4", "20260305.mp4", "20260305-garden.mp4.part", "20260305-porch.mp4"],
    ...["deeper/20260305-garden.mp4", "20260305-garden.h264"],
  ];
  const own = ["20260305-garden.mp4", "20260306-garden-1.mp4"];
  const target = "%Y%m%d-{name}.mp4";
  assertEquals(await kept({ target, files: [...others, ...own], keep: { sizeBytes: 0 } }), others);
});

Deno.test("dated folders are looked into, and stay", async () => {
  const files = ["2026-03-04/23.mp4", "2026-03-05/00.mp4", "other/00.mp4", "2026-03-05/a/00.mp4"];
  assertEquals(
    await kept({ target: "%F/%H.mp4", files, keep: { sizeBytes: 1000 } }),
    files.slice(1),
  );
});

Deno.test("a link is not followed", async () => {
  const folder = await Deno.makeTempDir({ prefix: "picam-retention-" });
  try {
    await Deno.writeTextFile(`${folder}/precious`, "x");
    await Deno.symlink(`${folder}/precious`, `${folder}/1.mp4`);
    const pattern = new NamePattern(`${folder}/%01d.mp4`, "x");
    const keep = { sizeBytes: 0 };
    assertEquals(await deleteOldest({ pattern, keep, nowUs: () => 0, isOpen: () => false }), []);
    assertEquals(await Deno.readTextFile(`${folder}/1.mp4`), "x");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a folder that is not there has nothing to delete", async () => {
  const pattern = new NamePattern("/nowhere-at-all/%Y.mp4", "x");
  assertEquals(
    await deleteOldest({ pattern, keep: { ageMs: 0 }, nowUs: () => 0, isOpen: () => false }),
    [],
  );
});
