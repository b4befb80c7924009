import type { CaptureStatus } from "../capture/mod.ts";
import { readProcessHealth } from "../observe/mod.ts";
import type { RingView } from "../ring/mod.ts";
import type { Sessions, Status } from "../serve/mod.ts";
import { version } from "./version.ts";

/** The parts that the status object is gathered from. */
export interface StatusParts {
  readonly startedAtUs: number;
  readonly notReady: string | undefined;
  readonly ring: RingView;
  readonly camera: CaptureStatus | undefined;
  readonly sessions: Sessions;
  readonly ports: Status["ports"];
}

/** The one status object, as it is now. */
export function gatherStatus(parts: StatusParts): Status {
  const { notReady, camera, ring, sessions, ports } = parts;
  return {
    program: { name: "picam", version, pid: Deno.pid, startedAtUs: parts.startedAtUs },
    ...(notReady === undefined ? {} : { notReady }),
    ...(ring.stream === undefined ? {} : { stream: ring.stream }),
    ...(camera === undefined ? {} : { camera }),
    ring: ring.status(),
    sessions: sessions.totals(),
    clients: sessions.clients(),
    process: readProcessHealth(),
    ports,
  };
}
