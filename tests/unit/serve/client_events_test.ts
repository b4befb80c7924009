import { assertEquals } from "@std/assert";
import { ClientEvents, type Session } from "../../../lib/serve/mod.ts";
import { TurnedTiming } from "../../support/turned_timing.ts";

type Told = readonly [string, Readonly<Record<string, unknown>>];

/** A session whose counters a test turns. */
function makeSession(): Session & { counters: Record<string, number> } {
  const counters = { frames: 0, skips: 0, skippedFrames: 0, lostFrames: 0 };
  return {
    protocol: "http",
    remote: "192.0.2.1:1",
    cursor: { counters } as unknown as NonNullable<Session["cursor"]>,
    counters,
    bytes: 0,
    end: () => {},
    drop: () => {},
  };
}

function start(): { told: Told[]; timing: TurnedTiming; clients: ClientEvents } {
  const told: Told[] = [];
  const timing = new TurnedTiming();
  const clients = new ClientEvents({ append: (event, data) => told.push([event, data]), timing });
  return { told, timing, clients };
}

const who = { id: 1, protocol: "http", remote: "192.0.2.1:1" };

Deno.test("who comes, misses frames and goes is told, skips of a second in one event", async () => {
  const { told, timing, clients } = start();
  const session = makeSession();
  clients.entered(1, session);
  await timing.turn(1000);
  session.counters["skippedFrames"] = 30;
  await timing.turn(900);
  session.counters["skippedFrames"] = 60;
  await timing.turn(100);
  session.counters["lostFrames"] = 4;
  session.bytes = 1234;
  clients.left(session);
  clients.left(session);
  assertEquals(told, [
    ["client", { phase: "joined", ...who, role: "view" }],
    ["gap", { ...who, skippedFrames: 60, lostFrames: 0 }],
    ["gap", { ...who, skippedFrames: 0, lostFrames: 4 }],
    ["client", { phase: "left", ...who, seconds: 2, bytes: 1234, frames: 0, skips: 0 }],
  ]);
  await timing.turn(1000);
  assertEquals(timing.waiting, 0);
});

Deno.test("a thousand who come at once are twenty events and a sum, and nobody's is lost", async () => {
  const { told, timing, clients } = start();
  const sessions = Array.from({ length: 1000 }, makeSession);
  sessions.forEach((session, index) => clients.entered(index + 1, session));
  assertEquals(told.length, 20);
  await timing.turn(2000);
  assertEquals(told.slice(20), [["clients", { joined: 980, left: 0, gaps: 0 }]]);
  for (const session of sessions) clients.left(session);
  await timing.turn(60_000);
  const left = told.filter(([, data]) => data["phase"] === "left").length;
  const sums = told.slice(21).filter(([event]) => event === "clients");
  assertEquals(left + sums.reduce((sum, [, data]) => sum + Number(data["left"]), 0), 1000);
  assertEquals(timing.waiting, 0);
});
