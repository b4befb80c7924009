/**
 * The receiving end: a link to a server, or cameras that dial; each frame once and in order, what is
 * lost named, everything measured, and all of it given to outputs.
 * @module
 */
export type { ReceiveEvent } from "./event.ts";
export type { Feed, FeedContext, FeedEnd } from "./feed.ts";
export type { Hole } from "./hole.ts";
export { type ConnectionEnd, Link, type LinkSource, type ReconnectOptions } from "./link.ts";
export type { CameraSummary, ReceiveEnd, ReceiveOutcome } from "./outcome.ts";
export type { Output } from "./output.ts";
export type { Numbers } from "./numbering.ts";
export { Receiver, type ReceiverOptions } from "./receiver.ts";
export type { Carrier, Reception } from "./reception.ts";
export type { CameraStatus, LatencyQuantiles, ReceiveStatus } from "./status.ts";
export type { Limit } from "./stream_limit.ts";
export { WireSource, type WireSourceOptions } from "./wire_source.ts";
export { type LinkAddress, type LinkOptions, openLink } from "./open_link.ts";
export type { DoorOptions } from "./push_door.ts";
export { PushListener, type PushListenerOptions } from "./push_listener.ts";
