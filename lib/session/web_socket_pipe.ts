import type { Socket } from "node:net";
import type { Pipe, PipeListener } from "./pipe.ts";

/** A WebSocket, as much of one of package `ws` as a pipe needs: that package brings no types. */
export interface MessageSocket {
  /** Calls back: `message` with the data and whether they are binary, `close` last. */
  on(event: "message", listener: (data: Uint8Array<ArrayBuffer>, isBinary: boolean) => void): void;
  /** Calls back without anything. */
  on(event: "open" | "error", listener: (error: Error) => void): void;
  /** Calls back with the code of the other side's close frame, 1006 where there was none. */
  on(event: "close", listener: (code: number) => void): void;
  /** Sends one message. */
  send(bytes: Uint8Array, options: { readonly binary: boolean }): void;
  /** Closes after all that was sent is taken. */
  close(code: number, reason?: string): void;
  /** Closes at once. */
  terminate(): void;
  /** Stops reading. */
  pause(): void;
  /** Reads again. */
  resume(): void;
}

/** Status codes of a close. Spec: RFC 6455 7.4.1. */
const closeCode = { normal: 1000, unsupportedData: 1003, abnormal: 1006 } as const;

/**
 * A pipe over a WebSocket, which it owns from then on: what is written goes out as one binary
 * message. Spec: RFC 6455; wire-protocol v1, *one message per binary WebSocket message*.
 *
 * @param webSocket Just opened.
 * @param socket The connection that carries it.
 */
export function webSocketPipe(webSocket: MessageSocket, socket: Socket): Pipe {
  const { remoteAddress, remotePort, localAddress } = socket;
  let isOurs = false;
  return {
    remote: remoteAddress === undefined ? "" : `${remoteAddress}:${remotePort}`,
    ends: { remoteAddress, localAddress },
    open(listener: PipeListener): void {
      webSocket.on("error", () => {}); // "close" follows and says all there is to do
      webSocket.on("message", (bytes, isBinary) => {
        if (!isBinary) return webSocket.close(closeCode.unsupportedData, "binary messages only");
        listener.onBytes(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length));
      });
      webSocket.on("close", (code) => listener.onClose(!isOurs && code === closeCode.abnormal));
      socket.on("drain", () => listener.onDrain());
    },
    write(bytes): boolean {
      webSocket.send(bytes, { binary: true });
      return !socket.writableNeedDrain;
    },
    setReading: (on) => on ? webSocket.resume() : webSocket.pause(),
    end(): void {
      isOurs = true;
      webSocket.close(closeCode.normal);
    },
    destroy(): void {
      isOurs = true;
      webSocket.terminate();
    },
  };
}
