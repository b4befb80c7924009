import { assertEquals } from "@std/assert";
import { readCommandLine, type ReceiveSettings } from "../../../lib/config/mod.ts";
import { defaults, read, receive, serve } from "./reading.ts";

const receiveDefaults: ReceiveSettings = {
  host: "0.0.0.0",
  open: false,
  tls: { kind: "off" },
  outputs: [],
  play: false,
  isp: false,
  pngDepth: 8,
  pngCompression: "stored",
  from: { kind: "live" },
  reconnectAttempts: 0,
  reconnectDelayMs: 2000,
};

const pi = {
  protocol: "wire",
  host: "pi",
  port: 5000,
  tls: false,
  href: "tcp://pi:5000",
} as const;

Deno.test("receive takes its URL as a word, from environment or file, or has none", async () => {
  assertEquals(await receive({}), receiveDefaults);
  assertEquals(await receive({ args: ["tcp://pi"] }), { ...receiveDefaults, url: pi });
  assertEquals(await receive({ env: { PICAM_URL: "pi" } }), { ...receiveDefaults, url: pi });
  assertEquals(await receive({ file: '{"url": "pi:5000"}' }), { ...receiveDefaults, url: pi });
  const env = { PICAM_URL: "tcp://other" };
  assertEquals((await receive({ env, args: ["pi"] })).url, pi);
  assertEquals((await receive({ env, args: ["--play", "--", "pi"] })).url, pi);
});

Deno.test("receive has its own settings and those that it shares", async () => {
  const args = [
    "tls://pi:7",
    "--output=a-%03d.mp4",
    "--output=-",
    "--play",
    "--isp",
    "--isp-profile=p.json",
    "--isp-quality=best",
    "--from",
    "-30s",
    "--policy=live",
    "--segment=60s",
    "--keep=10G",
    "--frames=9",
    "--duration=1m",
    "--reconnect-attempts=3",
    "--reconnect-delay=500ms",
    "--stats=json",
    "--token=@t",
    "--ca=ca.pem",
  ];
  assertEquals(await receive({ args }), {
    ...receiveDefaults,
    url: { protocol: "wire", host: "pi", port: 7, tls: true, href: "tls://pi:7" },
    outputs: ["a-%03d.mp4", "-"],
    play: true,
    isp: true,
    ispProfilePath: "p.json",
    ispQuality: "best",
    from: { kind: "ago", seconds: 30 },
    policy: "live",
    segment: { durationMs: 60_000 },
    keep: { sizeBytes: 10 * 2 ** 30 },
    frames: 9,
    durationMs: 60_000,
    reconnectAttempts: 3,
    reconnectDelayMs: 500,
    stats: "json",
    token: { kind: "file", path: "t" },
    caPath: "ca.pem",
  });
});

Deno.test("receive waits for cameras that dial", async () => {
  const args = ["--listen=5000", "--open", "--host=::1", "--tls=self-signed"];
  assertEquals(await receive({ args }), {
    ...receiveDefaults,
    listenPort: 5000,
    open: true,
    host: "::1",
    tls: { kind: "self-signed" },
  });
});

Deno.test("serve pushes, records, and knows tokens and TLS", async () => {
  const args = [
    ...["--tcp-port=5005", "--name=Küche", "--on-demand=30"],
    ...[
      "--push=tcp://laptop",
      "--push=tls://nvr:5001",
      "--push-token=@p",
      "--pin",
      "ab".repeat(32),
    ],
    ...["--record=/srv/%Y%m%d.mp4", "--segment=1h", "--keep=7d"],
    ...["--view-token=@v", "--control-token=@c", "--tls=cert.pem,key.pem"],
  ];
  assertEquals(await serve({ args }), {
    ...defaults,
    tcpPort: 5005,
    rawPort: 0,
    name: "Küche",
    onDemandMs: 30_000,
    pushUrls: [
      { protocol: "wire", host: "laptop", port: 5000, tls: false, href: "tcp://laptop:5000" },
      { protocol: "wire", host: "nvr", port: 5001, tls: true, href: "tls://nvr:5001" },
    ],
    pushToken: { kind: "file", path: "p" },
    pin: Array.from({ length: 32 }, () => "AB").join(":"),
    recordPatterns: ["/srv/%Y%m%d.mp4"],
    segment: { durationMs: 3_600_000 },
    keep: { ageMs: 7 * 86_400_000 },
    viewToken: { kind: "file", path: "v" },
    controlToken: { kind: "file", path: "c" },
    tls: { kind: "files", certificatePath: "cert.pem", keyPath: "key.pem" },
  });
});

Deno.test("the bare stream's port is off where there is a token or TLS, on elsewhere", async () => {
  const rawPort = async (args: string[]) => (await serve({ args })).rawPort;
  assertEquals(await rawPort([]), 5001);
  assertEquals(await rawPort(["--control-token=@c"]), 5001);
  assertEquals(await rawPort(["--view-token=@v"]), 0);
  assertEquals(await rawPort(["--tls=self-signed"]), 0);
  assertEquals(await rawPort(["--tls=self-signed", "--raw-port=0"]), 0);
});

Deno.test("control takes URL, METHOD and parameters of every sort", async () => {
  const args = [
    ...["--mode=control", "tls://pi", "camera.set", "framerate=15", "hflip=true", "awb=auto"],
    ...["ev=-0.5", 'list=[1, "a"]', 'quoted="15"', "none=null", "empty=", "a=b=c", "--token=@t"],
  ];
  assertEquals(await read({ args }), {
    kind: "control",
    settings: {
      url: { ...pi, tls: true, href: "tls://pi:5000" },
      token: { kind: "file", path: "t" },
      method: "camera.set",
      params: {
        framerate: 15,
        hflip: true,
        awb: "auto",
        ev: -0.5,
        list: [1, "a"],
        quoted: "15",
        none: null,
        empty: "",
        a: "b=c",
      },
    },
    warnings: [],
  });
});

Deno.test("what is text stays text, and may come from a file", async () => {
  const file = "12345678\n";
  const words = ["tcp://pi", "wifi.connect", "ssid=007", "passphrase=@f.json"];
  const invocation = await readCommandLine({
    args: ["--mode=control", ...words],
    env: {},
    readTextFile: () => Promise.resolve(file),
  });
  assertEquals(invocation.kind === "control" && invocation.settings.params, {
    ssid: "007",
    passphrase: "12345678",
  });
});

Deno.test("control leaves out a URL that environment or file give", async () => {
  const env = { PICAM_URL: "tcp://pi" };
  const call = async (args: string[]) => {
    const invocation = await read({ env, args: ["--mode=control", ...args] });
    if (invocation.kind !== "control") throw new Error(invocation.kind);
    return [invocation.settings.url.href, invocation.settings.method];
  };
  assertEquals(await call(["status"]), ["tcp://pi:5000", "status"]);
  assertEquals(await call(["tcp://b:1", "shell"]), ["tcp://b:1", "shell"]);
});

Deno.test("doctor takes a URL", async () => {
  const invocation = await read({ args: ["--mode=doctor", "pi", "--token=@t"] });
  assertEquals(invocation.kind === "doctor" && invocation.settings.url, pi);
});

Deno.test("frames in files of their own are kept so many without segments", async () => {
  const args = ["pi", "--output=f_%03d.raw", "--output=o_%03d.png", "--keep=1G", "--png-depth=16"];
  assertEquals(await receive({ args }), {
    ...receiveDefaults,
    url: pi,
    outputs: ["f_%03d.raw", "o_%03d.png"],
    keep: { sizeBytes: 2 ** 30 },
    pngDepth: 16,
  });
});
