import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { createHash, X509Certificate } from "node:crypto";
import { UsageError } from "../../../lib/config/mod.ts";
import { loadServerTls, type LoadTlsOptions, StateFolder } from "../../../lib/session/mod.ts";
import { makeSelfSigned } from "../../../lib/session/self_signed.ts";

const dayMs = 86_400_000;
const nowMs = Date.UTC(2026, 5, 1);
const names = { hostNames: ["pi", "pi.local", "localhost"], addresses: ["127.0.0.1", "fd00::1"] };

/** Loads with a state folder of its own, gone afterwards. */
class Rig implements Disposable {
  readonly folder = Deno.makeTempDirSync({ prefix: "picam-tls-" });
  nowMs = nowMs;

  get options(): LoadTlsOptions {
    const openFolder = () => new StateFolder(`${this.folder}/state`);
    return { openFolder, nowMs: () => this.nowMs, names: () => names };
  }

  /** Puts a file there. @returns its path. */
  write(name: string, text: string, mode = 0o600): string {
    Deno.writeTextFileSync(`${this.folder}/${name}`, text, { mode });
    return `${this.folder}/${name}`;
  }

  async own() {
    const loaded = await loadServerTls({ kind: "self-signed" }, this.options);
    assert(loaded !== undefined);
    return loaded;
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.folder, { recursive: true });
  }
}

async function make(validDays: [number, number]) {
  const [from, to] = validDays.map((days) => new Date(nowMs + days * dayMs));
  return await makeSelfSigned({ ...names, validFrom: from!, validTo: to! });
}

Deno.test("without --tls nothing is made and nothing is read", async () => {
  const openFolder = () => {
    throw new Error("opened");
  };
  assertEquals(await loadServerTls({ kind: "off" }, { openFolder, nowMs: () => 0 }), undefined);
});

Deno.test("a certificate is made once, kept for its owner alone, and found again", async () => {
  using rig = new Rig();
  const first = await rig.own();
  assertEquals([first.isNew, first.warnings], [true, []]);
  const der = new X509Certificate(first.cert).raw;
  const digest = createHash("sha256").update(der).digest("hex").toUpperCase();
  assertEquals(first.fingerprint, digest.match(/../g)?.join(":"));
  const state = `${rig.folder}/state`;
  const modes = [state, `${state}/tls`, `${state}/tls/key.pem`].map((path) =>
    ((Deno.statSync(path).mode ?? 0) & 0o777).toString(8)
  );
  assertEquals(modes, ["700", "700", "600"]);
  assertEquals([...Deno.readDirSync(state)].map(({ name }) => name), ["tls"]);
  assertEquals(await rig.own(), { ...first, isNew: false });
});

Deno.test("a certificate of our own is a server's, no CA, and has the machine's names", async () => {
  using rig = new Rig();
  const certificate = new X509Certificate((await rig.own()).cert);
  assertEquals(certificate.ca, false);
  for (const name of names.hostNames) assert(certificate.checkHost(name) !== undefined, name);
  for (const address of names.addresses) assert(certificate.checkIP(address), address);
  assertEquals(certificate.checkHost("other"), undefined);
  assertMatch(certificate.subject, /CN=picam on pi$/);
  assertEquals(certificate.verify(certificate.publicKey), true);
});

Deno.test("it stays the same while the machine's names change, and ends after twenty years", async () => {
  using rig = new Rig();
  const first = await rig.own();
  names.hostNames.push("other");
  try {
    assertEquals((await rig.own()).fingerprint, first.fingerprint);
  } finally {
    names.hostNames.pop();
  }
  rig.nowMs = nowMs + (20 * 365 - 31) * dayMs;
  assertEquals((await rig.own()).fingerprint, first.fingerprint);
  rig.nowMs += 2 * dayMs;
  const renewed = await rig.own();
  assert(renewed.fingerprint !== first.fingerprint);
  assertEquals(renewed.isNew, true);
  assertMatch(renewed.warnings.join(), /near its end.*pinned/);
  assertEquals([...Deno.readDirSync(`${rig.folder}/state`)].map(({ name }) => name), ["tls"]);
});

Deno.test("a machine that does not know the time yet finds its certificate valid", async () => {
  using rig = new Rig();
  rig.nowMs = 0;
  const first = await rig.own();
  const { validFrom, validTo } = new X509Certificate(first.cert);
  assertEquals(validFrom, "Jan  1 00:00:00 2024 GMT");
  assertMatch(validTo, / 2043 GMT$/);
  rig.nowMs = nowMs;
  assertEquals((await rig.own()).fingerprint, first.fingerprint);
});

Deno.test("files that were damaged are made anew, and that is said", async () => {
  for (const [name, text] of [["key.pem", "nonsense"], ["certificate.pem", ""], ["key.pem", ""]]) {
    using rig = new Rig();
    const first = await rig.own();
    Deno.writeTextFileSync(`${rig.folder}/state/tls/${name}`, text!);
    const second = await rig.own();
    assert(second.fingerprint !== first.fingerprint);
    assertMatch(second.warnings.join(), /must hold.*pinned/);
  }
});

Deno.test("two that start at the same time have one certificate", async () => {
  using rig = new Rig();
  const both = await Promise.all([rig.own(), rig.own()]);
  assertEquals(both[0].fingerprint, both[1].fingerprint);
  assertEquals(both.filter(({ isNew }) => isNew).length, 1);
});

Deno.test("a certificate that cannot be kept is refused: its fingerprint would be another each time", async () => {
  const openFolder = () => new StateFolder("/dev/null/state");
  const error = await assertRejects(
    () => loadServerTls({ kind: "self-signed" }, { openFolder, nowMs: () => nowMs }),
    UsageError,
  );
  assertMatch(error.message, /^--tls self-signed: /);
});

Deno.test("a certificate of the user's is taken where it can be used", async () => {
  using rig = new Rig();
  const pair = await make([-1, 365]);
  const setting = {
    kind: "files" as const,
    certificatePath: rig.write("cert.pem", pair.cert, 0o644),
    keyPath: rig.write("key.pem", pair.key),
  };
  const loaded = await loadServerTls(setting, rig.options);
  assertEquals([loaded?.cert, loaded?.key, loaded?.warnings], [pair.cert, pair.key, []]);
  Deno.chmodSync(setting.keyPath, 0o644);
  rig.nowMs += 350 * dayMs;
  const later = await loadServerTls(setting, rig.options);
  assertMatch(later?.warnings.join() ?? "", /chmod 600 .*ends in 15 days/);
  rig.nowMs = nowMs - 2 * dayMs;
  const early = await loadServerTls(setting, rig.options);
  assertMatch(early?.warnings.join() ?? "", /not valid yet: is this machine's clock right/);
});

Deno.test("a certificate that cannot be used is refused, in words without a key in them", async () => {
  using rig = new Rig();
  const [good, other, ended] = [await make([-1, 365]), await make([-1, 365]), await make([-9, -2])];
  const cert = rig.write("cert.pem", good.cert);
  const key = rig.write("key.pem", good.key);
  const body = good.key.split("\n")[1] ?? "";
  const cases: [string, string, RegExp][] = [
    ["/nowhere/cert.pem", key, /there is no file \/nowhere\/cert\.pem/],
    [cert, "/nowhere/key.pem", /there is no file \/nowhere\/key\.pem/],
    [rig.folder, key, /directory/],
    [key, cert, /key\.pem must hold a certificate in PEM, and holds a key/],
    [cert, cert, /cert\.pem must hold a private key in PEM/],
    [rig.write("empty", ""), key, /must hold a certificate/],
    [cert, rig.write("other.pem", other.key), /other\.pem is not that of the certificate in /],
    [
      rig.write("ended.pem", ended.cert),
      rig.write("ended-key.pem", ended.key),
      /ended on 2026-05-30: renew it/,
    ],
    [
      cert,
      rig.write("locked.pem", good.key.replaceAll("PRIVATE", "ENCRYPTED PRIVATE")),
      /has a passphrase.*openssl pkey/,
    ],
    [cert, rig.write("cut.pem", good.key.slice(0, 100)), /must hold a private key/],
  ];
  for (const [certificatePath, keyPath, words] of cases) {
    const setting = { kind: "files" as const, certificatePath, keyPath };
    const error = await assertRejects(() => loadServerTls(setting, rig.options), UsageError);
    assertMatch(error.message, /^--tls: /);
    assertMatch(error.message, words);
    assert(!error.message.includes(body.slice(0, 8)), error.message);
  }
});
