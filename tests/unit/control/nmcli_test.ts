import { assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { Nmcli, splitTerse } from "../../../lib/control/nmcli.ts";
import type { ProgramOptions, ProgramResult } from "../../../lib/observe/mod.ts";
import { RequestError } from "../../../lib/wire/mod.ts";

const rows: [string, string[]][] = [
  ["*:Home:72:WPA2", ["*", "Home", "72", "WPA2"]],
  [" :a\\:b\\\\c:5:", [" ", "a:b\\c", "5", ""]],
  ["", [""]],
  [":", ["", ""]],
  ["\\", ["\\"]],
  ["Büro 😀:80", ["Büro 😀", "80"]],
];

Deno.test("terse rows are split at their colons, and fields lose their escapes", () => {
  for (const [line, fields] of rows) assertEquals(splitTerse(line), fields, line);
});

Deno.test("any fields come back from what nmcli makes of them", () => {
  fc.assert(fc.property(fc.array(fc.string({ unit: "binary" }), { minLength: 1 }), (fields) => {
    const line = fields.map((field) => field.replace(/[\\:]/gu, (c) => `\\${c}`)).join(":");
    assertEquals(splitTerse(line), fields);
  }));
});

function answering(result: ProgramResult | undefined) {
  const calls: { args: readonly string[]; options: ProgramOptions | undefined }[] = [];
  const nmcli = new Nmcli((command, args, options) => {
    assertEquals(command, "nmcli");
    calls.push({ args, options });
    return Promise.resolve(result);
  });
  return { nmcli, calls };
}

Deno.test("a secret is read from standard input, escaped as nmcli takes it, and stands in no argument", async () => {
  const cases: [string, string][] = [
    ["correct horse", "correct horse"],
    ["back\\slash:=#", "back\\\\slash:=#"],
    ["  spaces at both ends ", "\\040\\040spaces at both ends\\040"],
    ["        ", "\\040".repeat(8)],
  ];
  for (const [value, written] of cases) {
    const { nmcli, calls } = answering({ code: 0, stdout: "", stderr: "" });
    await nmcli.ask(["connection", "up"], { secret: { setting: "wifi-sec.psk", value } });
    const [call] = calls;
    assertEquals(call?.args, [
      ...["--colors", "no", "--wait", "15", "connection", "up", "passwd-file", "/dev/stdin"],
    ]);
    assertEquals(call?.options?.stdin, `wifi-sec.psk:${written}\n`);
  }
});

Deno.test("what nmcli says is wrong is told, with a remedy where there is one, without the secret", async () => {
  const secret = { setting: "wifi-sec.psk", value: "back\\slash" };
  const cases: [ProgramResult | undefined, string][] = [
    [undefined, "nmcli is not installed: sudo apt install network-manager"],
    [
      { code: 8, stdout: "", stderr: "Error: NetworkManager is not running.\n" },
      "NetworkManager is not running: sudo systemctl enable --now NetworkManager",
    ],
    [
      { code: 1, stdout: "", stderr: "Error: Failed to add: Insufficient privileges\n" },
      "Failed to add: Insufficient privileges; install.sh puts",
    ],
    [{ code: 4, stdout: "", stderr: "Error: a\n  b\n" }, "a b"],
    [{ code: 143, stdout: "", stderr: "" }, "nmcli ended with exit code 143"],
    [
      { code: 2, stdout: "", stderr: "Error: 'back\\slash', back\\\\slash\n" },
      "'[secret]', [secret]",
    ],
  ];
  for (const [result, words] of cases) {
    const { nmcli } = answering(result);
    const error = await assertRejects(() => nmcli.ask(["x"], { secret }), RequestError, words);
    assertEquals(error.code, "failed");
  }
});
