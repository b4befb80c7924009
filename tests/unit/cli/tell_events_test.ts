import { assertEquals } from "@std/assert";
import type { CaptureStatus } from "../../../lib/capture/mod.ts";
import { tellCamera, tellPush } from "../../../lib/cli/tell_events.ts";
import { EventLog } from "../../../lib/observe/mod.ts";

function log(): { events: EventLog; told: () => unknown[] } {
  const events = new EventLog(() => 0, (error) => {
    throw error;
  });
  return { events, told: () => events.since(0).events.map(({ event, data }) => [event, data]) };
}

Deno.test("a fault of the camera is told once, another one too, and the end of the last", () => {
  const { events, told } = log();
  let change: (status: CaptureStatus) => void = () => {};
  tellCamera({ onChange: (listener) => change = listener }, { events, nowUs: () => 9_300_000 });
  const status = { state: "waiting" } as CaptureStatus;
  const fault = { message: "m", remedy: "r", count: 1, sinceUs: 8_000_000 };
  change(status);
  change({ ...status, fault: { ...fault, kind: "busy" } });
  change({ ...status, fault: { ...fault, kind: "busy", count: 2 } });
  change({ ...status, fault: { ...fault, kind: "cable" } });
  change({ ...status, state: "streaming" });
  change({ ...status, state: "streaming" });
  assertEquals(told(), [
    ["camera", { fault: "busy", message: "m", remedy: "r" }],
    ["camera", { fault: "cable", message: "m", remedy: "r" }],
    ["camera", { fault: null, was: "cable", state: "streaming", seconds: 1.3 }],
  ]);
});

Deno.test("a push is told when it connects and when it is lost, not at each attempt", () => {
  const { events, told } = log();
  const tell = tellPush(events);
  const push = { url: "tcp://a:5000", connections: 0 };
  tell({ ...push, state: "waiting", trouble: "refused" });
  tell({ ...push, state: "waiting", trouble: "no route" });
  tell({ ...push, state: "connected" });
  tell({ ...push, state: "waiting", trouble: "closed" });
  tell({ ...push, state: "waiting", trouble: "refused" });
  assertEquals(told(), [
    ["push", { phase: "unreachable", url: push.url, reason: "refused" }],
    ["push", { phase: "connected", url: push.url }],
    ["push", { phase: "lost", url: push.url, reason: "closed" }],
  ]);
});
