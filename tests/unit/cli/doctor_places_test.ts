import { assertEquals } from "@std/assert";
import { checkPort, portHolders, type WantedPort } from "../../../lib/cli/doctor/port.ts";
import { checkRing, judgeRingPlace } from "../../../lib/cli/doctor/ring_place.ts";
import { findRunningPicam, judgeRunning } from "../../../lib/cli/doctor/running_picam.ts";
import type { RingPlace } from "../../../lib/ring/mod.ts";
import { assertFinding, type ExpectedFinding } from "./assert_finding.ts";
import { type MadeUp, withMachine } from "./made_up_machine.ts";

const MiB = 2 ** 20;
const running = { pid: 800, version: "0.1.0", ports: { http: 8000, raw: 5001 }, source: "rpicam" };

const place: RingPlace = {
  folder: "/dev/shm/picam",
  isTmpfs: true,
  roomBytes: 500.5 * MiB,
  isWritable: true,
};
const places: {
  name: string;
  change?: Partial<RingPlace>;
  writer?: { pid: number; command: string };
  expected: ExpectedFinding;
}[] = [
  { name: "with room", expected: ["ok", /ring on tmpfs: 64 MiB, of 500 MiB that are free$/] },
  {
    name: "on a disk",
    change: { isTmpfs: false },
    expected: ["fail", /would be on a disk/, /^picam --ring auto/],
  },
  {
    name: "too small",
    change: { roomBytes: 50 * MiB },
    expected: ["fail", /needs 64 MiB, .*room for 50 MiB/, /^picam --ring-size 32M; .*remount/],
  },
  {
    name: "that is another user's",
    change: { foreignUid: 1001 },
    expected: ["fail", /another user \(1001\)/, /^give picam a place/],
  },
  {
    name: "that cannot be written",
    change: { isWritable: false },
    expected: ["fail", /may not write/, /^picam --ring auto/],
  },
  {
    name: "that another picam writes",
    writer: { pid: 9, command: "picam --source pattern" },
    expected: ["fail", /another picam: picam --source pattern \(pid 9\)/, /^kill 9; .*ring2$/],
  },
  {
    name: "that the running picam writes, and has filled",
    change: { roomBytes: 0 },
    writer: { pid: 800, command: "picam" },
    expected: ["ok", /written by the picam that runs/],
  },
];

for (const { name, change, writer, expected } of places) {
  Deno.test(`doctor on a ring's place ${name}`, () => {
    const ring = { path: "/dev/shm/picam/ring", sizeBytes: 64 * MiB, writer, running };
    assertFinding(judgeRingPlace({ ...place, ...change }, ring), expected);
  });
}

Deno.test("doctor on a ring in memory: whether there is that much", async () => {
  const files = { "/proc/meminfo": "MemTotal: 500000 kB\nMemAvailable:   51200 kB\n" };
  await withMachine({ files }, async (machine) => {
    const check = (sizeBytes: number) =>
      checkRing({ ring: { kind: "memory" }, ringSizeBytes: sizeBytes }, {
        machine,
        running: undefined,
      });
    assertFinding(await check(40 * MiB), ["ok", /in memory, 40 MiB/]);
    assertFinding(await check(64 * MiB), ["fail", /50 MiB are left/, /^picam --ring-size 32M$/]);
  });
});

const inUse = new Deno.errors.AddrInUse("Address already in use (os error 98)");
/** Two listeners on port 8000, of IPv4 and IPv6, and a connection that has the same port. */
const holders = {
  "/proc/net/tcp": [
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
    "   0: 00000000:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4321 1 0",
    "   1: 0100007F:1F40 0100007F:9C40 01 00000000:00000000 00:00000000 00000000  1000        0 9999 1 0",
  ].join("\n"),
  "/proc/net/tcp6":
    "   0: 00000000000000000000000000000000:1F40 00000000000000000000000000000000:0000 0A " +
    "00000000:00000000 00:00000000 00000000     0        0 555 1 0\n",
};
const ports: {
  name: string;
  wanted?: Partial<WantedPort>;
  made?: MadeUp;
  isRunning?: boolean;
  expected?: ExpectedFinding;
}[] = [
  { name: "that is free", expected: ["ok", /^8000 on 0\.0\.0\.0 is free$/] },
  { name: "that is off", wanted: { port: 0 } },
  { name: "of the system's choice", wanted: { port: "auto" }, expected: ["ok", /any/] },
  {
    name: "that nobody visible has",
    made: { ports: { 8000: inUse, 8001: inUse } },
    expected: ["fail", /another user/, /^picam --http-port 8002; sudo ss/],
  },
  {
    name: "at the end of the range",
    wanted: { port: 65535 },
    made: { ports: { 65535: inUse } },
    expected: ["fail", /65535/, /^picam --http-port auto;/],
  },
  {
    name: "that the running picam has",
    made: { ports: { 8000: inUse } },
    isRunning: true,
    expected: ["ok", /by the picam that runs/],
  },
  {
    name: "that needs a privilege",
    wanted: { port: 80 },
    made: { ports: { 80: new Deno.errors.PermissionDenied("Permission denied") } },
    expected: ["fail", /80 is below 1024/, /^picam --http-port 8080$/],
  },
  {
    name: "of an address that is elsewhere",
    wanted: { host: "10.9.9.9" },
    made: { ports: { 8000: new Deno.errors.AddrNotAvailable("Cannot assign") } },
    expected: ["fail", /no address 10\.9\.9\.9/, /^picam --host 0\.0\.0\.0$/],
  },
];

for (const { name, wanted, made = {}, isRunning, expected } of ports) {
  Deno.test(`doctor on a port ${name}`, async () => {
    await withMachine(made, async (machine) => {
      const finding = await checkPort(
        { host: "0.0.0.0", port: 8000, flag: "--http-port", ...wanted },
        { machine, running: isRunning ? running : undefined },
      );
      if (expected === undefined) assertEquals(finding, undefined);
      else assertFinding(finding, expected);
    });
  });
}

Deno.test("who has a port is named, and found by the kernel's tables", async () => {
  const files = {
    ...holders,
    "/proc/77/cmdline": "python3\0-m\0http.server\0",
    "/proc/78/cmdline": "cat\0",
  };
  await withMachine({ files, ports: { 8000: inUse } }, async (machine) => {
    for (const [pid, inode] of [[77, 4321], [78, 9999]]) {
      await Deno.mkdir(`${machine.root}/proc/${pid}/fd`, { recursive: true });
      await Deno.symlink(`socket:[${inode}]`, `${machine.root}/proc/${pid}/fd/3`);
    }
    const holder = { pid: 77, command: "python3 -m http.server" };
    assertEquals(await portHolders(8000, machine), [holder]);
    assertEquals(await portHolders(8001, machine), []);
    const wanted = { host: "0.0.0.0", port: 8000, flag: "--http-port" } as const;
    assertFinding(await checkPort(wanted, { machine, running: undefined }), [
      "fail",
      /^8000 is taken by python3 -m http\.server \(pid 77\)$/,
      /^picam --http-port 8001; or kill 77$/,
    ]);
  });
});

Deno.test("a picam that has the HTTP port is known by its status", async () => {
  const program = { name: "picam", pid: 800, version: "0.1.0" };
  const asked: string[] = [];
  const find = (status: unknown, host = "0.0.0.0") =>
    findRunningPicam({ host, port: 8000 }, (url) => {
      asked.push(url);
      return Promise.resolve(typeof status === "string" ? status : JSON.stringify(status));
    });
  const camera = { source: "rpicam" };
  const { ports } = running;
  assertEquals(await find({ program, camera, ports }), running);
  const fault = { message: "No camera was found", remedy: "push" };
  const notReady = "No camera was found: push";
  assertEquals(await find({ program, camera: { ...camera, fault }, notReady, ports }, "::"), {
    ...running,
    trouble: fault,
  });
  for (const other of ["<html>", "[]", "null", { program: { name: "other", pid: 3 } }]) {
    assertEquals(await find(other, "fe80::1"), undefined);
  }
  assertEquals([...new Set(asked)], [
    "http://127.0.0.1:8000/api/v1/status",
    "http://[::1]:8000/api/v1/status",
    "http://[fe80::1]:8000/api/v1/status",
  ]);
  const followed = await find({ program, ring: { path: "/run/x/ring" }, ports });
  assertEquals(followed?.source, "ring:/run/x/ring");
  const refused = () => Promise.reject(new Error("refused"));
  assertEquals(await findRunningPicam({ host: "::", port: 8000 }, refused), undefined);
  assertEquals(await findRunningPicam({ host: "::", port: "auto" }), undefined);
});

Deno.test("doctor on a picam that runs", () => {
  assertFinding(judgeRunning(running, "rpicam"), ["ok", /pid 800\) and has a picture/]);
  const trouble = { message: "The camera is waiting", remedy: "journalctl" };
  assertFinding(judgeRunning({ ...running, trouble }, "rpicam"), [
    "fail",
    /no picture: The camera is waiting/,
    /journalctl/,
  ]);
  assertFinding(judgeRunning(running, "pattern"), [
    "fail",
    /with --source rpicam/,
    /^kill 800 .*systemctl stop picam.* pattern/,
  ]);
});
