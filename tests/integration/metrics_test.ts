// What /metrics tells of a running program: Prometheus takes it, and the dashboard asks for nothing else.
import { assert, assertEquals, assertMatch } from "@std/assert";
import { encodeMetrics, type MachineHealth } from "../../lib/observe/mod.ts";
import type { Status } from "../../lib/serve/mod.ts";
import { statusMetrics } from "../../lib/serve/metrics.ts";
import { dial, watch } from "../../lib/session/mod.ts";
import { judgedBy } from "../support/judges.ts";
import { ClientPicam } from "../support/client_picam.ts";
import { Picam } from "../support/picam.ts";
import { topLevel } from "../support/repository.ts";

/** A picam that does everything at once, and what it says of that. */
async function tellAll(): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "picam-metrics-" });
  try {
    await using picam = await Picam.start([
      ...["--source", "pattern", "--width", "320", "--height", "240"],
      ...["--record", `${folder}/a.h264`, "--push", "tcp://127.0.0.1:1"],
    ]);
    await picam.logged(/delivers pictures/);
    const url = `tcp://127.0.0.1:${picam.tcpPort}`;
    await using _client = new ClientPicam([
      "--mode",
      "receive",
      url,
      "--output",
      `${folder}/b.mp4`,
    ]);
    await missFrames(picam.tcpPort);
    await (await fetch(`${picam.url}/no/such/path`)).text();
    await (await fetch(`${picam.url}/also/none`, { method: "DELETE" })).text();
    for (const method of ["status", "stream.start", "made-up", "made-up-too"]) {
      const response = await fetch(`${picam.url}/api/v1/control/${method}`, {
        method: "POST",
        headers: { Authorization: `Bearer ${picam.controlToken}` },
      });
      await response.text();
    }
    for (;;) {
      const text = await (await fetch(`${picam.url}/metrics`)).text();
      if (text.includes("picam_client_latency_seconds{")) return text;
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A viewer that wants to go on where another run of picam was, is told that it cannot, and leaves. */
async function missFrames(port: number): Promise<void> {
  const { signal } = new AbortController();
  const pipe = await dial({ host: "127.0.0.1", port }, { signal });
  const epoch = crypto.randomUUID();
  const from = { kind: "sequence", epoch, sequence: 7 } as const;
  const { promise, resolve } = Promise.withResolvers<void>();
  const conversation = watch({
    pipe,
    hello: { agent: "test", role: "view", from },
    nowUs: () => Date.now() * 1000,
  }, {
    onWelcome: () => {},
    onFrame: () => {},
    onGap: () => conversation.destroy(),
    onEnd: () => {},
    onEvent: () => {},
    onClose: () => resolve(),
  });
  await promise;
}

/** Lines of one family. */
function lines(text: string, family: string): string[] {
  return text.split("\n").filter((line) =>
    line.startsWith(`${family}{`) || line.startsWith(`${family} `)
  );
}

const all = await tellAll();

Deno.test("requests are counted by route and status, and what clients make up is one label", () => {
  const http = lines(all, "picam_http_requests_total").join("\n");
  assertMatch(http, /\{route="none",method="GET",code="404"\} 1\n/);
  assertMatch(http, /\{route="none",method="other",code="404"\} 1\n/);
  assertMatch(http, /\{route="\/api\/v1\/control\/\*",method="POST",code="404"\} 2\n/);
  assertMatch(http, /\{route="\/api\/v1\/control\/status",method="POST",code="200"\} 1$/m);
  assertEquals(lines(all, "picam_control_requests_total"), [
    'picam_control_requests_total{method="status",result="ok"} 1',
    'picam_control_requests_total{method="stream.start",result="invalid-state"} 1',
    'picam_control_requests_total{method="unknown",result="unknown-method"} 2',
  ]);
});

Deno.test("frames are timed on their way, and a client tells when it got them", () => {
  const [line = ""] = lines(all, "picam_frame_delivery_seconds_count");
  assert(Number(line.split(" ")[1]) > 0, line);
  assertMatch(
    lines(all, "picam_client_latency_seconds").join("\n"),
    /^\S+protocol="wire",remote="127.0.0.1:\d+",percentile="50"\} \S+\n\S+"95"\} \S+\n\S+"99"\} \S+$/,
  );
});

Deno.test("a gap that a client was told stays counted when the client has left", () => {
  assertEquals(lines(all, "picam_gaps_total"), [
    'picam_gaps_total{reason="overrun"} 0',
    'picam_gaps_total{reason="skipped"} 0',
    'picam_gaps_total{reason="epoch"} 1',
  ]);
  assertEquals(lines(all, "picam_lost_frames_total"), [
    'picam_lost_frames_total{reason="overrun"} 0',
    'picam_lost_frames_total{reason="skipped"} 0',
  ]);
  assertMatch(all, /^# HELP picam_gaps_total .+\n# TYPE picam_gaps_total counter$/m);
  assertMatch(all, /^# HELP picam_lost_frames_total .+\n# TYPE picam_lost_frames_total counter$/m);
});

Deno.test("the dashboard shows what clients were told, beside what each misses", async () => {
  const { panels } = await readDashboard();
  const missed = panels.find(({ title }) => title === "Missed frames");
  const exprs = (missed?.targets ?? []).map(({ expr }) => expr).join("\n");
  assertMatch(exprs, /increase\(picam_gaps_total\{/);
  assertMatch(exprs, /increase\(picam_lost_frames_total\{/);
});

Deno.test({
  name: "promtool has nothing to say about the metrics of a running program",
  ...judgedBy("promtool"),
  async fn() {
    const promtool = new Deno.Command("promtool", {
      args: ["check", "metrics"],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const writer = promtool.stdin.getWriter();
    await writer.write(new TextEncoder().encode(all));
    await writer.close();
    const { code, stdout, stderr } = await promtool.output();
    const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    assertEquals({ code, said }, { code: 0, said: "" });
  },
});

/** What only a Pi, or not every machine, tells. */
function ofMachine(): string {
  const machine: MachineHealth = {
    temperatureCelsius: 50,
    throttling: { now: [], sinceBoot: [] },
    space: [{ path: "/", freeBytes: 1, totalBytes: 2 }],
    wifi: { device: "wlan0", signalDbm: -50 },
  };
  const status = {
    ...{ program: {}, ring: {}, sessions: {}, process: {} },
    ...{ clients: [], recordings: [], pushes: [] },
    state: "idle",
    machine,
  };
  const families = statusMetrics(status as unknown as Status);
  return encodeMetrics(families.filter(({ name }) => /^picam_(machine|wifi)_/.test(name)));
}

/** Names of families that a text has, histograms by their series. */
function namesIn(text: string): Set<string> {
  return new Set([...text.matchAll(/^(picam_\w+)[{ ]/gm)].map(([, name = ""]) => name));
}

interface Dashboard {
  readonly schemaVersion: number;
  readonly panels: readonly {
    readonly id: number;
    readonly type: string;
    readonly title: string;
    readonly gridPos: {
      readonly x: number;
      readonly y: number;
      readonly w: number;
      readonly h: number;
    };
    readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
  }[];
}

async function readDashboard(): Promise<Dashboard> {
  return JSON.parse(await Deno.readTextFile(`${topLevel}/deploy/grafana-dashboard.json`));
}

Deno.test("the dashboard asks only for metrics and labels that there are", async () => {
  const told = all + ofMachine();
  const known = namesIn(told);
  const { panels } = await readDashboard();
  const targets = panels.flatMap(({ targets = [] }) => targets);
  assert(targets.length > 30);
  for (const { expr, legendFormat } of targets) {
    const names = [...expr.matchAll(/\bpicam_\w+/g)].map(([name]) => name);
    assert(names.length > 0, expr);
    for (const name of names) assert(known.has(name), `${name} in ${expr}`);
    for (const [, label = ""] of legendFormat.matchAll(/\{\{(\w+)\}\}/g)) {
      if (label === "instance") continue; // Prometheus' own
      assert(
        names.some((name) => lines(told, name).join().includes(`${label}="`)),
        `${label} of ${expr}`,
      );
    }
  }
});

Deno.test("the dashboard's panels have a number of their own each, and do not lie upon each other", async () => {
  const { panels, schemaVersion } = await readDashboard();
  assert(schemaVersion >= 36); // as Grafana 10 reads without a migration of panels
  assertEquals(new Set(panels.map(({ id }) => id)).size, panels.length);
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, i) => `${x + i % w},${y + Math.floor(i / w)}`)
  );
  assertEquals(new Set(cells).size, cells.length);
  assert(panels.every(({ gridPos: { x, w } }) => x + w <= 24));
  assert(panels.every(({ type }) => ["row", "stat", "timeseries"].includes(type)));
});

Deno.test({
  name: "every expression of the dashboard is one that Prometheus can read",
  ...judgedBy("promtool"),
  async fn() {
    const { panels } = await readDashboard();
    const exprs = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
    const rules = exprs.map((expr, index) => ({
      record: `picam:check:${index}`,
      expr: expr.replaceAll("$__rate_interval", "1m").replaceAll("$instance", ".+"),
    }));
    const path = await Deno.makeTempFile({ prefix: "picam-test-", suffix: ".json" });
    try {
      await Deno.writeTextFile(path, JSON.stringify({ groups: [{ name: "picam", rules }] }));
      const { code, stderr } = await new Deno.Command("promtool", {
        args: ["check", "rules", path],
      })
        .output();
      assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
    } finally {
      await Deno.remove(path);
    }
  },
});
