import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { DialError, UntrustedError } from "../../../lib/session/mod.ts";
import { MessageType, WireError } from "../../../lib/wire/mod.ts";
import { settle } from "../../support/turned_timing.ts";
import { LinkRig } from "./link_rig.ts";
import { textOf } from "./scripted_server.ts";

/** Numbers from `first` to `last`. */
function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** Texts of frames of epoch `one`. */
function texts(first: number, last: number): string[] {
  return range(first, last).map((sequence) => textOf("one", sequence));
}

Deno.test("after a cut within a frame it goes on with that frame", async () => {
  await using rig = new LinkRig();
  rig.server.head = 12;
  rig.server.fates.push({ cutAfterBytes: 900 });
  await rig.start();
  const before = rig.output.frames.length;
  assert(before > 2 && before < 10);
  assertEquals(rig.told("disconnected"), [
    { kind: "disconnected", reason: "The connection was closed", retryMs: 2000 },
  ]);
  await rig.timing.turn(1999);
  assertEquals(rig.server.hellos.length, 1);
  await rig.timing.turn(1);
  assertEquals(rig.server.hellos[1]?.from, { kind: "sequence", epoch: "one", sequence: before });
  assertEquals(rig.output.texts, texts(0, 11));
  rig.server.add(3);
  await settle();
  assertEquals(rig.output.sequences, range(0, 14));
  const { cameras, end } = await rig.stop();
  assertEquals(end, { kind: "done", why: "stopped" });
  const [door] = cameras;
  assertEquals(
    [door?.camera, door?.frames, door?.reconnects, door?.holeCount],
    ["door", 15, 1, 0],
  );
});

Deno.test("waits double up to 30 s, and start over after a good connection", async () => {
  await using rig = new LinkRig();
  for (let count = 0; count < 7; count++) rig.server.fates.push({ unreachable: "nobody there" });
  rig.server.fates.push({}, { unreachable: "nobody there" });
  rig.server.head = 3;
  await rig.start();
  await rig.timing.turn(2000 + 4000 + 8000 + 16_000 + 3 * 30_000);
  assertEquals(rig.output.sequences, [0, 1, 2]);
  rig.server.cut();
  await settle();
  await rig.timing.turn(2000 + 4000);
  assertEquals(
    rig.told("disconnected").map(({ retryMs }) => retryMs),
    [2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000, 2000, 4000],
  );
});

Deno.test("a server that takes sessions and breaks them is not hammered", async () => {
  await using rig = new LinkRig();
  for (let count = 0; count < 4; count++) rig.server.fates.push({ hangsUp: true });
  await rig.start();
  await rig.timing.turn(14_000);
  assertEquals(
    rig.told("disconnected").map(({ retryMs }) => retryMs),
    [2000, 4000, 8000, 16_000],
  );
});

Deno.test("it gives up after as many tries in a row as allowed", async () => {
  await using rig = new LinkRig({ reconnect: { attempts: 3, delayMs: 100 } });
  rig.server.head = 1;
  rig.server.fates.push({ unreachable: "nobody there" }, {});
  for (let count = 0; count < 3; count++) rig.server.fates.push({ unreachable: "gone" });
  await rig.start();
  await rig.timing.turn(100);
  assertEquals(rig.output.sequences, [0]);
  rig.server.cut();
  await rig.timing.turn(1000);
  assertEquals(rig.outcome?.end, { kind: "gave-up", error: new Error("gone") });
  assertEquals(rig.output.closed, 1);
});

Deno.test("a server that is busy is left alone for as long as it asks", async () => {
  for (const code of ["busy", "rate-limited"] as const) {
    await using rig = new LinkRig();
    rig.server.fates.push({ refuse: new WireError(code, "later", 45_000) });
    rig.server.head = 1;
    await rig.start();
    await rig.timing.turn(44_999);
    assertEquals(rig.server.hellos.length, 1);
    await rig.timing.turn(1);
    assertEquals(rig.output.sequences, [0]);
  }
});

Deno.test("what another try does not change is told with a remedy and not tried", async () => {
  for (const code of ["unauthorized", "forbidden", "unknown-stream"] as const) {
    await using rig = new LinkRig();
    rig.server.fates.push({ refuse: new WireError(code, "You may not") });
    await rig.start();
    const end = rig.outcome?.end;
    assert(end?.kind === "gave-up");
    assertMatch(end.error.message, /^You may not: /);
    assertEquals(rig.server.hellos.length, 1);
  }
});

Deno.test("a server that does not prove to be the right one is not tried again", async () => {
  await using rig = new LinkRig();
  const cause = new UntrustedError("its certificate is another one");
  rig.server.dial = () => Promise.reject(new DialError("Cannot connect to door", { cause }));
  await rig.start();
  assertEquals(rig.outcome?.end.kind, "gave-up");
});

Deno.test("a message that was damaged is counted, and all of it comes again at once", async () => {
  await using rig = new LinkRig();
  rig.server.head = 12;
  rig.server.fates.push({ flipByte: 900 }, { flipByte: 700 });
  await rig.start();
  assertEquals(rig.output.texts, texts(0, 11));
  const { cameras } = await rig.stop();
  assertEquals([cameras[0]?.damaged, cameras[0]?.reconnects], [2, 2]);
});

Deno.test("what does not speak the protocol is told so, but only if it never did", async () => {
  await using stranger = new LinkRig();
  const badRequest = { says: "HTTP/1.1 400 Bad Request\r\n\r\n" };
  stranger.server.fates.push(badRequest, badRequest);
  await stranger.start();
  await stranger.timing.turn(2000);
  const end = stranger.outcome?.end;
  assert(end?.kind === "gave-up");
  assertStringIncludes(end.error.message, "port 8000 is http://");

  await using rig = new LinkRig();
  rig.server.head = 1;
  rig.server.fates.push({}, { says: "HTTP/1.1 502 Bad Gateway\r\n\r\n" });
  await rig.start();
  rig.server.cut();
  await rig.timing.turn(10_000);
  rig.server.add(1);
  await settle();
  assertEquals(rig.output.sequences, [0, 1]);
});

Deno.test("a connection that is silent for three heartbeats is given up", async () => {
  await using rig = new LinkRig();
  rig.server.head = 1;
  await rig.start();
  await rig.timing.turn(17_500);
  assertEquals(rig.told("disconnected").map(({ reason }) => reason), [
    "The other side has gone silent",
  ]);
  rig.server.add(1);
  await rig.timing.turn(2000);
  assertEquals(rig.output.sequences, [0, 1]);
});

Deno.test("END limit ends it with all that came, under whatever connection", async () => {
  await using rig = new LinkRig();
  rig.server.head = 4;
  await rig.start();
  rig.server.say(MessageType.end, { reason: "limit" });
  await settle();
  assertEquals(rig.outcome?.end, { kind: "done", why: "limit" });
  assertEquals(rig.outcome?.cameras[0]?.frames, 4);
});

Deno.test("END stopped and camera are waited through on the same connection", async () => {
  for (const reason of ["stopped", "camera"]) {
    await using rig = new LinkRig();
    rig.server.head = 2;
    await rig.start();
    rig.server.say(MessageType.end, { reason });
    await settle();
    assertEquals(rig.receiver.status().cameras[0]?.state, "ended");
    rig.server.add(1);
    await settle();
    assertEquals(rig.receiver.status().cameras[0]?.state, "receiving");
    assertEquals(rig.output.sequences, [0, 1, 2]);
    assertEquals(rig.told("end"), [{ kind: "end", camera: "door", reason }]);
    assertEquals(rig.server.hellos.length, 1);
  }
});

Deno.test("END shutdown makes it connect again", async () => {
  await using rig = new LinkRig();
  rig.server.head = 2;
  await rig.start();
  rig.server.say(MessageType.end, { reason: "shutdown" });
  rig.server.cut();
  await rig.timing.turn(2000);
  assertEquals(rig.told("disconnected")[0]?.reason, "The server has shut down");
  assertEquals(rig.server.hellos[1]?.from, { kind: "sequence", epoch: "one", sequence: 2 });
});

Deno.test("frames that have left the ring during the outage are named, and make the end a fault", async () => {
  await using rig = new LinkRig();
  rig.server.head = 3;
  await rig.start();
  rig.server.cut();
  await settle();
  rig.server.add(40);
  rig.server.oldest = 22;
  await rig.timing.turn(2000);
  const hole = { first: 3, last: 24, reason: "overrun" } as const;
  assertEquals(rig.told("hole"), [{ kind: "hole", camera: "door", hole }]);
  assertEquals(rig.output.gaps, [hole]);
  assertEquals(rig.output.sequences, [0, 1, 2, ...range(25, 42)]);
  const { end, cameras } = await rig.stop();
  assertEquals(end, { kind: "holes" });
  assertEquals(cameras[0]?.holes, [hole]);
  assertEquals(cameras[0]?.lostFrames, 22);
});

Deno.test("a ring that was made anew is told as a hole, and taken from its oldest key frame", async () => {
  await using rig = new LinkRig();
  rig.server.head = 3;
  await rig.start();
  rig.server.cut();
  await settle();
  rig.server.begin("two");
  rig.server.add(4);
  await rig.timing.turn(2000);
  assertEquals(rig.output.gaps, [{ reason: "epoch" }]);
  assertEquals(rig.output.texts.slice(3), range(0, 3).map((each) => textOf("two", each)));
  assertEquals(rig.receiver.status().cameras[0]?.epoch, "two");
});

Deno.test("a ring that is made anew under an open connection is learnt by a new one, at once", async () => {
  await using rig = new LinkRig();
  rig.server.head = 3;
  await rig.start();
  rig.server.begin("two");
  rig.server.head = 2;
  rig.server.say(MessageType.gap, { reason: "epoch" });
  rig.server.add(1);
  await settle();
  assertEquals(rig.output.gaps, [{ reason: "epoch" }]);
  assertEquals(rig.output.texts.slice(3), range(0, 2).map((each) => textOf("two", each)));
});

Deno.test("under the live policy it goes on at the newest key frame, without any frame twice", async () => {
  await using rig = new LinkRig({ from: { kind: "live" }, policy: "live" });
  rig.server.head = 8;
  await rig.start();
  assertEquals(rig.output.sequences, [5, 6, 7]);
  rig.server.cut();
  await settle();
  rig.server.add(1);
  await rig.timing.turn(2000);
  assertEquals(rig.output.sequences, [5, 6, 7, 8]);
  rig.server.cut();
  await settle();
  rig.server.add(9);
  await rig.timing.turn(2000);
  assertEquals(rig.output.sequences, [5, 6, 7, 8, 15, 16, 17]);
  assertEquals(rig.output.gaps, [{ first: 9, last: 14, reason: "skipped" }]);
  assertEquals((await rig.stop()).end, { kind: "done", why: "stopped" });
});

Deno.test("a server whose numbering fell back is taken from there on", async () => {
  await using rig = new LinkRig();
  rig.server.head = 23;
  await rig.start();
  rig.server.cut();
  rig.server.fates.push({ refuse: new WireError("invalid-from", "There is no frame 23 yet") });
  await settle();
  rig.server.content = "again";
  rig.server.head = 21;
  await rig.timing.turn(2000);
  await rig.timing.turn(4000);
  rig.server.add(2);
  await settle();
  assertEquals(rig.server.hellos[2]?.from, { kind: "live" });
  assertEquals(rig.output.gaps, [{ reason: "epoch" }]);
  assertEquals(
    rig.output.texts.slice(21),
    [textOf("one", 21), textOf("one", 22), textOf("again", 21), textOf("again", 22)],
  );
});

Deno.test("it stops at once while it connects, while it waits and while it receives", async () => {
  const connecting = new LinkRig();
  connecting.server.fates.push({ unreachable: "nobody there" });
  const waiting = await new LinkRig().start();
  waiting.server.cut();
  await settle();
  const receiving = await new LinkRig().start();
  for (const rig of [await connecting.start(), waiting, receiving]) {
    assertEquals((await rig.stop()).end, { kind: "done", why: "stopped" });
    assertEquals(rig.server.connection?.isOpen ?? false, false);
    assertEquals(rig.timing.waiting, 0);
  }
});

Deno.test("a slow output is felt by the sender, and nothing is lost", async () => {
  await using rig = new LinkRig();
  const room = Promise.withResolvers<void>();
  rig.output.room = room.promise;
  await rig.start();
  while (rig.server.reading.length === 0) rig.server.add(1);
  assertEquals(rig.server.reading, [false]);
  assert(rig.server.head < 5000, `${rig.server.head} frames are kept`);
  await settle();
  assertEquals(rig.output.frames.length, 1);
  rig.output.room = Promise.resolve();
  room.resolve();
  await settle();
  assertEquals(rig.server.reading, [false, true]);
  assertEquals(rig.output.sequences, range(0, rig.server.head - 1));
});

Deno.test("a connection that comes while the outputs are behind is not read", async () => {
  await using rig = new LinkRig();
  const room = Promise.withResolvers<void>();
  rig.output.room = room.promise;
  await rig.start();
  while (rig.server.reading.length === 0) rig.server.add(1);
  rig.server.cut();
  await rig.timing.turn(2000);
  assertEquals(rig.server.reading, [false, false]);
  rig.output.room = Promise.resolve();
  room.resolve();
  await settle();
  assertEquals(rig.server.reading, [false, false, true]);
});

Deno.test("the server is told by PING what came", async () => {
  await using rig = new LinkRig({ token: "let me see" });
  rig.server.head = 7;
  await rig.start();
  assertEquals(rig.server.hellos[0]?.token, "let me see");
  await rig.timing.turn(5000);
  const pings = rig.server.received.filter(({ type }) => type === MessageType.ping);
  const { received, dropped } = JSON.parse(new TextDecoder().decode(pings.at(-1)?.payload));
  assertEquals([received, dropped], [7, 0]);
});
