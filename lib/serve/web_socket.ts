import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { type MessageSocket, webSocketPipe } from "../session/mod.ts";
import { maxTextBytes } from "../wire/mod.ts";
import { endWithProblem, HttpProblem } from "./problem.ts";
import type { Upgrade } from "./route.ts";
import { serveWire, type WireOptions } from "./wire_session.ts";

/** Clients send little; what is somewhat too large is told so by an ERROR, and only what is beyond that by the socket. */
const maxMessageBytes = 16 * maxTextBytes;

/**
 * `GET /ws`: the framed protocol over a WebSocket, for browsers and for who gets through HTTP only.
 * Spec: http-api; RFC 6455.
 *
 * @returns what takes upgrades. @throws {HttpProblem} 400, 426 for a handshake that is none.
 */
export function wireWebSocket(options: WireOptions): (upgrade: Upgrade) => void {
  let opening: Promise<UpgradeServer> | undefined;
  const take = async ({ request, socket, head, role }: Upgrade): Promise<void> => {
    const server = await (opening ??= openServer());
    server.handleUpgrade(request, socket, head, (webSocket) => {
      socket.setNoDelay(true);
      const pipe = webSocketPipe(webSocket, socket);
      serveWire(pipe, { ...options, protocol: "websocket", role });
    });
  };
  return (upgrade) => {
    checkHandshake(upgrade.request);
    void take(upgrade);
  };
}

/** Spec: RFC 6455 4.2.1, 4.4. */
function checkHandshake({ headers }: IncomingMessage): void {
  if (headers["sec-websocket-version"] !== "13") {
    throw new HttpProblem(426, "WebSocket is spoken in version 13: Sec-WebSocket-Version: 13", {
      "Upgrade": "websocket",
      "Sec-WebSocket-Version": "13",
    });
  }
  if (!/^[+/0-9a-z]{22}==$/i.test(headers["sec-websocket-key"] ?? "")) {
    throw new HttpProblem(
      400,
      "Sec-WebSocket-Key must be 16 bytes in base64: 22 characters and ==",
    );
  }
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
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: maxMessageBytes,
  });
  server.on("wsClientError", ({ message }: Error, socket: Socket) => {
    endWithProblem(socket, new HttpProblem(400, `No WebSocket handshake: ${message}`));
  });
  return server;
}
