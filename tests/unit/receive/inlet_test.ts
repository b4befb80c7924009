import { assertEquals } from "@std/assert";
import { free } from "../../../lib/bytes/mod.ts";
import { Inlet, type Received } from "../../../lib/receive/inlet.ts";

const stream = { id: 1, name: "door", codec: "raw12" } as const;

/** A frame so large that nothing more is to be read before it is taken. */
function largeFrame(sequence: number): Received {
  const payload = new Uint8Array(1 << 20);
  const frame = { sequence, captureUs: 0, flags: 1, streamId: 1, payload };
  return { frame, stream, receivedUs: 0, ageUs: undefined };
}

Deno.test("it is read on after large frames, also when their memory was given back meanwhile", async () => {
  const told: boolean[] = [];
  const inlet = new Inlet({
    take: (item) => {
      if ("frame" in item) free(item.frame.payload);
      return Promise.resolve();
    },
    setReading: (on) => told.push(on),
  });
  for (let sequence = 0; sequence < 3; sequence++) {
    inlet.push(largeFrame(sequence));
    await inlet.drained();
  }
  assertEquals(inlet.isReading, true);
  assertEquals(told.at(-1) ?? true, true);
});
