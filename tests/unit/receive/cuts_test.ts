import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { settle } from "../../support/turned_timing.ts";
import { LinkRig } from "./link_rig.ts";
import { type Fate, textOf } from "./scripted_server.ts";

const frames = 23;
const wanted = Array.from({ length: frames }, (_, sequence) => textOf("one", sequence));

/** What a receiver has of a server that breaks these connections, and then lets one last. */
async function receiveThrough(fates: readonly Fate[]): Promise<string[]> {
  await using rig = new LinkRig();
  rig.server.fates.push(...fates);
  rig.server.head = 11;
  await rig.start();
  for (let added = 0; added < 3; added++) {
    rig.server.add(4);
    await rig.timing.turn(1500);
  }
  for (let tries = 0; tries <= fates.length; tries++) await rig.timing.turn(30_000);
  await settle();
  assertEquals(rig.output.gaps, []);
  return rig.output.texts;
}

Deno.test("a cut at every byte of a session loses no frame and brings none twice", async () => {
  // All that the server sends in one session, by bytes; a stride keeps the test short.
  for (let cutAfterBytes = 1; cutAfterBytes < 5000; cutAfterBytes += 37) {
    assertEquals(await receiveThrough([{ cutAfterBytes }]), wanted, `cut after ${cutAfterBytes}`);
  }
});

Deno.test("whatever breaks connections, every frame comes once and in order", async () => {
  const bytes = fc.integer({ min: 0, max: 4000 });
  const fate: fc.Arbitrary<Fate> = fc.oneof(
    fc.record({ cutAfterBytes: bytes, pieceBytes: fc.integer({ min: 1, max: 3000 }) }),
    // What twice says no WELCOME is taken for another program.
    fc.record({ flipByte: fc.integer({ min: 350, max: 4000 }) }),
    fc.constant({ unreachable: "nobody there" }),
    fc.constant({ hangsUp: true }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fate, { maxLength: 6 }), async (fates) => {
      assertEquals(await receiveThrough(fates), wanted);
    }),
    { numRuns: 60 },
  );
});
