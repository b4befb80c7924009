import type { CaptureStatus } from "../../capture/mod.ts";
import type { StreamInfo } from "../../frame/mod.ts";
import type { MachineHealth, ProcessHealth } from "../../observe/mod.ts";
import type { FollowerStatus, RingStatus } from "../../ring/mod.ts";
import type { PushStatus } from "../push.ts";
import type { ClientStatus } from "../session.ts";
import type { SessionTotals } from "../sessions.ts";
import type { RecordingStatus, Status } from "../status.ts";
import {
  choice,
  count,
  list,
  number,
  object,
  optional,
  reference,
  type Schema,
  text,
  timeUs,
} from "./schema.ts";

type NonOptional<T, K extends keyof T> = NonNullable<T[K]>;

/** A description of a stream; events carry it, too. */
export const streamSchema: Schema = object<StreamInfo>("What is served", {
  id: count("Number of the stream; 1 is the first"),
  name: text("What people call it"),
  codec: text("What a payload is, for example `h264`"),
  codecString: optional(text("RFC 6381, for example `avc1.42C01F`")),
  width: optional(count("Visible width in pixels")),
  height: optional(count("Visible height in pixels")),
  framerate: optional(number("Nominal frames per second")),
  bitrate: optional(number("Target bit rate in bit/s")),
  bayer: optional(text("Order of the colours, RAW only")),
  bitDepth: optional(count("Significant bits of a sample, RAW only")),
});

const cameraSchema = object<CaptureStatus>(
  "The camera; absent where another picam's ring is served",
  {
    state: choice("What capture is doing", [
      "idle",
      "starting",
      "streaming",
      "waiting",
      "stopping",
      "ended",
    ]),
    source: text("As `--source` names it"),
    program: optional(text("Path of the camera program")),
    version: optional(text("Its version")),
    platform: optional(text("What it runs on, for example `vc4`")),
    arguments: optional(list("Its arguments", { type: "string" })),
    pid: optional(count("Its process")),
    runs: count("Runs begun so far"),
    restarts: count("Runs begun because the one before had failed"),
    startedAtUs: optional(timeUs("When the present or last run began")),
    nextRunAtUs: optional(timeUs("When the next run begins, in state `waiting`")),
    lastFrameAtUs: optional(timeUs("When the newest frame was complete")),
    frames: count("Frames so far"),
    bytes: count("Bytes so far"),
    wrongEnds: count("Frames whose end was taken too early"),
    fault: optional(object<NonOptional<CaptureStatus, "fault">>("What is wrong now", {
      kind: text("Which fault, for programs: `no-camera`, `busy`, `cable` …"),
      message: text("What is wrong, one sentence"),
      remedy: text("What to do about it"),
      lastLines: optional(list("What the camera program said last", { type: "string" })),
      sinceUs: timeUs("Since when"),
      count: count("Runs in a row that it has spoilt"),
    })),
  },
);

const ringMembers = {
  path: optional(text("The file; absent where the ring is in memory")),
  sizeBytes: count("Size of the ring"),
  epoch: text("UUID of the numbering"),
  oldest: count("First sequence still held"),
  head: count("The sequence that the next frame gets"),
  newestKey: { type: "integer", minimum: -1, description: "Newest key frame; -1 for none" },
  windowSeconds: number("Time between the oldest and the newest frame"),
  memoryBytes: count("Bytes of frames kept in memory besides"),
  refusedFrames: count("Frames too large for the ring"),
  droppedFrames: count("Frames between a refused one and the next key frame"),
  writeErrors: count("Frames that the file did not take"),
};

const ringSchema = object<RingStatus & Partial<Pick<FollowerStatus, "state" | "words">>>(
  "The last minutes",
  {
    ...ringMembers,
    state: optional(text("How another picam's ring is followed")),
    words: optional(text("The same, for a person")),
  },
);

const sessionsSchema = object<SessionTotals>("Viewers in all", {
  active: count("Being served now"),
  limit: count("At most this many at once"),
  accepted: count("Served so far"),
  refused: count("Turned away because the limit was reached"),
  stalled: count("Closed because they took nothing"),
  endedBytes: count("Payload bytes of sessions that are over"),
  endedFrames: count("Frames of sessions that are over"),
  endedSkips: count("Skips of sessions that are over"),
});

/** One viewer. */
export const clientSchema: Schema = object<ClientStatus>("One viewer", {
  id: count("Number of the session, from 1"),
  protocol: text("How it is served: `http`, `raw-tcp`, `wire`, `websocket`, `push`"),
  remote: text("Address and port of the other side"),
  agent: optional(text("What it calls itself")),
  role: choice("What it may do", ["view", "control"]),
  connectedAtUs: timeUs("Since when"),
  bytes: count("Payload bytes handed over"),
  frames: count("Frames handed over whole"),
  sequence: optional(count("The next frame that it gets")),
  lagMs: number("How far it is behind the newest frame"),
  skips: count("Times that it skipped to the newest key frame"),
  skippedFrames: count("Frames that it skipped"),
  lostFrames: count("Frames that had left the ring before it took them"),
  report: optional(object<NonOptional<ClientStatus, "report">>("What it told of its stream", {
    received: count("Frames received"),
    dropped: count("Frames told lost"),
    latencyUs: optional(
      object<NonNullable<NonOptional<ClientStatus, "report">["latencyUs"]>>(
        "From capture to receipt, in microseconds",
        { p50: number("Median"), p95: number("95 %"), p99: number("99 %") },
      ),
    ),
  })),
});

/** `lib/record` tells more of a recording than the status object names. */
interface Recording extends RecordingStatus {
  readonly state?: string;
  readonly seconds?: number;
  readonly droppedFrames?: number;
  readonly bridgedSteps?: number;
}

const recordingSchema = object<Recording>("A recording made here", {
  target: text("What it writes to"),
  path: optional(text("The file that is open")),
  files: count("Files begun"),
  frames: count("Frames kept"),
  bytes: count("Bytes written"),
  lostFrames: count("Frames that left the ring before they were written"),
  trouble: optional(text("Why it records no more")),
  state: optional(text("`waiting`, `writing`, `closed` or `failed`")),
  seconds: optional(number("Length of what was kept")),
  droppedFrames: optional(count("Frames before the first key frame")),
  bridgedSteps: optional(count("Steps of the clock that were bridged")),
});

const pushSchema = object<PushStatus>("A receiver that frames are pushed to", {
  url: text("The receiver"),
  state: choice("Whether it takes frames", ["connecting", "connected", "waiting"]),
  connections: count("Connections that it took so far"),
  trouble: optional(text("Why it does not take frames")),
});

const machineSchema = object<MachineHealth>("The machine; what it does not tell is absent", {
  temperatureCelsius: optional(number("Temperature of the processor")),
  throttling: optional(
    object<NonOptional<MachineHealth, "throttling">>("Power supply and cooling", {
      now: list("What is wrong now", { type: "string" }),
      sinceBoot: list("What was wrong since the machine started", { type: "string" }),
    }),
  ),
  space: list(
    "Room on disks",
    object<MachineHealth["space"][number]>("A file system", {
      path: text("A path on it"),
      freeBytes: count("Bytes that may still be used"),
      totalBytes: count("Bytes in all"),
    }),
  ),
  wifi: optional(object<NonOptional<MachineHealth, "wifi">>("How well Wi-Fi is heard", {
    device: text("The device, for example `wlan0`"),
    signalDbm: number("Signal level"),
    quality: optional(number("What the driver makes of it, 0 to 1")),
  })),
});

const processSchema = object<ProcessHealth>("What this program uses", {
  residentBytes: count("Memory"),
  heapUsedBytes: count("Heap in use"),
  heapTotalBytes: count("Heap taken from the system"),
  externalBytes: count("Memory outside the heap"),
  cpuSeconds: number("Processor time used so far"),
  openDescriptors: optional(count("Open files and sockets")),
  uptimeSeconds: number("Since when it runs"),
});

/** Names of the appliance's states. */
const states = ["starting", "idle", "streaming", "stopping", "faulted", "shutting-down"];

/** What the appliance is doing. */
export const stateSchema: Schema = choice("What the appliance is doing", states);

/** The status object without its clients. */
export const statusSchema: Schema = object<Omit<Status, "clients">>("Everything that is known", {
  program: object<Status["program"]>("This program", {
    name: text("Always `picam`"),
    version: text("Its version"),
    pid: count("Process number"),
    startedAtUs: timeUs("Since when it runs"),
  }),
  state: stateSchema,
  reason: text("Why, in words"),
  scheduled: optional(object<NonOptional<Status, "scheduled">>("A shutdown or reboot that is due", {
    action: text("`shutdown` or `reboot`"),
    atUs: timeUs("When"),
  })),
  notReady: optional(text("Why no frames are flowing; absent while they are")),
  stream: optional(reference("Stream")),
  camera: optional(cameraSchema),
  ring: ringSchema,
  sessions: sessionsSchema,
  recordings: list("One for each `--record`", recordingSchema),
  pushes: list("One for each `--push`", pushSchema),
  machine: machineSchema,
  process: processSchema,
  ports: object<Status["ports"]>("Ports that it listens on", {
    http: optional(count("HTTP")),
    tcp: optional(count("Framed protocol")),
    raw: optional(count("Bare stream")),
  }),
});
