/** The C server that passes bytes on, with a camera in front of it. @module */
import { withCamera } from "./camera.ts";
import { Child } from "./child.ts";
import type { StartServer } from "./server.ts";

/** Starts `yardstick.c`. */
export const startYardstick: StartServer = withCamera(async (tools, stdin) => {
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
});
