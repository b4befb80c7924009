import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { createServer, type Socket } from "node:net";
import {
  dial,
  DialError,
  dialSocket,
  dialWebSocket,
  loadServerTls,
  loadTlsTrust,
  secureBy,
  StateFolder,
  type TlsTrust,
  UntrustedError,
  watch,
} from "../../lib/session/mod.ts";
import type { WireError } from "../../lib/wire/mod.ts";
import { judgedBy } from "../support/judges.ts";
import { Serving } from "../support/serving.ts";
import { Keys } from "../support/tls_keys.ts";

const host = "127.0.0.1";
const { signal } = new AbortController();

async function run(program: string, ...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(program, { args, stdin: "null" })
    .output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

Deno.test({
  name: "openssl reads the certificate as that of a server with this machine's names",
  ...judgedBy("openssl"),
  async fn() {
    using keys = await Keys.make();
    const { path, fingerprint } = keys.tls;
    const shown = await run(
      "openssl",
      "x509",
      "-in",
      path,
      "-noout",
      "-text",
      "-fingerprint",
      "-sha256",
    );
    assertEquals(shown.code, 0, shown.stderr);
    assertMatch(shown.stdout, /Version: 3/);
    assertMatch(shown.stdout, /Signature Algorithm: ecdsa-with-SHA256/);
    assertMatch(shown.stdout, /NIST CURVE: P-256/);
    assertMatch(shown.stdout, /Basic Constraints: critical\s+CA:FALSE/);
    assertMatch(shown.stdout, /TLS Web Server Authentication/);
    assertMatch(
      shown.stdout,
      /Subject Alternative Name:.*\n.*DNS:localhost.*IP Address:127\.0\.0\.1/,
    );
    assert(shown.stdout.includes(`Fingerprint=${fingerprint}`), shown.stdout);
    const verified = await run("openssl", "verify", "-CAfile", path, path);
    assertMatch(verified.stdout, /: OK/);
    const key = await run(
      "openssl",
      "pkey",
      "-in",
      path.replace("certificate", "key"),
      "-check",
      "-noout",
    );
    assertEquals(key.code, 0, key.stderr);
  },
});

Deno.test({
  name: "curl reads the stream with --cacert, and refuses it without",
  ...judgedBy("curl"),
  async fn() {
    using keys = await Keys.make();
    await using serving = await Serving.start({ tls: keys.tls, viewToken: "see" });
    serving.addFrame({ key: true });
    serving.addFrame();
    const url = `https://localhost:${serving.httpPort}/stream.h264?from=oldest&duration=20ms`;
    const common = ["-sS", "--max-time", "5", "--resolve", `localhost:${serving.httpPort}:${host}`];
    const trusted = await run("curl", ...common, "--cacert", keys.tls.path, "-u", "me:see", url);
    assertEquals([trusted.code, trusted.stdout.length], [0, 100], trusted.stderr);
    assertEquals((await run("curl", ...common, "-u", "me:see", url)).code, 60);
    const refused = await run(
      "curl",
      ...common,
      "--cacert",
      keys.tls.path,
      "-w",
      "%{http_code}",
      url,
    );
    assertMatch(refused.stdout, /401$/);
    const plain = await run("curl", ...common, "-w", "%{http_code}", url.replace("https", "http"));
    assertMatch(plain.stdout, /This port speaks TLS: ask for https.*400$/);
  },
});

/** Servers that a client meets, and what it trusts: what it says. */
const meetings: [name: string, trust: (keys: Keys) => TlsTrust, says: RegExp | undefined][] = [
  ["its pin", ({ tls }) => ({ pin: tls.fingerprint }), undefined],
  ["its certificate as CA", ({ tls }) => ({ ca: tls.cert }), undefined],
  ["both", ({ tls }) => ({ pin: tls.fingerprint, ca: tls.cert }), undefined],
  [
    "another pin",
    () => ({ pin: "00:".repeat(32).slice(0, -1) }),
    /not the one of --pin: its SHA-256 is SEEN/,
  ],
  [
    "another pin and its certificate as CA",
    ({ tls }) => ({ pin: "00:".repeat(32).slice(0, -1), ca: tls.cert }),
    /not the one of --pin/,
  ],
  ["the system's", () => ({}), /not trusted \(.*\): if picam prints this SHA-256 .* --pin SEEN/],
];

Deno.test("a client knows a server by its pin, by a CA or not at all", async () => {
  using keys = await Keys.make();
  using others = await Keys.make();
  await using serving = await Serving.start({ tls: keys.tls });
  const address = { host, port: serving.wirePort };
  const cases = [
    ...meetings,
    [
      "its pin and another CA",
      () => ({ pin: keys.tls.fingerprint, ca: others.tls.cert }),
      /not trusted .*signed by one in --ca/,
    ] as const,
    ["another CA", () => ({ ca: others.tls.cert }), /not trusted .*signed by one in --ca/] as const,
  ];
  for (const [name, trust, says] of cases) {
    const dialled = dialSocket(address, { signal, secure: secureBy(trust(keys)) });
    if (says === undefined) {
      (await dialled).destroy();
      continue;
    }
    const error = await assertRejects(() => dialled, DialError, undefined, name);
    assert(error.cause instanceof UntrustedError, `${name}: ${error.message}`);
    assertMatch(error.message, new RegExp(says.source.replace("SEEN", keys.tls.fingerprint)), name);
  }
});

Deno.test("a certificate trusted by CA must have the name that is dialled; a pinned one need not", async () => {
  using keys = await Keys.make();
  const folder = new StateFolder(`${keys.folder}/other`);
  const tls = await loadServerTls({ kind: "self-signed" }, {
    openFolder: () => folder,
    nowMs: Date.now,
    names: () => ({ hostNames: ["elsewhere"], addresses: [] }),
  });
  assert(tls !== undefined);
  await using serving = await Serving.start({ tls });
  for (const each of [host, "localhost"]) {
    const address = { host: each, port: serving.wirePort };
    const byCa = dialSocket(address, { signal, secure: secureBy({ ca: tls.cert }) });
    await assertRejects(() => byCa, DialError, "not trusted");
    const byPin = await dialSocket(address, {
      signal,
      secure: secureBy({ pin: tls.fingerprint }),
    });
    byPin.destroy();
  }
});

Deno.test("a port that does not speak TLS is told from one that is not trusted", async () => {
  await using serving = await Serving.start();
  for (const port of [serving.wirePort, serving.httpPort]) {
    const dialled = dialSocket({ host, port }, { signal, secure: secureBy({ pin: "00" }) });
    const error = await assertRejects(() => dialled, DialError);
    assertMatch(error.message, /TLS was not answered\. Was picam started with --tls there/);
    assert(!(error.cause instanceof UntrustedError));
  }
});

/** Passes bytes on both ways and keeps them: whoever listens in on the network. */
class Eavesdropper implements AsyncDisposable {
  readonly #heard: Uint8Array[] = [];
  readonly #server;

  constructor(targetPort: () => number) {
    this.#server = createServer((socket: Socket) => {
      const out = new URL(`http://${host}:${targetPort()}`);
      void dialSocket({ host, port: Number(out.port) }, { signal }).then((server) => {
        for (const [from, to] of [[socket, server], [server, socket]] as const) {
          from.on("data", (bytes: Uint8Array) => {
            this.#heard.push(new Uint8Array(bytes));
            to.write(bytes);
          });
          from.on("error", () => to.destroy());
          from.on("close", () => to.destroy());
        }
      });
    });
  }

  async listen(): Promise<number> {
    await new Promise<void>((done) => this.#server.listen(0, host, () => done()));
    return (this.#server.address() as { port: number }).port;
  }

  /** All that crossed, as Latin-1 text. */
  get text(): string {
    return this.#heard.map((bytes) => new TextDecoder("latin1").decode(bytes)).join("");
  }

  [Symbol.asyncDispose](): Promise<void> {
    return new Promise((done) => this.#server.close(() => done()));
  }
}

for (const over of ["wire", "websocket"] as const) {
  for (const isSecret of [false, true]) {
    const what = isSecret
      ? "nothing readable crosses with TLS"
      : "all crosses readably without TLS";
    Deno.test(`a session over ${over}: ${what}`, async () => {
      using keys = await Keys.make();
      await using serving = await Serving.start({
        viewToken: "token-of-viewers",
        ...(isSecret ? { tls: keys.tls } : {}),
      });
      serving.addFrame({ key: true });
      await using between = new Eavesdropper(() =>
        over === "wire" ? serving.wirePort : serving.httpPort
      );
      const connect = over === "wire" ? dial : dialWebSocket;
      const pipe = await connect({ host, port: await between.listen() }, {
        signal,
        ...(isSecret ? { secure: secureBy({ pin: keys.tls.fingerprint }) } : {}),
      });
      const frame = Promise.withResolvers<string>();
      const closed = Promise.withResolvers<WireError | undefined>();
      const conversation = watch({
        pipe,
        hello: { agent: "test", role: "view", token: "token-of-viewers", from: { kind: "oldest" } },
        nowUs: () => 0,
      }, {
        onWelcome: () => {},
        onFrame: ({ payload }) => frame.resolve(new TextDecoder().decode(payload)),
        onGap: () => {},
        onEnd: () => {},
        onEvent: () => {},
        onClose: closed.resolve,
      });
      assertMatch(await frame.promise, /^\[frame 0\]/);
      conversation.end();
      await closed.promise;
      const readable = ["token-of-viewers", "[frame 0]", "codecString", "PCAM", "/ws", "camera"]
        .filter((word) => between.text.includes(word));
      if (isSecret) assertEquals(readable, []);
      else assert(readable.includes("[frame 0]")); // a WebSocket masks what a client sends
      assert(between.text.length > 300);
    });
  }
}

Deno.test("what a client trusts is read from files, and refused in words", async () => {
  using keys = await Keys.make();
  assertEquals(loadTlsTrust({}), { pin: undefined });
  assertEquals(loadTlsTrust({ pin: "AB", caPath: keys.tls.path }), {
    pin: "AB",
    ca: keys.tls.cert,
  });
  const cases: [string, RegExp][] = [
    ["/nowhere", /--ca \/nowhere: there is no such file/],
    [keys.folder, /cannot be read/],
    [keys.tls.path.replace("certificate", "key"), /must hold certificates in PEM/],
  ];
  for (const [caPath, words] of cases) {
    const error = await assertRejects(() => Promise.try(() => loadTlsTrust({ caPath })), Error);
    assertMatch(error.message, words);
  }
});
