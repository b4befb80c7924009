import { type MessageSocket, webSocketPipe } from "../session/mod.ts";
import { maxTextBytes } from "../wire/mod.ts";
import type { Upgrade } from "./route.ts";
import { serveWire, type WireOptions } from "./wire_session.ts";

/** Clients send little; what is somewhat too large is told so by an ERROR, and only what is beyond that by the socket. */
const maxMessageBytes = 16 * maxTextBytes;

/**
 * `GET /ws`: the framed protocol over a WebSocket, for browsers and for who gets through HTTP only.
 * Spec: http-api; RFC 6455.
 */
export function wireWebSocket(options: WireOptions): (upgrade: Upgrade) => void {
  let opening: Promise<UpgradeServer> | undefined;
  return async ({ request, socket, head, role }) => {
    const server = await (opening ??= openServer());
    server.handleUpgrade(request, socket, head, (webSocket) => {
      socket.setNoDelay(true);
      const pipe = webSocketPipe(webSocket, socket);
      serveWire(pipe, { ...options, protocol: "websocket", role });
    });
  };
}

/** What takes over the connection of a request, as much of package `ws` as is needed here. */
interface UpgradeServer {
  handleUpgrade(
    request: Upgrade["request"],
    socket: Upgrade["socket"],
    head: Upgrade["head"],
    take: (webSocket: MessageSocket) => void,
  ): void;
}

/** The package costs 8 MB of memory: only who is asked for a WebSocket pays. */
async function openServer(): Promise<UpgradeServer> {
  const { WebSocketServer } = await import("ws");
  return new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: maxMessageBytes,
  });
}
