import type { Server, Socket } from "node:net";

/** First byte of whatever a client of TLS sends. Spec: RFC 8446 5.1, ContentType handshake. */
const handshakeByte = 22;
const firstByteTimeoutMs = 10_000;

/**
 * Lets a TLS server tell clients that speak something else what is wrong, instead of closing on
 * them: looks at the first byte of each connection before TLS does. One that sends nothing within
 * 10 s is closed.
 *
 * @param server A server of `node:tls` or `node:https` that does not listen yet.
 * @param answer What a client gets that does not speak TLS; the connection ends after it.
 */
export function answerWithoutTls(
  server: Server,
  answer: (first: Uint8Array) => string | Uint8Array,
): void {
  const shakeHands = server.listeners("connection");
  server.removeAllListeners("connection");
  server.on("connection", (socket: Socket) => {
    const close = (): void => void socket.destroy();
    socket.on("error", () => {}); // a reset: "close" follows, below TLS as well
    socket.setTimeout(firstByteTimeoutMs, close);
    socket.once("data", (bytes: Uint8Array) => {
      socket.pause();
      if (bytes[0] !== handshakeByte) return void socket.end(answer(bytes), close);
      socket.setTimeout(0);
      socket.off("timeout", close);
      socket.unshift(bytes);
      for (const listener of shakeHands) listener.call(server, socket);
    });
  });
}
