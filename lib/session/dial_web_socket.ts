import { maxPayloadBytes } from "../wire/mod.ts";
import { type Address, DialError, type DialOptions, dialSocket } from "./dial.ts";
import type { Pipe } from "./pipe.ts";
import { type MessageSocket, webSocketPipe } from "./web_socket_pipe.ts";

/**
 * Connects to the WebSocket `/ws` of an HTTP or HTTPS port.
 * @throws {DialError} when that cannot be done.
 * @throws the signal's reason when it is aborted.
 */
export async function dialWebSocket(address: Address, options: DialOptions): Promise<Pipe> {
  const { WebSocket } = await import("ws"); // 8 MB of memory: only for who dials one
  const socket = await dialSocket(address, options);
  const host = address.host.includes(":") ? `[${address.host}]` : address.host;
  // The scheme names no security here: the socket is what it is.
  const webSocket: MessageSocket = new WebSocket(`ws://${host}:${address.port}/ws`, {
    createConnection: () => socket,
    perMessageDeflate: false,
    maxPayload: maxPayloadBytes + 1024,
    handshakeTimeout: options.timeoutMs ?? 5000,
  });
  const abort = (): void => webSocket.terminate();
  options.signal.addEventListener("abort", abort, { once: true });
  try {
    await opened(webSocket);
  } catch (error) {
    socket.destroy();
    options.signal.throwIfAborted();
    const where = `Cannot open a WebSocket at ${host} port ${address.port}`;
    throw new DialError(`${where}: ${(error as Error).message}. Is that picam's HTTP port?`, {
      cause: error,
    });
  } finally {
    options.signal.removeEventListener("abort", abort);
  }
  return webSocketPipe(webSocket, socket);
}

function opened(webSocket: MessageSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    webSocket.on("open", () => resolve());
    webSocket.on("error", reject); // for good: one that comes later finds a promise settled
  });
}
