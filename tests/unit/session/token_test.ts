import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { GivenSecret, type TokenSetting, UsageError } from "../../../lib/config/mod.ts";
import { controlToken, newToken, readToken, StateFolder } from "../../../lib/session/mod.ts";

/** Runs with a folder of its own, gone afterwards. */
function withFolder(run: (path: string) => void): void {
  const path = Deno.makeTempDirSync({ prefix: "picam-state-" });
  try {
    run(path);
  } finally {
    Deno.chmodSync(path, 0o700);
    Deno.removeSync(path, { recursive: true });
  }
}

function modeOf(path: string): string {
  return ((Deno.statSync(path).mode ?? 0) & 0o777).toString(8);
}

const inFile = (path: string): TokenSetting => ({ kind: "file", path });

Deno.test("a token is the first line of its file, without space around it", () => {
  withFolder((folder) => {
    const path = `${folder}/token`;
    for (const text of ["abc", "abc\n", " abc \r\n", "abc\nand more"]) {
      Deno.writeTextFileSync(path, text, { mode: 0o600 });
      assertEquals(readToken(inFile(path), "--view-token"), {
        secret: "abc",
        path,
        isNew: false,
        warnings: [],
      });
    }
  });
});

Deno.test("a file without a token is refused, with its name and none of its content", () => {
  withFolder((folder) => {
    const path = `${folder}/token`;
    const cases: [string | undefined, RegExp][] = [
      [undefined, /no such file/],
      ["", /is empty/],
      ["\nsecret", /is empty/],
      ["secret words", /something else/],
      ["gehe\u00edm", /something else/],
      ["s".repeat(257), /something else/],
      ["secret".repeat(100_000), /something else/],
    ];
    for (const [text, words] of cases) {
      if (text !== undefined) Deno.writeTextFileSync(path, text);
      const error = assertThrows(() => readToken(inFile(path), "--token"), UsageError);
      assertMatch(error.message, /^--token @\S+token: /);
      assertMatch(error.message, words);
      assert(!/secret|geh|sss/.test(error.message), error.message);
    }
    const error = assertThrows(() => readToken(inFile(folder), "--token"), UsageError);
    assertMatch(error.message, /cannot be read/);
  });
});

Deno.test("a file that others can read is taken, with a warning", () => {
  withFolder((folder) => {
    const path = `${folder}/token`;
    Deno.writeTextFileSync(path, "abc");
    for (const [mode, warned] of [[0o600, 0], [0o400, 0], [0o640, 1], [0o604, 1]] as const) {
      Deno.chmodSync(path, mode);
      const { warnings } = readToken(inFile(path), "--token");
      assertEquals(warnings.length, warned, mode.toString(8));
      if (warned) assertMatch(warnings[0] ?? "", /chmod 600 /);
    }
  });
});

Deno.test("a token given in the clear is taken as it is", () => {
  const setting: TokenSetting = { kind: "text", secret: new GivenSecret("abc") };
  assertEquals(readToken(setting, "--token").secret, "abc");
  assertEquals(controlToken(setting, () => new StateFolder("/nowhere")).secret, "abc");
});

Deno.test("the control token is made once and kept where only its owner can read it", () => {
  withFolder((folder) => {
    const state = () => new StateFolder(`${folder}/a/b`);
    const first = controlToken(undefined, state);
    assertMatch(first.secret, /^[a-z2-9]{32}$/);
    assertEquals(first.isNew, true);
    assert(first.path !== undefined);
    assertEquals(first.path, `${folder}/a/b/control-token`);
    assertEquals(Deno.readTextFileSync(first.path), `${first.secret}\n`);
    assertEquals([modeOf(first.path), modeOf(`${folder}/a/b`)], ["600", "700"]);
    assertEquals(controlToken(undefined, state), { ...first, isNew: false });
    assertEquals([...Deno.readDirSync(`${folder}/a/b`)].length, 1, "no draft is left");
  });
});

Deno.test("a link laid where the token will be is not followed", () => {
  withFolder((folder) => {
    Deno.symlinkSync(`${folder}/elsewhere`, `${folder}/control-token`);
    const { path, warnings } = controlToken(undefined, () => new StateFolder(folder));
    assertEquals(path, undefined);
    assertEquals(warnings.length, 1);
    assertThrows(() => Deno.statSync(`${folder}/elsewhere`), Deno.errors.NotFound);
  });
});

Deno.test("where nothing can be kept the token serves for this run, and that is said", () => {
  for (const place of ["/proc/nowhere", "/dev/null/state"]) {
    const token = controlToken(undefined, () => new StateFolder(place));
    assertMatch(token.secret, /^[a-z2-9]{32}$/);
    assertEquals(token.path, undefined);
    assertMatch(token.warnings.join(), /STATE_DIRECTORY/);
    assert(!token.warnings.join().includes(token.secret));
  }
  const homeless = () => StateFolder.of({ get: () => undefined });
  assertMatch(controlToken(undefined, homeless).warnings.join(), /STATE_DIRECTORY/);
});

Deno.test("a kept file that holds no token is not taken for one", () => {
  withFolder((folder) => {
    Deno.writeTextFileSync(`${folder}/control-token`, "\n");
    const error = assertThrows(
      () => controlToken(undefined, () => new StateFolder(folder)),
      UsageError,
    );
    assertMatch(error.message, /control-token: the first line must be the token.*empty/);
  });
});

Deno.test("the state folder is the service's, else the user's", () => {
  const cases: [Record<string, string>, string][] = [
    [{ STATE_DIRECTORY: "/var/lib/picam", HOME: "/home/pi" }, "/var/lib/picam"],
    [{ STATE_DIRECTORY: "/var/lib/a:/var/lib/b" }, "/var/lib/a"],
    [{ STATE_DIRECTORY: "", HOME: "/home/pi" }, "/home/pi/.local/state/picam"],
    [{ HOME: "/home/pi" }, "/home/pi/.local/state/picam"],
    [{ USERPROFILE: "C:/Users/pi" }, "C:/Users/pi/.local/state/picam"],
  ];
  for (const [env, expected] of cases) {
    assertEquals(StateFolder.of({ get: (name) => env[name] }).path, expected);
  }
});

Deno.test("no two tokens are alike, and all letters occur", () => {
  const tokens = Array.from({ length: 200 }, newToken);
  assertEquals(new Set(tokens).size, 200);
  assertEquals(new Set(tokens.join("")).size, 32);
});
