import { assert, assertEquals } from "@std/assert";
import { LiveEdge } from "../../../lib/serve/page/live_edge.ts";

/** A player that plays at the ordered rate while frames come 30 times a second from a clock that drifts. */
function play({ seconds, behind, drift = 0 }: { seconds: number; behind: number; drift?: number }) {
  const edge = new LiveEdge();
  let newest = 10, current = newest - behind, rate = 1, jumps = 0;
  for (let count = 0; count < seconds * 30; count++) {
    current += rate / 30;
    newest += (1 + drift) / 30;
    const order = edge.takeFrame(newest, { current, atMs: count * 1000 / 30 });
    rate = order.rate;
    if (order.jumpTo !== undefined) {
      current = order.jumpTo;
      jumps++;
    }
  }
  return { distance: newest - current, jumps, rate, target: edge.target };
}

Deno.test("a player a little behind catches up by its rate alone", () => {
  const { distance, jumps, target } = play({ seconds: 20, behind: 0.5 });
  assert(Math.abs(distance - target) < 0.02, `${distance}`);
  assertEquals(jumps, 0);
});

Deno.test("a player far behind jumps, once", () => {
  const { distance, jumps } = play({ seconds: 10, behind: 4 });
  assert(distance < 0.1, `${distance}`);
  assertEquals(jumps, 1);
});

Deno.test("a camera whose clock runs fast or slow is followed for ten minutes", () => {
  for (const drift of [0.002, -0.002]) {
    const { distance, jumps, target } = play({ seconds: 600, behind: 0.05, drift });
    assert(Math.abs(distance - target) < 0.03, `${distance}`);
    assertEquals(jumps, 0);
  }
});

Deno.test("a player that runs dry is kept farther behind, within bounds, and nearer when all is calm", () => {
  const edge = new LiveEdge();
  const first = edge.target;
  for (let count = 0; count < 100; count++) edge.takeStall(0);
  assertEquals(edge.target, 0.25);
  let atMs = 0;
  for (let count = 0; count < 300 * 30; count++) {
    atMs += 1000 / 30;
    edge.takeFrame(10, { current: 9.8, atMs });
  }
  assertEquals(edge.target, first);
});
