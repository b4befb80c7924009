import { assertEquals } from "@std/assert";
import { EventLog, type NumberedEvent } from "../../../lib/observe/mod.ts";

function log() {
  const at = { us: 1000 };
  const errors: unknown[] = [];
  return { at, errors, events: new EventLog(() => at.us, (error) => errors.push(error)) };
}

const ids = (events: readonly NumberedEvent[]): number[] => events.map(({ id }) => id);

Deno.test("events are numbered from 1 and carry their time", () => {
  const { at, events } = log();
  assertEquals(events.lastId, 0);
  assertEquals(events.append("camera", { state: "running" }), {
    id: 1,
    atUs: 1000,
    event: "camera",
    data: { state: "running" },
  });
  at.us = 2000;
  assertEquals(events.append("gap"), { id: 2, atUs: 2000, event: "gap", data: {} });
  assertEquals(events.lastId, 2);
});

Deno.test("since gives what came after an event", () => {
  const { events } = log();
  for (let i = 0; i < 5; i++) events.append("tick");
  assertEquals(ids(events.since(3).events), [4, 5]);
  assertEquals(ids(events.since(0).events), [1, 2, 3, 4, 5]);
  assertEquals(events.since(5), { events: [], missed: 0 });
});

Deno.test("since gives everything for a number of an earlier run of the program", () => {
  const { events } = log();
  events.append("start");
  assertEquals(ids(events.since(900).events), [1]);
});

Deno.test("256 events are kept, and since counts those that are gone", () => {
  const { events } = log();
  for (let i = 0; i < 300; i++) events.append("tick");
  const { events: newest, missed } = events.since(10);
  assertEquals([newest.length, newest[0]?.id, missed], [256, 45, 34]);
});

Deno.test("listeners are told at once until disposed of", () => {
  const { events } = log();
  const seen: number[] = [];
  const listener = ({ id }: NumberedEvent): void => void seen.push(id);
  const first = events.subscribe(listener);
  {
    using _second = events.subscribe(listener);
    events.append("tick");
  }
  events.append("tick");
  first[Symbol.dispose]();
  events.append("tick");
  assertEquals(seen, [1, 1, 2]);
});

Deno.test("a listener that throws does not keep an event from the others", () => {
  const { events, errors } = log();
  const seen: number[] = [];
  events.subscribe(() => {
    throw new Error("broken");
  });
  events.subscribe(({ id }) => void seen.push(id));
  events.append("tick");
  assertEquals([seen, errors.length], [[1], 1]);
});
