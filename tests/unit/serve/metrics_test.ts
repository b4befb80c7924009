import { assertEquals } from "@std/assert";
import { encodeMetrics, type MachineHealth } from "../../../lib/observe/mod.ts";
import { statusMetrics } from "../../../lib/serve/metrics.ts";
import type { Status } from "../../../lib/serve/mod.ts";

/** Lines of the metrics of a status that match. */
function lines(status: Partial<Status>, matching: RegExp): string[] {
  const bare = {
    program: { name: "picam", version: "1", pid: 1, startedAtUs: 0 },
    ring: {},
    sessions: {},
    clients: [],
    recordings: [],
    pushes: [],
    machine: { space: [] },
    state: "idle",
    process: {},
    ports: {},
    ...status,
  } as unknown as Status;
  return encodeMetrics(statusMetrics(bare)).split("\n").filter((line) => matching.test(line));
}

const samples = /^picam_(machine|disk|wifi|state)[^#]/;

Deno.test("the machine's health is told in base units, one sample for each disk and each reason", () => {
  const machine: MachineHealth = {
    temperatureCelsius: 54.3,
    throttling: { now: ["under-voltage"], sinceBoot: ["under-voltage", "throttled"] },
    space: [
      { path: "/run/picam", freeBytes: 10, totalBytes: 100 },
      { path: "/srv", freeBytes: 20, totalBytes: 200 },
    ],
    wifi: { device: "wlan0", signalDbm: -49 },
  };
  assertEquals(lines({ machine, state: "idle" }, samples), [
    'picam_state{state="idle"} 1',
    "picam_machine_temperature_celsius 54.3",
    'picam_machine_throttled{reason="under-voltage"} 1',
    'picam_machine_throttled{reason="processor frequency capped"} 0',
    'picam_machine_throttled{reason="throttled"} 0',
    'picam_machine_throttled{reason="soft temperature limit"} 0',
    'picam_machine_throttled_since_boot{reason="under-voltage"} 1',
    'picam_machine_throttled_since_boot{reason="processor frequency capped"} 0',
    'picam_machine_throttled_since_boot{reason="throttled"} 1',
    'picam_machine_throttled_since_boot{reason="soft temperature limit"} 0',
    'picam_disk_free_bytes{path="/run/picam"} 10',
    'picam_disk_free_bytes{path="/srv"} 20',
    'picam_disk_size_bytes{path="/run/picam"} 100',
    'picam_disk_size_bytes{path="/srv"} 200',
    'picam_wifi_signal_dbm{device="wlan0"} -49',
  ]);
});

Deno.test("what a machine does not tell has no sample", () => {
  assertEquals(lines({}, samples), ['picam_state{state="idle"} 1']);
});
