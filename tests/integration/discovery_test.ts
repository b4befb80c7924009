import { assert, assertEquals, assertMatch } from "@std/assert";
import { judgedBy } from "../support/judges.ts";

/** A network of its own: nothing but the loopback device, with multicast. */
const inOwnNetwork =
  `ip link set lo up multicast on && ip route add 224.0.0.0/4 dev lo && exec "$@"`;
const flags = Deno.uid() === 0 ? ["-n"] : ["-rn"];

async function runInside(...command: string[]) {
  const { code, stdout, stderr } = await new Deno.Command("unshare", {
    args: [...flags, "sh", "-c", inOwnNetwork, "sh", ...command],
    stdin: "null",
    signal: AbortSignal.timeout(60_000),
  }).output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

/** Whether this machine lets a program have a network of its own. */
async function canHaveNetwork(): Promise<boolean> {
  const { code, stderr } = await runInside("true");
  if (code !== 0) {
    console.warn(`Tests of mDNS are skipped: no network of its own (${stderr.trim()})`);
  }
  return code === 0;
}

const judged = judgedBy("unshare", "ip");
const ignore = judged.ignore || !await canHaveNetwork();

/** Runs a program of this folder inside. @returns what it printed as JSON. */
async function runProgram(name: string) {
  const program = new URL(name, import.meta.url).pathname;
  const run = await runInside(Deno.execPath(), "run", "-A", "--quiet", program);
  assertEquals([run.code, run.stderr], [0, ""]);
  return JSON.parse(run.stdout);
}

Deno.test({
  name: "picams announce themselves, are found, say goodbye, and go on where they cannot",
  ignore,
  async fn() {
    const result = await runProgram("./discovery_process.ts");
    const garden = {
      name: "garden",
      version: "1.2.3",
      ports: { tcp: 5000, http: 8000 },
      tls: false,
      needsToken: false,
      host: "127.0.0.1",
    };
    assertEquals(result.nobody, []);
    assertEquals(result.both[1], garden);
    const [long] = result.both;
    assertMatch(long.name, /^a rather long name a rather long name a rather long name a r$/);
    assertEquals([long.tls, long.needsToken, long.ports.tcp], [true, true, 5100]);
    assertEquals(result.afterGoodbye, [long]);
    assertEquals(result.afterMove.map(({ name }: { name: string }) => name), [long.name, "moved"]);
    assertEquals(result.aborted, []);

    assertMatch(result.refused, /Cannot look for picams .*Give the address, as tcp:\/\/pi:5000/);
    assertEquals(result.logged.length, 1, result.logged.join(""));
    assertMatch(
      result.logged[0],
      /not announced on the local network and must be given by address/,
    );
    assert(result.lines.length === 1, result.lines.join(""));
  },
});

Deno.test({
  name:
    "a receiver without a URL takes the only picam there is, and says what it found where there are two",
  ignore,
  async fn() {
    const { one, two } = await runProgram("./discovery_programs.ts");
    assertEquals(one.code, 0, one.stderr);
    assert(one.stdout.startsWith("\0\0\0\x01g"));
    assertEquals([two.code, two.stdout], [2, ""], two.stderr);
    assertMatch(two.stderr, /first[^]*second/);
  },
});
