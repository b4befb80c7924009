/** Both ends of a conversation: dial, accept, who may, and the conversation itself. @module */
export { accept, type AcceptOptions, type Greeter } from "./accept.ts";
export {
  Access,
  type AccessOptions,
  type AccessQuestion,
  type Granted,
  type Refused,
} from "./access.ts";
export { type ConnectionEnds, isLoopback, isNearby } from "./address.ts";
export {
  Conversation,
  type ConversationListener,
  type ConversationOptions,
} from "./conversation.ts";
export { type Address, dial, DialError, type DialOptions, dialSocket } from "./dial.ts";
export { dialWebSocket } from "./dial_web_socket.ts";
export { type FrameListener, FrameReader } from "./frame_reader.ts";
export type { Pipe, PipeListener } from "./pipe.ts";
export { socketPipe } from "./socket_pipe.ts";
export { watch, type WatchListener, type WatchOptions } from "./watch.ts";
export { type MessageSocket, webSocketPipe } from "./web_socket_pipe.ts";
export { type ServerTls, serverTlsOptions } from "./server_tls.ts";
export { answerWithoutTls } from "./tls_only.ts";
export {
  type LoadedTls,
  loadServerTls,
  type LoadTlsOptions,
  type MachineNames,
} from "./load_server_tls.ts";
export { type KeptFile, StateFolder } from "./state_folder.ts";
export { loadTlsTrust, secureBy, type TlsTrust, UntrustedError } from "./tls_client.ts";
export { controlToken, newToken, readToken, type Token } from "./token.ts";
export { announce, type AnnounceOptions } from "./announce.ts";
export type { Announcement } from "./announcement.ts";
export { discover, type DiscoverOptions, type FoundPicam } from "./discover.ts";
