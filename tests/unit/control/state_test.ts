import { assertEquals } from "@std/assert";
import type { CaptureState, Fault } from "../../../lib/capture/mod.ts";
import type { ApplianceState } from "../../../lib/control/mod.ts";
import { nextState } from "../../../lib/control/state.ts";

const reports: readonly CaptureState[] = [
  "idle",
  "starting",
  "streaming",
  "waiting",
  "stopping",
  "ended",
];

/** What follows from each state by each report of a camera without a fault, in the order above. */
const table: Readonly<Record<ApplianceState, readonly ApplianceState[]>> = {
  "starting": ["idle", "starting", "streaming", "starting", "starting", "idle"],
  "idle": ["idle", "idle", "streaming", "idle", "idle", "idle"],
  "streaming": ["idle", "streaming", "streaming", "streaming", "stopping", "idle"],
  "stopping": ["idle", "stopping", "streaming", "stopping", "stopping", "idle"],
  "faulted": ["faulted", "faulted", "streaming", "faulted", "faulted", "faulted"],
  "shutting-down": Array(6).fill("shutting-down"),
};
const states = Object.keys(table) as ApplianceState[];
const fault = {
  kind: "crashed",
  message: "It has crashed",
  remedy: "wait",
  sinceUs: 0,
  count: 1,
} satisfies Fault & { sinceUs: number; count: number };

Deno.test("each state by each report of a camera that is well", () => {
  for (const state of states) {
    assertEquals(reports.map((report) => nextState(state, { state: report })), table[state], state);
  }
});

Deno.test("a fault is told whatever the camera does, and nothing follows a shutdown", () => {
  for (const state of states) {
    for (const report of reports) {
      const expected = state === "shutting-down" ? state : "faulted";
      assertEquals(nextState(state, { state: report, fault }), expected, `${state} ${report}`);
    }
  }
});
