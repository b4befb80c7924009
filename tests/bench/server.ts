/** What the bench measures: a server that gives a camera's stream to clients. @module */
import type { CameraPlan } from "./camera_plan.ts";
import type { Tools } from "./tools.ts";

/** A running server. Disposing ends it, and the camera in front of it. */
export interface Server extends AsyncDisposable {
  /** Its process id, for its processor time and memory. */
  readonly pid: number;
  /** The camera's process id, where the bench started it itself. */
  readonly cameraPid?: number;
  /** Port that gives the bare elementary stream. */
  readonly rawPort: number;
  /** Port that gives the framed protocol; the yardstick has none. */
  readonly tcpPort?: number;
  /** Port that gives `GET /stream.h264`; the yardstick has none. */
  readonly httpPort?: number;
}

/** Starts a server and its camera. */
export type StartServer = (tools: Tools, camera: CameraPlan) => Promise<Server>;
