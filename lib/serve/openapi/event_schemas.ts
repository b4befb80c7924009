import { choice, count, number, optional, type Schema, shape, text, timeUs } from "./schema.ts";
import { stateSchema, streamSchema } from "./status_schemas.ts";

const at = { timeUs: timeUs("When it happened") };
const who = {
  ...at,
  id: count("Number of the session"),
  protocol: text("How it is served"),
  remote: text("Address and port of the other side"),
};
/**
 * Every event that `/api/v1/events` tells, with its data. A test holds what a running program tells
 * against this table.
 */
export const eventSchemas: Readonly<Record<string, Schema>> = {
  state: shape("The appliance does something else, or for another reason", {
    ...at,
    state: stateSchema,
    reason: text("Why, in words"),
  }),
  scheduled: shape("A shutdown or reboot is due; without `action` it is not any more", {
    ...at,
    action: optional(text("`shutdown` or `reboot`")),
    atUs: optional(timeUs("When")),
  }),
  stream: {
    ...streamSchema,
    description: "The stream has another description",
    properties: { ...at, ...streamSchema["properties"] as Record<string, Schema> },
  },
  wifi: shape("How a change of network goes", {
    ...at,
    phase: text("Where it stands"),
    ssid: text("The network"),
    reason: optional(text("Why, in words")),
  }),
  camera: shape("Something is wrong with the camera, or not any more", {
    ...at,
    fault: { type: ["string", "null"], description: "Which fault, for programs; null: it is over" },
    message: optional(text("What is wrong")),
    remedy: optional(text("What to do about it")),
    was: optional(text("The fault that is over")),
    state: optional(text("What the camera does now")),
    seconds: optional(number("How long it lasted")),
  }),
  client: shape("A viewer comes or goes; many at once are summed up by `clients`", {
    ...who,
    phase: choice("Which", ["joined", "left"]),
    role: optional(text("What it may do")),
    agent: optional(text("What it calls itself")),
    seconds: optional(number("How long it was there")),
    bytes: optional(count("Payload bytes that it got")),
    frames: optional(count("Frames that it got")),
    skips: optional(count("Times that it skipped")),
  }),
  clients: shape("What was too much to be told one by one", {
    ...at,
    joined: count("Viewers that came"),
    left: count("Viewers that went"),
    gaps: count("Gaps"),
  }),
  gap: shape("A viewer misses frames, within a second", {
    ...who,
    skippedFrames: count("It was too slow and skipped to the newest key frame"),
    lostFrames: count("They had left the ring before it took them"),
  }),
  recording: shape("A file is finished, or a recording has failed", {
    ...at,
    phase: choice("Which", ["finished", "failed"]),
    target: text("As `--record` names it"),
    path: optional(text("The file")),
    frames: optional(count("Frames in it")),
    seconds: optional(number("Its length")),
    sizeBytes: optional(count("Its size")),
    lostFrames: optional(count("Frames that are missing in it")),
    reason: optional(text("Why nothing more is recorded")),
  }),
  push: shape("A receiver takes the stream, or not any more", {
    ...at,
    phase: choice("Which", ["connected", "lost", "unreachable"]),
    url: text("The receiver"),
    reason: optional(text("Why")),
  }),
  missed: shape("Sent to whoever resumes and cannot be told everything; has no id", {
    ...at,
    count: count("Events that are no longer kept"),
    restarted: { type: "boolean", description: "The last event known is not of this run of picam" },
  }),
};
