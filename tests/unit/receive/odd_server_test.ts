import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Frame, Gap } from "../../../lib/frame/mod.ts";
import { MessageType } from "../../../lib/wire/mod.ts";
import { settle } from "../../support/turned_timing.ts";
import { KeptOutput } from "./kept_output.ts";
import { LinkRig } from "./link_rig.ts";

/** Keeps frames and gaps in the order in which they came. */
class Diary extends KeptOutput {
  readonly entries: (Frame | Gap)[] = [];

  override write(frame: Frame, stream: Parameters<KeptOutput["write"]>[1]): Promise<void> {
    this.entries.push(frame);
    return super.write(frame, stream);
  }

  override gap(gap: Gap): void {
    this.entries.push(gap);
    super.gap(gap);
  }
}

/** Every frame follows the one before, or what is between them was told. */
function assertAccountedFor(entries: readonly (Frame | Gap)[]): void {
  let next: number | undefined;
  for (const entry of entries) {
    if (!("reason" in entry)) {
      assert(next === undefined || entry.sequence === next, `${entry.sequence}, not ${next}`);
      next = entry.sequence + 1;
    } else if (entry.last === undefined) next = undefined;
    else {
      assertEquals(entry.first, next ?? entry.first);
      next = entry.last + 1;
    }
  }
}

const number = fc.integer({ min: 0, max: 30 });

/** Something that a server may say, right or wrong. */
type Saying =
  | { readonly frames: number }
  | { readonly frame: number }
  | { readonly type: number; readonly body: unknown }
  | { readonly epoch: string }
  | { readonly cut: true };

const saying: fc.Arbitrary<Saying> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ frames: fc.integer({ min: 1, max: 5 }) }) },
  fc.record({ frame: number }),
  fc.record({
    type: fc.constant(MessageType.gap),
    body: fc.record({
      first: number,
      last: number,
      reason: fc.constantFrom("overrun", "epoch", "?"),
    }),
  }),
  fc.record({
    type: fc.constantFrom(...Object.values(MessageType)),
    body: fc.constantFrom({}, { event: "stream", data: {} }, { reason: "stopped" }, [], null),
  }),
  fc.record({ epoch: fc.constantFrom("one", "two", "three") }),
  fc.constant({ cut: true } as const),
);

Deno.test("whatever a server says, each frame follows the last one or the hole is told", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(saying, { maxLength: 25 }),
      fc.constantFrom("live", "gapless"),
      async (sayings, policy) => {
        const output = new Diary();
        await using rig = new LinkRig({ policy, output });
        rig.server.head = 3;
        await rig.start();
        for (const said of sayings) {
          if ("frames" in said) rig.server.add(said.frames);
          else if ("frame" in said) rig.server.connection?.send(rig.server.frame(said.frame));
          else if ("type" in said) rig.server.say(said.type, said.body);
          else if ("epoch" in said) rig.server.begin(said.epoch);
          else rig.server.cut();
          await settle();
          if (rig.server.connection?.isOpen !== true) await rig.timing.turn(30_000);
        }
        assertAccountedFor(output.entries);
      },
    ),
    { numRuns: 150 },
  );
});
