/** What clients connect to: the bare TCP port, the framed one and the HTTP port. @module */
export { type ApiOptions, apiRoutes } from "./api.ts";
export type { StreamEnd } from "./frame_feed.ts";
export { type HttpOptions, HttpServer } from "./http_server.ts";
export { ListenError } from "./listen.ts";
export { HttpProblem } from "./problem.ts";
export { Push, type PushOptions, type PushStatus } from "./push.ts";
export { type RawTcpOptions, RawTcpServer } from "./raw_tcp.ts";
export type { Exchange, GrantedRole, Handler, Route, Routes, Upgrade, Upgrades } from "./route.ts";
export type { ClientStatus, Session, SessionEnd } from "./session.ts";
export { type Acquire, Sessions, type SessionTotals } from "./sessions.ts";
export { SharedMessages } from "./shared_messages.ts";
export type { RecordingStatus, Status } from "./status.ts";
export { streamH264, type StreamOptions } from "./stream_h264.ts";
export { wireWebSocket } from "./web_socket.ts";
export type { WireOptions } from "./wire_session.ts";
export { type WireTcpOptions, WireTcpServer } from "./wire_tcp.ts";
export { controlRoutes } from "./control_api.ts";
