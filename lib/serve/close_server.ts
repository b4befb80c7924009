import type { Server } from "node:net";

/** What is still open so long after its end was sent is cut by the end of the program. */
const closeMs = 1000;

/** Takes no more connections, and waits for those that are ending, but not for ever. */
export async function closeServer(server: Server): Promise<void> {
  const closed = Promise.withResolvers<void>();
  const patience = setTimeout(() => closed.resolve(), closeMs);
  server.close(() => closed.resolve());
  await closed.promise;
  clearTimeout(patience);
}
