/** What the bench measures: a server whose stdin is the camera's stream. @module */
import { Child } from "./child.ts";
import type { Tools } from "./tools.ts";

/** A running server. Disposing ends it. */
export interface Server extends AsyncDisposable {
  /** Its process id, for its processor time and memory. */
  readonly pid: number;
  /** Port that gives the bare elementary stream. */
  readonly rawPort: number;
  /** Port that gives `GET /stream.h264`; the yardstick has none. */
  readonly httpPort?: number;
}

/** Starts a server; `stdin` is the FIFO that the camera writes to. */
export type StartServer = (options: { tools: Tools; stdin: string }) => Promise<Server>;

/** The C server that passes bytes on. */
export const startYardstick: StartServer = async ({ tools, stdin }) => {
  const child = new Child(tools.yardstick, { stdin });
  try {
    const [, port] = await child.line(/^port (\d+)$/);
    return {
      pid: child.pid,
      rawPort: Number(port),
      [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
    };
  } catch (error) {
    await child[Symbol.asyncDispose]();
    throw error;
  }
};
