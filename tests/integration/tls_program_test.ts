import { assert, assertEquals, assertMatch } from "@std/assert";
import { ClientPicam } from "../support/client_picam.ts";
import { isCompiled, Picam, runPicam } from "../support/picam.ts";
import { Keys } from "../support/tls_keys.ts";

const small = ["--source", "pattern", "--width", "64", "--height", "48"];
const pushSecret = "push-only-2323-secret";

Deno.test({
  // The older Deno of the compiled file cannot make a connected socket secure.
  ignore: isCompiled,
  name: "receiving over TLS: by its pin or its certificate over every protocol, not without",
  async fn() {
    using keys = await Keys.make();
    const tls = `${keys.tls.path},${keys.tls.path.replace("certificate", "key")}`;
    await using server = await Picam.start([...small, "--tls", tls]);
    const https = server.url.replace("http:", "https:");
    const urls = [`tls://127.0.0.1:${server.tcpPort}`, https, `${https}/stream.h264`];
    const receive = (url: string, ...trust: string[]) =>
      runPicam([
        ...["--mode", "receive", url, "--frames", "3", "--stats", "off"],
        ...["--reconnect-attempts", "1", ...trust],
      ]);
    const trusted = [["--pin", keys.tls.fingerprint.toLowerCase()], ["--ca", keys.tls.path]];
    for (const [index, url] of urls.entries()) {
      const end = await receive(url, ...trusted[index % 2]!);
      assertEquals(end.code, 0, `${url}: ${end.stderr}`);
      assert(end.stdout.startsWith("\0\0\0\x01g"), url);
    }
    const [url = ""] = urls;
    const refusals: [string[], RegExp][] = [
      [[], /not trusted .*give it as --pin ([0-9A-F]{2}:){31}/],
      [["--pin", "00".repeat(32)], /not the one of --pin: its SHA-256 is ([0-9A-F]{2}:){31}/],
    ];
    for (const [trust, words] of refusals) {
      const end = await receive(url, ...trust);
      assertEquals([end.code, end.stdout], [3, ""], end.stderr);
      assertMatch(end.stderr, words);
    }
    const plain = await receive(url.replace("tls:", "tcp:"));
    assertEquals([plain.code, plain.stdout], [3, ""]);
    assertMatch(plain.stderr, /This port speaks TLS: connect with tls:/);
  },
});

Deno.test({
  ignore: isCompiled, // as above
  name: "pushing over TLS needs the receiver's certificate and its token; neither shows anywhere",
  async fn() {
    using keys = await Keys.make();
    const tls = `${keys.tls.path},${keys.tls.path.replace("certificate", "key")}`;
    const tokenPath = `${keys.folder}/token`;
    Deno.writeTextFileSync(tokenPath, `${pushSecret}\n`, { mode: 0o600 });
    await using receiver = new ClientPicam([
      ...["--mode", "receive", "--listen", "auto", "--host", "127.0.0.1", "--frames", "5"],
      ...["--tls", tls, "--token", `@${tokenPath}`, "--output", "-", "--stats", "off"],
    ]);
    const line = await receiver.says(/listening for cameras/);
    const url = `tls://127.0.0.1:${/port=(\d+)/.exec(line)?.[1]}`;
    const attempts: [string[], string, RegExp | undefined][] = [
      [[], pushSecret, /Cannot push to .*not trusted/],
      [["--pin", "00".repeat(32)], pushSecret, /Cannot push to .*not the one of --pin/],
      [["--pin", keys.tls.fingerprint], "guessed-it", /Cannot push to .*token/],
      [["--pin", keys.tls.fingerprint], pushSecret, undefined],
    ];
    let said = "";
    for (const [trust, token, words] of attempts) {
      await using camera = await Picam.start([...small, "--push", url, ...trust], {
        env: { PICAM_PUSH_TOKEN: token },
      });
      if (words !== undefined) await camera.logged(words);
      else assertEquals((await receiver.ended()).code, 0, receiver.text());
      await camera.stop();
      said += camera.logText();
    }
    const { stdout, stderr } = await receiver.ended();
    assert(stdout.join("\n").startsWith("\0\0\0\x01g"));
    assert(!(said + stderr.join("\n")).includes(pushSecret));
  },
});
