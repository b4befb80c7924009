import {
  type MachineHealth,
  type MetricFamily,
  type MetricLabels,
  type MetricSample,
  type Space,
  throttlingReasons,
} from "../observe/mod.ts";
import type { ClientStatus } from "./session.ts";
import type { Status } from "./status.ts";

/**
 * The status object as Prometheus families. Names, units and help are the contract with dashboards:
 * a renamed family breaks them.
 */
export function statusMetrics(status: Status): MetricFamily[] {
  return [
    ...programMetrics(status),
    ...machineMetrics(status.machine),
    ...cameraMetrics(status),
    ...ringMetrics(status),
    ...sessionMetrics(status),
    ...clientMetrics(status.clients),
    ...recordingMetrics(status.recordings),
    ...pushMetrics(status.pushes),
  ];
}

function programMetrics(status: Status): MetricFamily[] {
  const { program, process, notReady } = status;
  return [
    gauge("picam_info", "Version of picam, always 1", 1, { version: program.version }),
    gauge("picam_start_time_seconds", "When picam started, Unix time", program.startedAtUs / 1e6),
    gauge("picam_state", "State of the appliance, always 1", 1, { state: status.state }),
    gauge("picam_ready", "1 while frames are flowing", notReady === undefined ? 1 : 0),
    gauge("picam_memory_resident_bytes", "Memory that the process occupies", process.residentBytes),
    gauge("picam_memory_heap_used_bytes", "Heap in use", process.heapUsedBytes),
    counter("picam_cpu_seconds_total", "Processor time used", process.cpuSeconds),
    gauge("picam_open_descriptors", "Open files and sockets", process.openDescriptors ?? NaN),
  ];
}

function machineMetrics(machine: MachineHealth): MetricFamily[] {
  const { temperatureCelsius, throttling, space, wifi } = machine;
  const perDisk = (value: (disk: Space) => number) =>
    space.map((disk) => ({ labels: { path: disk.path }, value: value(disk) }));
  const each = (present: readonly string[]) =>
    throttlingReasons.map((reason) => ({
      labels: { reason },
      value: present.includes(reason) ? 1 : 0,
    }));
  return [
    ...some(temperatureCelsius, (celsius) => [
      gauge("picam_machine_temperature_celsius", "Temperature of the processor", celsius),
    ]),
    ...some(throttling, ({ now, sinceBoot }) => [
      family("picam_machine_throttled", "1 while power or cooling fails", each(now)),
      family(
        "picam_machine_throttled_since_boot",
        "1 once power or cooling failed",
        each(sinceBoot),
      ),
    ]),
    family(
      "picam_disk_free_bytes",
      "Room left on a file system",
      perDisk((disk) => disk.freeBytes),
    ),
    family("picam_disk_size_bytes", "Size of a file system", perDisk((disk) => disk.totalBytes)),
    ...some(wifi, ({ device, signalDbm }) => [
      gauge("picam_wifi_signal_dbm", "How well Wi-Fi is heard", signalDbm, { device }),
    ]),
  ];
}

/** Families of what a machine may not tell. */
function some<T>(told: T | undefined, families: (told: T) => MetricFamily[]): MetricFamily[] {
  return told === undefined ? [] : families(told);
}

function cameraMetrics({ camera }: Status): MetricFamily[] {
  if (camera === undefined) return [];
  return [
    counter("picam_camera_frames_total", "Frames from the camera", camera.frames),
    counter("picam_camera_bytes_total", "Bytes from the camera", camera.bytes),
    counter("picam_camera_runs_total", "Runs of the camera program", camera.runs),
    counter("picam_camera_restarts_total", "Runs begun after a failed one", camera.restarts),
    counter(
      "picam_camera_wrong_ends_total",
      "Frames whose end had been taken too early",
      camera.wrongEnds,
    ),
    gauge(
      "picam_camera_fault",
      "1 while something is wrong with the camera",
      camera.fault === undefined ? 0 : 1,
      { kind: camera.fault?.kind ?? "none" },
    ),
  ];
}

function ringMetrics({ ring }: Status): MetricFamily[] {
  return [
    gauge("picam_ring_size_bytes", "Size of the ring", ring.sizeBytes),
    gauge("picam_ring_window_seconds", "Time that the ring holds", ring.windowSeconds),
    gauge("picam_ring_frames", "Frames that the ring holds", ring.head - ring.oldest),
    gauge("picam_ring_memory_bytes", "Frames kept in memory besides", ring.memoryBytes),
    counter("picam_ring_refused_frames_total", "Frames too large for it", ring.refusedFrames),
    counter(
      "picam_ring_dropped_frames_total",
      "Frames dropped between a refused one and the next key frame",
      ring.droppedFrames,
    ),
    counter("picam_ring_write_errors_total", "Frames that it could not take", ring.writeErrors),
  ];
}

function sessionMetrics({ sessions, clients }: Status): MetricFamily[] {
  const sum = (value: (client: ClientStatus) => number): number =>
    clients.reduce((total, client) => total + value(client), 0);
  return [
    gauge("picam_clients", "Clients being served", sessions.active),
    gauge("picam_clients_limit", "Clients served at once at the most", sessions.limit),
    counter("picam_clients_accepted_total", "Clients served so far", sessions.accepted),
    counter("picam_clients_refused_total", "Clients turned away", sessions.refused),
    counter("picam_clients_stalled_total", "Clients closed, taking nothing", sessions.stalled),
    counter(
      "picam_sent_bytes_total",
      "Payload bytes to all clients",
      sessions.endedBytes + sum(({ bytes }) => bytes),
    ),
    counter(
      "picam_sent_frames_total",
      "Frames to all clients",
      sessions.endedFrames + sum(({ frames }) => frames),
    ),
    counter(
      "picam_skips_total",
      "Times that a client fell behind and skipped to the newest key frame",
      sessions.endedSkips + sum(({ skips }) => skips),
    ),
  ];
}

function clientMetrics(clients: readonly ClientStatus[]): MetricFamily[] {
  const each = (value: (client: ClientStatus) => number): { samples: MetricSample[] } => ({
    samples: clients.map((client) => ({
      labels: clientLabels(client),
      value: value(client),
    })),
  });
  const counters: [name: string, help: string, value: (client: ClientStatus) => number][] = [
    ["sent_bytes", "Payload bytes to a client", ({ bytes }) => bytes],
    ["sent_frames", "Frames to a client", ({ frames }) => frames],
    ["skips", "Times that a client skipped to the newest key frame", ({ skips }) => skips],
    ["skipped_frames", "Frames that a client skipped", ({ skippedFrames }) => skippedFrames],
    ["lost_frames", "Frames that left the ring before a client took them", (c) => c.lostFrames],
  ];
  return [
    {
      name: "picam_client_lag_seconds",
      help: "How far a client is behind the newest frame",
      type: "gauge",
      ...each(({ lagMs }) => lagMs / 1000),
    },
    ...counters.map(([name, help, value]): MetricFamily => ({
      name: `picam_client_${name}_total`,
      help,
      type: "counter",
      ...each(value),
    })),
    {
      name: "picam_client_latency_seconds",
      help: "From capture to receipt, as a client that measures it last reported, by percentile",
      type: "gauge",
      samples: clients.flatMap(latencySamples),
    },
  ] as MetricFamily[];
}

function latencySamples(client: ClientStatus): MetricSample[] {
  const times = client.report?.latencyUs;
  if (times === undefined) return [];
  return ([["50", times.p50], ["95", times.p95], ["99", times.p99]] as const).map(
    ([percentile, us]) => ({ labels: { ...clientLabels(client), percentile }, value: us / 1e6 }),
  );
}

function clientLabels({ id, protocol, remote }: ClientStatus): MetricLabels {
  return { id: String(id), protocol, remote };
}

function recordingMetrics(recordings: Status["recordings"]): MetricFamily[] {
  if (recordings.length === 0) return [];
  const each = (value: (recording: Status["recordings"][number]) => number) =>
    recordings.map((recording) => ({
      labels: { target: recording.target },
      value: value(recording),
    }));
  return [
    {
      name: "picam_recording_failed",
      help: "1 where nothing more is recorded, because it could not be written",
      type: "gauge",
      samples: each(({ trouble }) => trouble === undefined ? 0 : 1),
    },
    {
      name: "picam_recording_files_total",
      help: "Files begun",
      type: "counter",
      samples: each(({ files }) => files),
    },
    {
      name: "picam_recorded_frames_total",
      help: "Frames recorded",
      type: "counter",
      samples: each(({ frames }) => frames),
    },
    {
      name: "picam_recorded_bytes_total",
      help: "Bytes recorded",
      type: "counter",
      samples: each(({ bytes }) => bytes),
    },
    {
      name: "picam_recording_lost_frames_total",
      help: "Frames that left the ring before they were recorded",
      type: "counter",
      samples: each(({ lostFrames }) => lostFrames),
    },
  ];
}

function pushMetrics(pushes: Status["pushes"]): MetricFamily[] {
  const each = (value: (push: Status["pushes"][number]) => number) =>
    pushes.map((push) => ({ labels: { url: push.url }, value: value(push) }));
  return [
    family(
      "picam_push_connected",
      "1 while a receiver takes the stream",
      each(({ state }) => state === "connected" ? 1 : 0),
    ),
    {
      name: "picam_push_connections_total",
      help: "Connections that a receiver took",
      type: "counter",
      samples: each(({ connections }) => connections),
    },
  ];
}

function gauge(name: string, help: string, value: number, labels?: MetricLabels): MetricFamily {
  return { name, help, type: "gauge", samples: [{ value, ...(labels && { labels }) }] };
}

function family(
  name: string,
  help: string,
  samples: readonly { readonly labels: MetricLabels; readonly value: number }[],
): MetricFamily {
  return { name, help, type: "gauge", samples };
}

function counter(name: string, help: string, value: number): MetricFamily {
  return { name, help, type: "counter", samples: [{ value }] };
}
