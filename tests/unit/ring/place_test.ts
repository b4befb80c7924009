import { assert, assertEquals, assertGreater, assertGreaterOrEqual } from "@std/assert";
import { surveyPlace } from "../../../lib/ring/mod.ts";

const isLinux = Deno.build.os === "linux";

Deno.test({
  name: "a place on tmpfs is looked at, and nothing is made there",
  ignore: !isLinux,
  async fn() {
    const folder = await Deno.makeTempDir({ dir: "/dev/shm", prefix: "picam-test-" });
    try {
      const place = surveyPlace(`${folder}/deep/ring`);
      assertEquals(place.folder, `${folder}/deep`);
      assert(place.isTmpfs && place.isWritable && place.foreignUid === undefined);
      assertEquals([...Deno.readDirSync(folder)], []);
      assertGreater(place.roomBytes, 0);

      await Deno.writeFile(`${folder}/ring`, new Uint8Array(2 ** 20));
      assertGreaterOrEqual(surveyPlace(`${folder}/ring`).roomBytes, 2 ** 20);
      assertEquals(surveyPlace(`${folder}/ring/below/a/file`).isWritable, false);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test({
  name: "a place on a disk, and one that has no folder yet",
  ignore: !isLinux,
  fn() {
    assertEquals(surveyPlace("/usr/lib/ring").isTmpfs, false);
    const nowhere = surveyPlace("/no/such/folder/ring");
    assertEquals([nowhere.folder, nowhere.isTmpfs], ["/no/such/folder", false]);
  },
});

Deno.test({
  name: "a folder in /dev/shm that is a link, perhaps another user's, is foreign",
  ignore: !isLinux,
  async fn() {
    const folder = await Deno.makeTempDir({ dir: "/dev/shm", prefix: "picam-test-" });
    try {
      await Deno.symlink(folder, `${folder}/link`);
      assertEquals(surveyPlace(`${folder}/link/ring`).foreignUid, Deno.uid() ?? undefined);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
