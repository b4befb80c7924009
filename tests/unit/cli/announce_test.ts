import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { recipes, type Served } from "../../../lib/cli/announce.ts";

const open: Served = {
  ports: { http: 8000, tcp: 5000 },
  ...{ tls: false, codec: "h264", needsToken: false, fingerprint: undefined },
};

Deno.test("what is open to all is watched by the commands as they are", () => {
  const text = recipes("pi", open);
  assertStringIncludes(text, "curl -N http://pi:8000/stream.h264 > video.h264\n");
  assert(!/[Tt]oken|certificate/.test(text), text);
});

Deno.test("where a token is needed, the commands are told how to give it", () => {
  const [, added] = recipes("pi", { ...open, needsToken: true }).split("With the token");
  assertEquals(
    added,
    `, which FILE holds:
  curl      curl -H "Authorization: Bearer $(cat FILE)" ...
  others    http://x:TOKEN@...
  picam     picam ... --token @FILE
`,
  );
});

Deno.test("where nobody has signed the certificate, the commands are told how to trust it", () => {
  const served = { ...open, tls: true, fingerprint: "AB:CD" };
  const [commands = "", added] = recipes("pi", served).split("With the certificate");
  assertStringIncludes(commands, "tls://pi:5000");
  assertEquals(
    added,
    " that nobody has signed:\n  curl      curl -k ...\n" +
      "  picam     picam ... --pin AB:CD\n",
  );
});

Deno.test("of a port that is off nothing is told", () => {
  const text = recipes("pi", { ...open, ports: { tcp: 5000 }, needsToken: true });
  assert(!text.includes("curl"), text);
});
