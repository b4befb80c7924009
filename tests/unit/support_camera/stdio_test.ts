import { assertEquals } from "@std/assert";
import { AvioOutput, type BufferedOutput, StdioOutput } from "../../support/camera/stdio.ts";

/** Lengths of the writes that each frame causes. */
async function writesPerFrame(
  make: (output: { write(bytes: Uint8Array): Promise<void> }) => BufferedOutput,
  frameBytes: readonly number[],
): Promise<number[][]> {
  let writes: number[] = [];
  const output = make({
    write(bytes) {
      writes.push(bytes.length);
      return Promise.resolve();
    },
  });
  const perFrame: number[][] = [];
  for (const length of frameBytes) {
    writes = [];
    await output.frame(new Uint8Array(length));
    perFrame.push(writes);
  }
  return perFrame;
}

// Seen with glibc 2.36: a socket of datagrams in place of stdout shows each write.
const cases = [
  { flush: false, frame: 10_000, writes: [[8192], [4096, 4096], [4096, 8192], [4096, 4096]] },
  { flush: true, frame: 10_000, writes: [[8192, 1808], [4096, 4096, 1808], [4096, 4096, 1808]] },
  { flush: true, frame: 150_000, writes: [[147_456, 2544], [4096, 143_360, 2544]] },
  { flush: true, frame: 8192, writes: [[8192], [4096, 4096]] },
  { flush: false, frame: 1500, writes: [[], [], [4096], [], [], [4096], []] },
  { flush: false, frame: 4096, writes: [[4096], [], [4096, 4096], []] },
  { flush: true, frame: 5000, writes: [[4096, 904], [4096, 904]] },
];

for (const { flush, frame, writes } of cases) {
  Deno.test(`frames of ${frame} bytes ${flush ? "with" : "without"} flush are written as by glibc`, async () => {
    const make = (output: ConstructorParameters<typeof StdioOutput>[0]) =>
      new StdioOutput(output, { blockBytes: 4096, flushFrames: flush });
    assertEquals(await writesPerFrame(make, writes.map(() => frame)), writes);
  });
}

Deno.test("a packet leaves libav's pipe at once, in pieces of 32 KiB", async () => {
  const writes = await writesPerFrame((output) => new AvioOutput(output), [70_000, 100]);
  assertEquals(writes, [[32_768, 32_768, 4464], [100]]);
});
