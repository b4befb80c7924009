/** Starts the camera of `camera.c` in front of a server. @module */
import { cameraArguments } from "./camera_plan.ts";
import { Child } from "./child.ts";
import type { Server, StartServer } from "./server.ts";
import type { Tools } from "./tools.ts";

/** Starts a server that reads the stream from its stdin, here a FIFO. */
export type StartFed = (tools: Tools, stdin: string) => Promise<Server>;

/** Puts a camera in front of a server that reads the stream from its stdin. */
export function withCamera(start: StartFed): StartServer {
  return async (tools, plan) => {
    await using stack = new AsyncDisposableStack();
    const stdin = `${tools.folder}/stream-${crypto.randomUUID()}`;
    await makeFifo(stdin);
    stack.defer(() => Deno.remove(stdin));
    const options = { args: cameraArguments(plan), stdout: stdin };
    const camera = stack.use(new Child(tools.camera, options));
    const server = stack.use(await start(tools, stdin));
    const parts = stack.move();
    return {
      ...server,
      cameraPid: camera.pid,
      [Symbol.asyncDispose]: () => parts.disposeAsync(),
    };
  };
}

async function makeFifo(path: string): Promise<void> {
  const { success, stderr } = await new Deno.Command("mkfifo", { args: [path] }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr).trim());
}
