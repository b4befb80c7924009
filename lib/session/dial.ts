import { connect, type Socket } from "node:net";
import type { Pipe } from "./pipe.ts";
import { socketPipe } from "./socket_pipe.ts";

/** Where a server is. */
export interface Address {
  /** Address or name. */
  readonly host: string;
  /** Port. */
  readonly port: number;
}

/** A connection could not be had; the message says why and what to do. */
export class DialError extends Error {
  /** The class's name. */
  override readonly name = "DialError";
}

/** How to connect. */
export interface DialOptions {
  /** Ends the attempt. */
  readonly signal: AbortSignal;
  /** How long an attempt may take; 5 s by default. */
  readonly timeoutMs?: number;
  /** Makes the connection secure before anything is sent; absent: it stays bare TCP. */
  readonly secure?: (socket: Socket, address: Address) => Promise<Socket>;
}

/**
 * Connects to a TCP or TLS port.
 * @throws {DialError} when that cannot be done.
 * @throws the signal's reason when it is aborted.
 */
export async function dial(address: Address, options: DialOptions): Promise<Pipe> {
  return socketPipe(await dialSocket(address, options));
}

/** Connects as {@linkcode dial} does. @returns the socket, the caller's own. */
export async function dialSocket(address: Address, options: DialOptions): Promise<Socket> {
  const { signal, timeoutMs = 5000, secure } = options;
  signal.throwIfAborted();
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const socket = connect({ ...address, noDelay: true });
  const abort = (): void => void socket.destroy(limit.reason);
  limit.addEventListener("abort", abort, { once: true });
  try {
    await connected(socket);
    return secure === undefined ? socket : await secure(socket, address);
  } catch (error) {
    socket.destroy();
    signal.throwIfAborted();
    throw new DialError(explain(error, { ...address, timeoutMs }), { cause: error });
  } finally {
    limit.removeEventListener("abort", abort);
  }
}

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error): void => {
      socket.off("connect", settle);
      socket.off("error", settle);
      socket.off("close", closed);
      if (error === undefined) resolve();
      else reject(error);
    };
    const closed = (): void => settle(new Error("the connection was closed"));
    socket.once("connect", settle);
    socket.once("error", settle);
    socket.once("close", closed);
  });
}

function explain(
  error: unknown,
  { host, port, timeoutMs }: Address & { timeoutMs: number },
): string {
  const where = `Cannot connect to ${host} port ${port}`;
  const { message, code = "" } = error as Error & { code?: string };
  const words = `${code} ${message}`;
  if (/ECONNREFUSED|refused/i.test(words)) {
    return `${where}: nothing listens there. Is picam running, and is this its port?`;
  }
  if (/ENOTFOUND|EAI_AGAIN|resolve|lookup/i.test(words)) {
    return `${where}: the name is not known. Is it spelt right? A Pi is mostly NAME.local`;
  }
  if (/EHOSTUNREACH|ENETUNREACH|unreachable/i.test(words)) {
    return `${where}: there is no way to that address. Are both on the same network?`;
  }
  if (/TimeoutError|timed out|ETIMEDOUT/i.test(words) || (error as Error).name === "TimeoutError") {
    return `${where}: no answer within ${timeoutMs / 1000} s. Is the machine on?`;
  }
  return `${where}: ${message}`;
}
