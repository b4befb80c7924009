import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Buffer } from "node:buffer";
import { WebSocketServer } from "ws";
import { type MessageSocket, webSocketPipe } from "../session/mod.ts";
import { maxTextBytes } from "../wire/mod.ts";
import { serveWire, type WireOptions } from "./wire_session.ts";

/** Takes a connection over from the HTTP port: the request, its socket, what was read beyond it. */
export type Upgrade = (request: IncomingMessage, socket: Socket, head: Buffer) => void;

/** Clients send little: HELLO, PING and requests. */
const maxMessageBytes = maxTextBytes + 64;

/**
 * `GET /ws`: the framed protocol over a WebSocket, for browsers and for who gets through HTTP only.
 * Spec: http-api; RFC 6455.
 */
export function wireWebSocket(options: WireOptions): Upgrade {
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: maxMessageBytes,
  });
  return (request, socket, head) =>
    server.handleUpgrade(request, socket, head, (webSocket: MessageSocket) => {
      socket.setNoDelay(true);
      serveWire(webSocketPipe(webSocket, socket), { ...options, protocol: "websocket" });
    });
}
