import { WebSocketServer } from "ws";
import { type MessageSocket, webSocketPipe } from "../session/mod.ts";
import { maxTextBytes } from "../wire/mod.ts";
import type { Upgrade } from "./route.ts";
import { serveWire, type WireOptions } from "./wire_session.ts";

/** Clients send little: HELLO, PING and requests. */
const maxMessageBytes = maxTextBytes + 64;

/**
 * `GET /ws`: the framed protocol over a WebSocket, for browsers and for who gets through HTTP only.
 * Spec: http-api; RFC 6455.
 */
export function wireWebSocket(options: WireOptions): (upgrade: Upgrade) => void {
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: maxMessageBytes,
  });
  return ({ request, socket, head, role }) =>
    server.handleUpgrade(request, socket, head, (webSocket: MessageSocket) => {
      socket.setNoDelay(true);
      serveWire(webSocketPipe(webSocket, socket), {
        ...options,
        protocol: "websocket",
        role,
      });
    });
}
