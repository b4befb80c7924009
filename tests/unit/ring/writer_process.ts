/**
 * A program that writes a ring as fast as it can, or just holds it: `writer_process.ts PATH BYTES FRAMES`.
 * Every frame's bytes follow from its number.
 * @module
 */
import { Ring } from "../../../lib/ring/mod.ts";
import { put, type Sample } from "./frames.ts";

/** The frame that such a program writes under a number. */
export function writtenSample(sequence: number): Sample {
  return { id: sequence, sizeBytes: 1 + (sequence * 397) % 2500, isKey: sequence % 12 === 0 };
}

if (import.meta.main) {
  const [path, sizeBytes, frames] = Deno.args;
  const ring = new Ring({ path, sizeBytes: Number(sizeBytes), codec: "h264" });
  console.log(`epoch ${ring.epoch} discarded ${ring.discarded}`);
  for (const last = ring.head + Number(frames); ring.head < last;) {
    for (let burst = 0; burst < 100 && ring.head < last; burst++) {
      put(ring, writtenSample(ring.head));
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  console.log(`wrote up to ${ring.head}`);
  await new Promise((resolve) => setTimeout(resolve, 60_000)); // whoever started it ends it
}
