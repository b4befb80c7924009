// Judge: ffmpeg reads the PNGs of developed frames without a word, and finds the pixels that were put in.
import { assertEquals } from "@std/assert";
import { encodePng } from "../../lib/record/develop/png.ts";
import { judgedBy } from "../support/judges.ts";

const size = { width: 50, height: 34 };

/** What ffmpeg says of a PNG, and its pixels in the layout asked for. */
async function decode(
  png: Uint8Array,
  layout: string,
): Promise<{ said: string; pixels: Uint8Array }> {
  const path = await Deno.makeTempFile({ prefix: "picam-png-", suffix: ".png" });
  try {
    await Deno.writeFile(path, png);
    const output = ["-f", "rawvideo", "-pix_fmt", layout, "-"];
    const args = ["-v", "warning", "-nostdin", "-xerror", "-i", path, ...output];
    const { stdout, stderr } = await new Deno.Command("ffmpeg", { args }).output();
    return { said: new TextDecoder().decode(stderr), pixels: stdout };
  } finally {
    await Deno.remove(path);
  }
}

for (const depth of [8, 16] as const) {
  for (const compression of ["stored", "fast"] as const) {
    Deno.test({
      name: `ffmpeg reads a PNG of ${depth} bits, ${compression}`,
      ...judgedBy("ffmpeg"),
      async fn() {
        const sizeBytes = size.width * size.height * 3 * depth / 8;
        const bytes = new Uint8Array(new SharedArrayBuffer(sizeBytes));
        bytes.forEach((_, at) => bytes[at] = at * 11 + (at >> 6));
        const png = encodePng({ ...size, depth, bytes }, compression);
        const { said, pixels } = await decode(png, depth === 8 ? "rgb24" : "rgb48le");
        assertEquals(said, "");
        assertEquals(pixels, new Uint8Array(bytes));
      },
    });
  }
}
