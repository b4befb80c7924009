/** What clients connect to: the bare TCP port and the HTTP port. @module */
export { type ApiOptions, apiRoutes } from "./api.ts";
export {
  type Exchange,
  type Handler,
  type HttpOptions,
  HttpServer,
  type Routes,
} from "./http_server.ts";
export type { StreamEnd } from "./frame_feed.ts";
export { ListenError } from "./listen.ts";
export { HttpProblem } from "./problem.ts";
export { type RawTcpOptions, RawTcpServer } from "./raw_tcp.ts";
export type { ClientStatus, Session, SessionEnd } from "./session.ts";
export { Sessions, type SessionTotals } from "./sessions.ts";
export type { Status } from "./status.ts";
export { streamH264, type StreamOptions } from "./stream_h264.ts";
export { SharedMessages } from "./shared_messages.ts";
export type { WireOptions } from "./wire_session.ts";
export { type WireTcpOptions, WireTcpServer } from "./wire_tcp.ts";
export { type Upgrade, wireWebSocket } from "./web_socket.ts";
