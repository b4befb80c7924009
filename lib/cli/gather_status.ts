import type { CaptureStatus } from "../capture/mod.ts";
import type { ApplianceStatus } from "../control/mod.ts";
import { type MachineMonitor, readProcessHealth } from "../observe/mod.ts";
import type { RingView } from "../ring/mod.ts";
import type { Sessions, Status } from "../serve/mod.ts";
import { version } from "./version.ts";

/** The parts that the status object is gathered from. */
export interface StatusParts {
  readonly startedAtUs: number;
  readonly appliance: ApplianceStatus;
  readonly notReady: string | undefined;
  readonly ring: RingView;
  readonly camera: CaptureStatus | undefined;
  readonly sessions: Sessions;
  readonly recordings: Status["recordings"];
  readonly pushes: Status["pushes"];
  readonly machine: MachineMonitor;
  readonly ports: Status["ports"];
}

/** The one status object, as it is now. */
export function gatherStatus(parts: StatusParts): Status {
  const { appliance, notReady, camera, ring, sessions, recordings, pushes, ports } = parts;
  return {
    program: { name: "picam", version, pid: Deno.pid, startedAtUs: parts.startedAtUs },
    ...appliance,
    ...(notReady === undefined ? {} : { notReady }),
    ...(ring.stream === undefined ? {} : { stream: ring.stream }),
    ...(camera === undefined ? {} : { camera }),
    ring: ring.status(),
    sessions: sessions.totals(),
    clients: sessions.clients(),
    recordings,
    pushes,
    machine: parts.machine.status(),
    process: readProcessHealth(),
    ports,
  };
}
