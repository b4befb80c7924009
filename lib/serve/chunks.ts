import type { ServerResponse } from "node:http";
import type { Outlet } from "./pump.ts";

const encoder = new TextEncoder();
const lineEnd = encoder.encode("\r\n");

/**
 * Makes chunks of HTTP out of bytes, once for all clients that get the very same view: those that
 * are in step, which is nearly all of them. Holds the newest chunk. Spec: RFC 9112 7.1.
 */
export class Chunks {
  #bytes: Uint8Array<ArrayBuffer> | undefined;
  #chunk: Uint8Array<ArrayBuffer> | undefined;

  /**
   * The chunk of these bytes, if somebody got the same ones just before: a reader on its own, who
   * catches up, is not worth a copy.
   */
  shared(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | undefined {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#chunk = undefined;
      return undefined;
    }
    this.#chunk ??= makeChunk(bytes);
    return this.#chunk;
  }
}

/**
 * Where a stream's bytes are written: shared chunks straight to the response's socket, behind its
 * header, and what is not shared through the response. `response.end()` writes the last chunk.
 */
export function streamOutlet(response: ServerResponse, chunks: Chunks): Outlet {
  const { socket } = response;
  // Before Deno 2.5 a response's socket is a dummy that cannot write.
  if (socket === null || typeof socket.write !== "function") return response;
  return {
    write(bytes): boolean {
      const chunk = response.chunkedEncoding ? chunks.shared(bytes) : undefined;
      return chunk === undefined ? response.write(bytes) : socket.write(chunk);
    },
    on: (event, listener) => socket.on(event, listener),
  };
}

function makeChunk(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const size = encoder.encode(`${bytes.length.toString(16)}\r\n`);
  const chunk = new Uint8Array(size.length + bytes.length + lineEnd.length);
  chunk.set(size);
  chunk.set(bytes, size.length);
  chunk.set(lineEnd, size.length + bytes.length);
  return chunk;
}
