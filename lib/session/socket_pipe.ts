import type { Buffer } from "node:buffer";
import type { Socket } from "node:net";
import { free } from "../bytes/mod.ts";
import type { Pipe, PipeListener } from "./pipe.ts";

/**
 * A pipe over a TCP or TLS socket, which it owns from then on. Nothing is read before `open`.
 * A connection that breaks is closed like one that ends, and said to be broken: it was reset, and the other side had not
 * said that it has no more.
 */
export function socketPipe(socket: Socket): Pipe {
  const { remoteAddress, remotePort, localAddress } = socket;
  let hasEnded = false, isReset = false;
  return {
    remote: remoteAddress === undefined ? "" : `${remoteAddress}:${remotePort}`,
    ends: { remoteAddress, localAddress },
    open(listener: PipeListener): void {
      socket.on("error", () => isReset = true); // "close" follows
      socket.on("data", (read: Buffer<ArrayBuffer>) => {
        const bytes = new Uint8Array(read.buffer, read.byteOffset, read.length);
        listener.onBytes(bytes);
        // What is a part of something larger may share that with others.
        if (bytes.length === bytes.buffer.byteLength) free(bytes);
      });
      socket.on("drain", () => listener.onDrain());
      socket.on("end", () => {
        hasEnded = true;
        socket.end();
      });
      socket.on("close", () => listener.onClose(isReset && !hasEnded));
    },
    write: (bytes) => socket.write(bytes),
    setReading: (on) => void (on ? socket.resume() : socket.pause()),
    end: () => void socket.end(),
    destroy: () => void socket.destroy(),
  };
}
