import { assertEquals, assertRejects } from "@std/assert";
import { findServer, NoServerError } from "../../../lib/cli/receive/find_server.ts";
import { UsageError } from "../../../lib/config/mod.ts";
import { createLogger } from "../../../lib/observe/mod.ts";
import type { FoundPicam } from "../../../lib/session/mod.ts";

const pi: FoundPicam = {
  name: "kitchen",
  version: "0.1.0",
  host: "192.168.1.5",
  ports: { tcp: 5000, http: 8000, raw: 5001 },
  tls: false,
  needsToken: false,
};

function rig(looks: readonly (readonly FoundPicam[])[], attempts = 0) {
  const lines: string[] = [];
  const log = createLogger({
    level: "info",
    format: "text",
    journal: true,
    nowUs: () => 0,
    write: (line) => lines.push(line.trim()),
  });
  const stop = new AbortController();
  let count = 0;
  const look = (): Promise<readonly FoundPicam[]> => {
    const found = looks[count++];
    if (found === undefined) stop.abort();
    return Promise.resolve(found ?? []);
  };
  const found = findServer({ attempts, log, signal: stop.signal, look });
  return { found, lines };
}

const urls: [FoundPicam, string][] = [
  [pi, "tcp://192.168.1.5:5000"],
  [{ ...pi, tls: true }, "tls://192.168.1.5:5000"],
  [{ ...pi, host: "fe80::1%eth0" }, "tcp://[fe80::1%eth0]:5000"],
  [{ ...pi, ports: { http: 80, raw: 5001 } }, "http://192.168.1.5:80/ws"],
  [{ ...pi, ports: { http: 80 }, tls: true }, "https://192.168.1.5:80/ws"],
  [{ ...pi, ports: { raw: 7 } }, "tcp+raw://192.168.1.5:7"],
];

Deno.test("the only picam is taken, by the best that it offers", async () => {
  for (const [found, href] of urls) {
    assertEquals((await rig([[found]]).found)?.href, href);
  }
});

Deno.test("several are listed, and none is taken", async () => {
  const other = { ...pi, name: "garden", host: "192.168.1.6" };
  const { found } = rig([[pi, other]]);
  const { message } = await assertRejects(() => found, UsageError);
  assertEquals(message.split("\n"), [
    "There are 2 picams on this network: say which by its URL",
    "  tcp://192.168.1.5:5000  kitchen",
    "  tcp://192.168.1.6:5000  garden",
  ]);
});

Deno.test("it is looked for until one is there", async () => {
  const { found, lines } = rig([[], [], [pi]]);
  assertEquals((await found)?.host, "192.168.1.5");
  assertEquals(lines.filter((line) => line.includes("looking on")).length, 1, lines.join("\n"));
});

Deno.test("after as many looks as allowed it is given up, with what to do", async () => {
  const { message } = await assertRejects(() => rig([[], [], []], 2).found, NoServerError);
  assertEquals(message.includes("tcp://PI:5000"), true, message);
});

Deno.test("the search ends when it is told to", async () => {
  assertEquals(await rig([[]]).found, undefined);
});
