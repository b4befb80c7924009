/**
 * The framed protocol: messages to bytes and back, and what each of them says. Pure: the browser
 * page imports it too. Spec: wire-protocol v1.
 * @module
 */
export { type ClockEstimate, ClockOffset } from "./clock_offset.ts";
export { type DecoderOptions, MessageDecoder } from "./decoder.ts";
export { encodeFrame, encodeJson, encodeMessage } from "./encode.ts";
export { FrameJoiner } from "./frame_joiner.ts";
export {
  decodeHello,
  decodePublishWelcome,
  decodeWelcome,
  defaultHeartbeatMs,
  type Hello,
  type Offer,
  type PublishWelcome,
  type Role,
  type Welcome,
} from "./greeting.ts";
export { decodeObject, isObject, type JsonObject } from "./json.ts";
export {
  headerSize,
  isKnownType,
  maxFrameBytes,
  maxPayloadBytes,
  maxTextBytes,
  type Message,
  MessageFlag,
  MessageType,
} from "./message.ts";
export { decodeEnd, decodeError, decodeGap, type EndReason, errorBody } from "./notice.ts";
export { decodePong, decodeReport, encodePong, type Exchange, type ViewerReport } from "./ping.ts";
export {
  type Asker,
  decodeRequest,
  decodeResponse,
  type Request,
  RequestError,
  type RequestErrorCode,
  type RequestHandler,
  type Response,
} from "./request.ts";
export { decodeStream } from "./stream_member.ts";
export { type Damage, DamageError, WireError, type WireErrorCode } from "./wire_error.ts";
