import { assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import { socketPipe } from "../../../lib/session/mod.ts";

/** What a listener is told of one read, and what is left of the read after that. */
function read(bytes: Buffer<ArrayBuffer>): { heard: number[]; leftBytes: number } {
  const heard: number[] = [];
  const socket = new EventEmitter() as Socket;
  socketPipe(socket).open({
    onBytes: (each) => heard.push(...each),
    onDrain() {},
    onClose() {},
  });
  socket.emit("data", bytes);
  return { heard, leftBytes: bytes.length };
}

Deno.test("a read's memory is given back as soon as its bytes were heard", () => {
  const bytes = Buffer.from(Uint8Array.of(1, 2, 3).buffer);
  assertEquals(read(bytes), { heard: [1, 2, 3], leftBytes: 0 });
});

Deno.test("a read that is a part of larger memory leaves that alone: others may have parts of it", () => {
  const shared = Uint8Array.of(9, 1, 2, 3, 9).buffer;
  const bytes = Buffer.from(shared, 1, 3);
  assertEquals(read(bytes), { heard: [1, 2, 3], leftBytes: 3 });
  assertEquals(shared.byteLength, 5);
});
