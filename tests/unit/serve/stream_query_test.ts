import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { HttpProblem } from "../../../lib/serve/mod.ts";
import { parseStreamQuery, type StreamQuery } from "../../../lib/serve/stream_query.ts";

const good: [string, StreamQuery][] = [
  ["", { from: { kind: "live" } }],
  ["from=live", { from: { kind: "live" } }],
  ["from=oldest", { from: { kind: "oldest" } }],
  ["from=-30s", { from: { kind: "ago", seconds: 30 } }],
  ["from=-2m", { from: { kind: "ago", seconds: 120 } }],
  ["from=-1.5", { from: { kind: "ago", seconds: 1.5 } }],
  ["from=seq:7", { from: { kind: "sequence", sequence: 7 } }],
  ["from=seq:7&epoch=abc", { from: { kind: "sequence", sequence: 7, epoch: "abc" } }],
  ["policy=gapless", { from: { kind: "live" }, policy: "gapless" }],
  ["duration=500ms", { from: { kind: "live" }, durationUs: 500_000 }],
  ["duration=10", { from: { kind: "live" }, durationUs: 10_000_000 }],
];

Deno.test("a stream's query is read", () => {
  for (const [query, expected] of good) {
    assertEquals(parseStreamQuery(new URLSearchParams(query)), expected, query);
  }
});

const bad: [string, string][] = [
  ["from=yesterday", "from must be live, oldest, -30s or seq:N, is yesterday"],
  ["from=seq:-1", "from must be"],
  ["from=seq:9999999999999999", "from must be"],
  ["from=-", "from must be a time"],
  ["from=-0s", "from must be a time"],
  ["policy=fast", "policy must be live or gapless, is fast"],
  ["duration=-1s", "duration must be a time"],
  ["duration=1d", "duration must be a time"],
  ["duration=", "duration must be a time"],
];

Deno.test("a wrong query is a 400 that names the parameter, its value and what is right", () => {
  for (const [query, words] of bad) {
    const problem = assertThrows(() => parseStreamQuery(new URLSearchParams(query)), HttpProblem);
    assertEquals(problem.status, 400);
    assertStringIncludes(problem.message, words);
  }
});
