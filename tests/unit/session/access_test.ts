import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { Access, type AccessQuestion } from "../../../lib/session/mod.ts";

const near = { remoteAddress: "192.168.1.9", localAddress: "192.168.1.2" };
const far = { remoteAddress: "8.8.8.8", localAddress: "192.168.1.2" };

/** What `decide` says, in one word. */
function verdict(access: Access, question: Partial<AccessQuestion>): string {
  const decision = access.decide({ token: undefined, ends: near, role: "view", ...question });
  if ("refused" in decision) return decision.refused;
  return `${decision.granted} by ${decision.byToken ? "token" : "address"}`;
}

const table: {
  readonly tokens: { viewToken?: string; controlToken?: string };
  readonly rows: [AccessQuestion["role"], string | undefined, "near" | "far", string][];
}[] = [
  {
    tokens: { controlToken: "ctl" },
    rows: [
      ["view", undefined, "near", "view by address"],
      ["view", undefined, "far", "unauthorized"],
      ["view", "ctl", "far", "control by token"],
      ["view", "ctl", "near", "control by token"],
      ["view", "wrong", "near", "view by address"],
      ["view", "wrong", "far", "unauthorized"],
      ["control", undefined, "near", "unauthorized"],
      ["control", "wrong", "near", "unauthorized"],
      ["control", "ctl ", "near", "unauthorized"],
      ["control", "", "near", "unauthorized"],
      ["control", "ctl", "near", "control by token"],
    ],
  },
  {
    tokens: { viewToken: "see", controlToken: "ctl" },
    rows: [
      ["view", undefined, "near", "unauthorized"],
      ["view", "", "near", "unauthorized"],
      ["view", "wrong", "near", "unauthorized"],
      ["view", "see", "near", "view by token"],
      ["view", "see", "far", "view by token"],
      ["view", "ctl", "far", "control by token"],
      ["control", "see", "near", "unauthorized"],
      ["control", "ctl", "far", "control by token"],
    ],
  },
  {
    tokens: {},
    rows: [
      ["view", undefined, "near", "view by address"],
      ["control", undefined, "near", "unauthorized"],
      ["control", "", "near", "unauthorized"],
      ["control", "undefined", "near", "unauthorized"],
    ],
  },
];

Deno.test("who may watch and who may command", () => {
  for (const { tokens, rows } of table) {
    for (const [role, token, where, expected] of rows) {
      const access = new Access({ ...tokens, nowMs: () => 0 });
      const actual = verdict(access, { role, token, ends: where === "near" ? near : far });
      assertEquals(actual, expected, JSON.stringify([tokens, role, token, where]));
    }
  }
});

Deno.test("an empty token is no protection and is not taken for one", () => {
  assertThrows(() => new Access({ viewToken: "", nowMs: () => 0 }), TypeError);
  assertThrows(() => new Access({ controlToken: "", nowMs: () => 0 }), TypeError);
});

Deno.test("after ten wrong tokens in a minute not even the right one is looked at, for a minute", () => {
  let nowMs = 5000;
  const access = new Access({ viewToken: "see", controlToken: "ctl", nowMs: () => nowMs });
  for (let count = 0; count < 10; count++) {
    assertEquals(verdict(access, { token: `guess ${count}` }), "unauthorized");
    nowMs += 1000;
  }
  assertEquals(verdict(access, { token: "guess" }), "rate-limited");
  const refused = access.decide({ token: "ctl", ends: near, role: "control" });
  assert("refused" in refused);
  assertEquals(refused.retryAfterMs, 59_000);
  assert(refused.message.includes("59 s"), refused.message);

  assertEquals(verdict(access, { token: "see", ends: far }), "view by token", "another address");
  nowMs += 58_999;
  assertEquals(verdict(access, { token: "ctl" }), "rate-limited");
  nowMs += 1;
  assertEquals(verdict(access, { token: "ctl" }), "control by token");
  assertEquals(verdict(access, { token: "guess" }), "unauthorized", "the count has begun anew");
  assertEquals(verdict(access, { token: "guess" }), "unauthorized");
});

Deno.test("right tokens between wrong ones do not make the wrong ones forgotten", () => {
  const access = new Access({ viewToken: "see", nowMs: () => 0 });
  for (let count = 0; count < 10; count++) {
    assertEquals(verdict(access, { token: "see" }), "view by token");
    assertEquals(verdict(access, { token: "guess" }), "unauthorized");
  }
  assertEquals(verdict(access, { token: "see" }), "rate-limited");
});

Deno.test("where viewing is open it stays so, but says nothing about the tokens guessed there", () => {
  const access = new Access({ controlToken: "ctl", nowMs: () => 0 });
  for (let count = 0; count < 10; count++) {
    assertEquals(verdict(access, { token: "guess" }), "view by address");
  }
  assertEquals(verdict(access, { token: "ctl" }), "view by address");
  assertEquals(verdict(access, { token: "ctl", role: "control" }), "rate-limited");
});

Deno.test("a missing token, and a view token that would command, are no guesses", () => {
  const access = new Access({ viewToken: "see", controlToken: "ctl", nowMs: () => 0 });
  for (let count = 0; count < 20; count++) {
    verdict(access, {});
    verdict(access, { token: "see", role: "control" });
  }
  assertEquals(verdict(access, { token: "ctl", role: "control" }), "control by token");
});

Deno.test("an address of IPv6 counts as its /64, one of IPv4 inside it as itself", () => {
  const same: [string, string, boolean][] = [
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2:ffff::1", true],
    ["2001:db8:1:2::1", "2001:0db8:0001:0002::9", true],
    ["2001:db8:1:2::1", "2001:db8:1:3::1", false],
    ["fe80::1%eth0", "fe80::2%eth0", true],
    ["::1", "::2", true],
    ["::ffff:10.0.0.1", "10.0.0.1", true],
    ["::ffff:10.0.0.1", "::ffff:10.0.0.2", false],
    ["64:ff9b::1.2.3.4", "64:ff9b::5.6.7.8", true],
  ];
  for (const [one, other, expected] of same) {
    const access = new Access({ viewToken: "see", nowMs: () => 0 });
    const ends = { remoteAddress: one, localAddress: "::9" };
    for (let count = 0; count < 10; count++) verdict(access, { token: "guess", ends });
    const limited = verdict(access, { token: "see", ends: { ...ends, remoteAddress: other } });
    assertEquals(limited === "rate-limited", expected, `${one} and ${other}`);
  }
});

Deno.test("addresses are forgotten past a thousand, those that failed longest ago first", () => {
  const access = new Access({ viewToken: "see", nowMs: () => 0 });
  const from = (number: number) => ({
    remoteAddress: `10.0.${number >> 8}.${number & 255}`,
    localAddress: "10.9.9.9",
  });
  for (let count = 0; count < 10; count++) verdict(access, { token: "guess", ends: from(0) });
  for (let other = 1; other < 1024; other++) {
    verdict(access, { token: "guess", ends: from(other) });
  }
  assertEquals(verdict(access, { token: "see", ends: from(0) }), "rate-limited");
  verdict(access, { token: "guess", ends: from(1024) });
  assertEquals(verdict(access, { token: "see", ends: from(0) }), "view by token");
});

Deno.test("in no minute are more than ten wrong tokens of an address looked at", () => {
  fc.assert(fc.property(fc.array(fc.nat(20_000), { maxLength: 120 }), (pausesMs) => {
    let nowMs = 0;
    const access = new Access({ viewToken: "see", nowMs: () => nowMs });
    const looked: number[] = [];
    for (const pauseMs of pausesMs) {
      nowMs += pauseMs;
      const limited = verdict(access, { token: "see" }) === "rate-limited";
      assertEquals(verdict(access, { token: "guess" }) === "rate-limited", limited);
      if (!limited) looked.push(nowMs);
    }
    for (const [index, atMs] of looked.entries()) {
      const tenth = looked[index + 10];
      assert(tenth === undefined || tenth - atMs >= 60_000);
    }
  }));
});

Deno.test("no decision's words hold a token", () => {
  fc.assert(fc.property(fc.string({ minLength: 4 }), fc.boolean(), (token, command) => {
    const access = new Access({
      viewToken: "secret-see",
      controlToken: "secret-ctl",
      nowMs: () => 0,
    });
    const decision = access.decide({ token, ends: far, role: command ? "control" : "view" });
    const bare = access.decide({ token: undefined, ends: far, role: "view" });
    assertEquals("refused" in decision && "refused" in bare, true);
    if ("refused" in decision) assert(!/secret-/.test(decision.message));
  }));
});
