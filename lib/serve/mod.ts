/** What clients connect to: the bare TCP port and the HTTP port. @module */
export { type ApiOptions, apiRoutes } from "./api.ts";
export {
  type Exchange,
  type Handler,
  type HttpOptions,
  HttpServer,
  type Routes,
} from "./http_server.ts";
export { ListenError } from "./listen.ts";
export { HttpProblem } from "./problem.ts";
export { type RawTcpOptions, RawTcpServer } from "./raw_tcp.ts";
export type { ClientStatus, Session } from "./session.ts";
export { Sessions, type SessionTotals } from "./sessions.ts";
export type { Status } from "./status.ts";
export { streamH264, type StreamOptions } from "./stream_h264.ts";
