import { assert, assertEquals } from "@std/assert";
import { builtPath, bundledPage } from "../support/page_bundle.ts";

Deno.test("the page that is served is built of the sources beside it, and small", async () => {
  const built = await Deno.readTextFile(builtPath);
  assertEquals(built === await bundledPage(), true, "run `deno task page`");
  const files: Record<string, string> = JSON.parse(built);
  const sizeBytes = Object.values(files).join("").length;
  assert(sizeBytes < 200_000, `${sizeBytes} bytes`);
});

Deno.test("nothing in the page comes from elsewhere, and nothing stands in an attribute", async () => {
  const files: Record<string, string> = JSON.parse(await Deno.readTextFile(builtPath));
  for (const [name, text] of Object.entries(files)) {
    const elsewhere = text.match(/https?:\/\/[^"'\s]*/g) ?? [];
    const names = elsewhere.filter((url) => url !== "http://www.w3.org/2000/svg");
    assertEquals([name, ...names], [name]);
  }
  // The content security policy would not let them work.
  assertEquals(files["index.html"]?.match(/<style|\sstyle=|\son[a-z]+=|javascript:/g), null);
});
