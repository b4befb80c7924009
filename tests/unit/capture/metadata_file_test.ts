import { assertEquals, assertStringIncludes } from "@std/assert";
import { MetadataFile } from "../../../lib/capture/metadata_file.ts";
import { CollectedLog } from "./collected_log.ts";

async function withFile(
  use: (parts: { path: string; file: MetadataFile; log: CollectedLog }) => Promise<void> | void,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "picam-metadata-file-" });
  const path = `${folder}/metadata.json`;
  const log = new CollectedLog();
  try {
    await use({ path, log, file: new MetadataFile(path, log.logger) });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Writes a file, as one that was written in another second than before. */
async function write(path: string, text: string, second: number): Promise<void> {
  await Deno.writeTextFile(path, text);
  await Deno.utime(path, second, second);
}

Deno.test("members of the file come as they are, and anew when it has changed", async () => {
  await withFile(async ({ path, file, log }) => {
    await write(path, `{"exposureUs":20000,"lamp":{"on":true}}`, 1);
    assertEquals(file.read(), { exposureUs: 20000, lamp: { on: true } });
    assertEquals(file.read(), file.read());
    await write(path, `{"exposureUs":30000,"lamp":{"on":true}}`, 2);
    assertEquals(file.read()?.exposureUs, 30000);
    assertEquals(log.lines, []);
  });
});

Deno.test("a file that does not change is not read again", async () => {
  await withFile(async ({ path, file }) => {
    await write(path, `{"a":1}`, 1);
    assertEquals(file.read(), { a: 1 });
    await write(path, `{"a":2}`, 1);
    assertEquals(file.read(), { a: 1 });
  });
});

Deno.test("another file in its place is read, also one of the same size and time", async () => {
  await withFile(async ({ path, file }) => {
    await write(path, `{"a":1}`, 1);
    assertEquals(file.read(), { a: 1 });
    await write(`${path}.new`, `{"a":2}`, 1);
    await Deno.rename(`${path}.new`, path);
    assertEquals(file.read(), { a: 2 });
  });
});

Deno.test("nonsense is told once per change, frames go on without, and its end is told", async () => {
  await withFile(async ({ path, file, log }) => {
    const nonsense = ["", "{", "[1]", "null", "7", `{"a":"${"x".repeat(65536)}"}`];
    for (const [second, text] of nonsense.entries()) {
      await write(path, text, second + 1);
      assertEquals([file.read(), file.read()], [undefined, undefined]);
    }
    const warned = log.of("warn").length + log.of("error").length;
    assertEquals(warned, 4, log.lines.join("\n")); // three of them are "no JSON object"
    assertStringIncludes(log.lines[0]!, `Cannot read metadata from ${path}: `);
    assertStringIncludes(log.lines[0]!, "frames go on without");
    assertStringIncludes(log.lines.at(-1)!, "it may have at most 65536 bytes, has 65544");
    await write(path, `{"a":1}`, 100);
    assertEquals(file.read(), { a: 1 });
    assertStringIncludes(log.lines.at(-1)!, "is read again");
  });
});

Deno.test("a file that is not there is told once, and is taken when it is", async () => {
  await withFile(async ({ path, file, log }) => {
    for (let n = 0; n < 5; n++) assertEquals(file.read(), undefined);
    assertEquals(log.lines.length, 1);
    await write(path, `{"a":1}`, 1);
    assertEquals(file.read(), { a: 1 });
    await Deno.remove(path);
    assertEquals(file.read(), undefined);
    await write(path, `{"a":1}`, 1);
    assertEquals(file.read(), { a: 1 });
  });
});

Deno.test("a member by the name under which the ring keeps the stream is left out", async () => {
  await withFile(async ({ path, file }) => {
    await write(path, `{"stream":{"id":1,"name":"x","codec":"h264"},"gain":2}`, 1);
    assertEquals(file.read(), { gain: 2 });
  });
});
