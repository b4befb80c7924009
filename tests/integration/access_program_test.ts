import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { dial, secureBy, watch } from "../../lib/session/mod.ts";
import { type Hello, WireError } from "../../lib/wire/mod.ts";
import { judgedBy } from "../support/judges.ts";
import { isCompiled, Picam, type PicamOptions, runPicam } from "../support/picam.ts";

const viewSecret = "eyes-only-4711-view";
const controlSecret = "hands-off-0815-control";
const secrets = [viewSecret, controlSecret];

/** A folder for state and token files, gone afterwards. */
class Place implements Disposable {
  readonly path = Deno.makeTempDirSync({ prefix: "picam-access-" });
  readonly env = { STATE_DIRECTORY: `${this.path}/state` };

  /** Keeps a secret in a file. @returns what a flag takes. */
  file(name: string, text: string): string {
    Deno.writeTextFileSync(`${this.path}/${name}`, `${text}\n`, { mode: 0o600 });
    return `@${this.path}/${name}`;
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}

const source = ["--source", "pattern", "--width", "64", "--height", "48"];
const start = (args: readonly string[], options: PicamOptions): Promise<Picam> =>
  Picam.start([...source, "--raw-port", "0", ...args], options);

/** Says HELLO. @returns `welcome`, or the code of ERROR. */
async function greet(
  picam: Picam,
  hello: Partial<Hello>,
  pin?: string,
): Promise<string> {
  const { signal } = new AbortController();
  const pipe = await dial({ host: "127.0.0.1", port: picam.tcpPort }, {
    signal,
    ...(pin === undefined ? {} : { secure: secureBy({ pin }) }),
  });
  const said = Promise.withResolvers<string>();
  const closed = Promise.withResolvers<void>();
  const nothing = (): void => {};
  const conversation = watch({
    pipe,
    hello: { agent: "t", role: "view", ...hello },
    nowUs: () => 0,
  }, {
    onWelcome: () => said.resolve("welcome"),
    onFrame: nothing,
    onGap: nothing,
    onEnd: nothing,
    onEvent: nothing,
    onClose: (reason) => {
      said.resolve(reason instanceof WireError ? reason.code : "closed");
      closed.resolve();
    },
  });
  const answer = await said.promise;
  conversation.end();
  await closed.promise;
  return answer;
}

async function post(picam: Picam, method: string, token?: string): Promise<number> {
  const headers = token === undefined ? undefined : { Authorization: `Bearer ${token}` };
  const url = `${picam.url}/api/v1/control/${method}`;
  const response = await fetch(url, { method: "POST", ...(headers && { headers }) });
  await response.body?.cancel();
  return response.status;
}

Deno.test("a control token is made at the first start, kept, named in the log and never shown there", async () => {
  using place = new Place();
  let secret = "";
  for (const isFirst of [true, false]) {
    await using picam = await start([], { env: place.env });
    const { path } = await picam.logged(isFirst ? "a control token was made" : /control token/);
    assertEquals(path, `${place.path}/state/control-token`);
    const kept = Deno.readTextFileSync(String(path)).trim();
    if (isFirst) secret = kept;
    assertEquals(kept, secret);
    assertEquals(await post(picam, "stream.stop"), 401);
    assertEquals(await post(picam, "stream.stop", "guess"), 401);
    assertEquals(await post(picam, "stream.stop", secret), 200);
    assertEquals(await greet(picam, { role: "control" }), "unauthorized");
    assertEquals(await greet(picam, { role: "control", token: secret }), "welcome");
    assertEquals(await greet(picam, {}), "welcome");
    await picam.stop();
    assert(!picam.logText().includes(secret));
  }
});

Deno.test("wrong, missing and guessed tokens get nowhere, over every port", async () => {
  using place = new Place();
  const tokens = [
    ...["--view-token", place.file("view", viewSecret)],
    ...["--control-token", place.file("control", controlSecret)],
  ];
  await using picam = await start(tokens, { env: place.env });
  const get = async (path: string, headers: HeadersInit = {}): Promise<number> => {
    const response = await fetch(picam.url + path, { headers });
    await response.body?.cancel();
    return response.status;
  };
  for (const path of ["/stream.h264", "/api/v1/status", "/api/v1/clients", "/metrics", "/ws"]) {
    assertEquals(await get(path), path === "/ws" ? 426 : 401, path);
  }
  for (const path of ["/", "/healthz"]) assertEquals(await get(path), 200, path);
  const status = "/api/v1/status";
  assertEquals(await get(`${status}?token=${viewSecret}`), 200);
  assertEquals(await get(`${status}?token=${controlSecret}`), 401);
  assertEquals(await get(status, { Authorization: `Bearer ${controlSecret}` }), 200);
  assertEquals(await get(status, { Authorization: `Basic ${btoa(`x:${viewSecret}`)}` }), 200);
  assertEquals(await post(picam, "status", viewSecret), 200);
  assertEquals(await post(picam, "stream.stop", viewSecret), 401);
  assertEquals(await post(picam, "stream.stop", controlSecret), 200);

  assertEquals(await greet(picam, {}), "unauthorized");
  assertEquals(await greet(picam, { token: viewSecret }), "welcome");
  assertEquals(await greet(picam, { token: viewSecret, role: "control" }), "unauthorized");
  assertEquals(await greet(picam, { token: controlSecret, role: "control" }), "welcome");
  assertEquals(picam.log.some(({ message }) => /raw/.test(message)), false);

  // What is counted for one port is refused at the others.
  for (let guess = 0; guess < 5; guess++) {
    assertEquals(await greet(picam, { token: `guess ${guess}` }), "unauthorized");
    assertEquals(await post(picam, "stream.start", `guess-${guess}`), 401);
  }
  assertEquals(await greet(picam, { token: viewSecret }), "rate-limited");
  assertEquals(await post(picam, "stream.start", controlSecret), 429);
  assertEquals(await get(`${status}?token=${viewSecret}`), 429);
  await picam.stop();
  for (const secret of secrets) assert(!picam.logText().includes(secret), picam.logText());
});

Deno.test("secrets show neither in the log, nor in ps, nor in --print-config, nor in errors", async () => {
  using place = new Place();
  const env = { ...place.env, PICAM_VIEW_TOKEN: viewSecret, PICAM_CONTROL_TOKEN: controlSecret };
  {
    await using picam = await start(["--push", "tcp://127.0.0.1:9"], {
      env: { ...env, PICAM_PUSH_TOKEN: "push-0042-secret" },
    });
    await fetch(`${picam.url}/nowhere?token=${viewSecret}`).then((answer) => answer.body?.cancel());
    await picam.logged(/Cannot push/);
    const arguments_ = Deno.readTextFileSync(`/proc/${picam.pid}/cmdline`);
    await picam.stop();
    for (const text of [arguments_, picam.logText()]) {
      for (const secret of [...secrets, "push-0042-secret"]) assert(!text.includes(secret), text);
    }
  }
  const bad = `${viewSecret} with a blank`;
  const calls: [string[], Record<string, string>][] = [
    [["--print-config"], env],
    [["--print-config", "--view-token", viewSecret], {}],
    [["--view-token", bad], {}],
    [[], { PICAM_CONTROL_TOKEN: bad }],
    [["--view-token", viewSecret, "--raw-port", "5001"], {}],
    [["--view-tokem", viewSecret], {}],
    [[`--view-token=${bad}`], {}],
    [["--ring", "memory", "--view-token", place.file("bad", bad)], {}],
    [["--mode", "control", "tcp://127.0.0.1:1", "status", "--token", viewSecret], {}],
    [["--mode", "control", `tcp://${viewSecret}@pi:1`, "status"], {}],
  ];
  for (const [args, more] of calls) {
    const end = await runPicam(
      [...source, ...args].slice(args.includes("control") ? source.length : 0),
      {
        env: { ...place.env, ...more },
      },
    );
    const text = end.stdout + end.stderr;
    assert(text.length > 0, args.join(" "));
    for (const secret of secrets) assert(!text.includes(secret), `${args.join(" ")}: ${text}`);
  }
});

Deno.test({
  name: "with --tls self-signed every port speaks TLS, by one certificate that is kept",
  // The older Deno of the compiled file cannot listen with TLS on an address of our choice.
  ignore: isCompiled || judgedBy("curl").ignore,
  async fn() {
    using place = new Place();
    let pin = "";
    for (const isFirst of [true, false]) {
      await using picam = await start(["--tls", "self-signed"], { env: place.env });
      const line = await picam.logged(isFirst ? "a certificate was made" : "TLS is on");
      if (isFirst) pin = String(line["fingerprint"]);
      assertEquals(line["fingerprint"], pin);
      assertMatch(pin, /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
      const url = picam.url.replace("http:", "https:");
      const { code, stdout } = await new Deno.Command("curl", {
        args: ["-sS", "--max-time", "5", "--cacert", String(line["path"]), `${url}/api/v1/status`],
        stderr: "null",
      }).output();
      assertEquals(code, 0);
      assertEquals(JSON.parse(new TextDecoder().decode(stdout)).program.name, "picam");
      assertEquals(await greet(picam, {}, pin), "welcome");
      await assertPlainIsRefused(picam);
      await picam.stop();
      assert(!/PRIVATE KEY/.test(picam.logText()));
    }
  },
});

async function assertPlainIsRefused(picam: Picam): Promise<void> {
  const plain = await fetch(`${picam.url}/`);
  assertEquals(plain.status, 400);
  assertMatch((await plain.json()).detail, /https:/);
  assertEquals(await greet(picam, {}), "protocol");
}

Deno.test("a certificate or a token that cannot be used ends picam before it makes a ring or listens", async () => {
  using place = new Place();
  const cases: [string[], RegExp][] = [
    [["--tls", "/nowhere/c.pem,/nowhere/k.pem"], /--tls: there is no file \/nowhere\/c\.pem/],
    [["--view-token", "@/nowhere/token"], /--view-token @\/nowhere\/token: there is no such file/],
    [["--control-token", place.file("empty", "")], /--control-token @\S+empty: .*is empty/],
  ];
  for (const [args, words] of cases) {
    const ring = `${place.path}/ring`;
    const ports = ["--http-port", "auto", "--tcp-port", "auto", "--ring", ring];
    const end = await runPicam([...source, ...ports, ...args], { env: place.env });
    assertEquals(end.code, 2, end.stderr);
    assertMatch(end.stderr, words);
    assertThrows(() => Deno.statSync(ring), Deno.errors.NotFound);
  }
});
