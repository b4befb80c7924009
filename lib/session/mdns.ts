import { createSocket } from "node:dgram";
import type { EventEmitter } from "node:events";
import type { Bonjour } from "bonjour-service";

/** What picams are announced as. Spec: RFC 6763 7. */
export const serviceType = "picam";

const closeMs = 1000;

/** A place on the multicast DNS of the local network. Spec: RFC 6762. */
export interface Mdns extends AsyncDisposable {
  /** Publishes and finds. */
  readonly bonjour: Bonjour;
}

/**
 * Joins multicast DNS on port 5353, which is shared with others on this machine. Loads its package
 * when it is called.
 * @param onTrouble Told when it does not work: at once, or at any time later.
 */
export async function joinMdns(onTrouble: (reason: string) => void): Promise<Mdns> {
  const { Bonjour } = await import("bonjour-service");
  const tell = (error: unknown): void => {
    onTrouble(error instanceof Error ? error.message : String(error));
  };
  const socket = createSocket({ type: "udp4", reuseAddr: true });
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  const bonjour = new Bonjour({ socket } as object, tell);
  // The package throws what nobody listens to; its type does not show where to listen.
  const { mdns } = (bonjour as unknown as { server: { mdns: EventEmitter } }).server;
  mdns.on("error", tell);
  return {
    bonjour,
    async [Symbol.asyncDispose](): Promise<void> {
      bonjour.destroy();
      await within(closed);
    },
  };
}

/** Waits, but not for ever: a socket that could not be bound may never tell that it is closed. */
export async function within(done: Promise<unknown>): Promise<void> {
  const patience = Promise.withResolvers<void>();
  const timer = setTimeout(() => patience.resolve(), closeMs);
  await Promise.race([done, patience.promise]);
  clearTimeout(timer);
}
