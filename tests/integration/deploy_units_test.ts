import {
  assertEquals,
  assertFalse,
  assertMatch,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import { runInNewContext } from "node:vm";
import { settingRows } from "../../lib/config/settings_table.ts";
import { judgedBy } from "../support/judges.ts";
import { deployFolder } from "../support/scratch_system.ts";

function readDeploy(name: string): Promise<string> {
  return Deno.readTextFile(`${deployFolder}/${name}`);
}

Deno.test({
  name: "systemd has nothing to say against the units",
  ...judgedBy("systemd-analyze"),
  async fn() {
    const folder = await Deno.makeTempDir({ prefix: "picam-units-" });
    try {
      const service = await readDeploy("picam.service");
      // The program is not installed here; that is the one thing that verify would find.
      const runnable = service.replace("/usr/local/bin/picam", "/bin/true");
      await Deno.writeTextFile(`${folder}/picam.service`, runnable);
      await Deno.copyFile(`${deployFolder}/run-picam.mount`, `${folder}/run-picam.mount`);
      const { code, text } = await analyze("verify", "--man=no", ...[
        `${folder}/picam.service`,
        `${folder}/run-picam.mount`,
      ]);
      assertEquals([code, text], [0, ""]);
      const misspelt = runnable.replace("ProtectHome", "ProtectHouse");
      await Deno.writeTextFile(`${folder}/picam.service`, misspelt);
      const { text: complaint } = await analyze("verify", "--man=no", `${folder}/picam.service`);
      assertStringIncludes(complaint, "ProtectHouse");
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test({
  name: "the fence around the service keeps its exposure at 2.0 of 10 or below",
  ...judgedBy("systemd-analyze"),
  async fn() {
    const { code, text } = await analyze(
      "security",
      "--offline=true",
      "--threshold=20",
      `${deployFolder}/picam.service`,
    );
    assertEquals(code, 0, text);
  },
});

async function analyze(...args: string[]): Promise<{ code: number; text: string }> {
  const { code, stdout, stderr } = await new Deno.Command("systemd-analyze", { args }).output();
  return { code, text: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
}

Deno.test("the unit promises what operating depends on", async () => {
  const unit = await readDeploy("picam.service");
  for (
    const line of [
      "Type=notify",
      "NotifyAccess=all",
      "WatchdogSec=30s",
      "ExecStart=/usr/local/bin/picam",
      "Environment=MALLOC_ARENA_MAX=2",
      "EnvironmentFile=-/etc/default/picam",
      "Restart=always",
      "RestartPreventExitStatus=2",
      "StartLimitIntervalSec=0",
      "KillMode=mixed",
      "User=picam",
      "SupplementaryGroups=video",
      "RuntimeDirectory=picam",
      "RuntimeDirectoryPreserve=restart",
      "StateDirectory=picam",
      "NoNewPrivileges=yes",
      "ProtectSystem=strict",
    ]
  ) assertEquals(unit.split("\n").filter((each) => each === line).length, 1, line);
  // V8 compiles to memory that it then executes: with this the program would not start.
  assertFalse(/^MemoryDenyWriteExecute=/m.test(unit));
});

Deno.test("the mount unit and the fstab line in it say the same", async () => {
  const unit = await readDeploy("run-picam.mount");
  const fstab = unit.match(/^#\s+(tmpfs .*) 0 0$/m)?.[1]?.split(" ");
  const value = (name: string) => unit.match(new RegExp(`^${name}=(.*)$`, "m"))?.[1];
  assertEquals(fstab, [value("What"), value("Where"), value("Type"), value("Options")]);
});

const allowedActions = [
  "org.freedesktop.NetworkManager.network-control",
  "org.freedesktop.NetworkManager.wifi.scan",
  "org.freedesktop.NetworkManager.settings.modify.system",
  "org.freedesktop.login1.power-off",
  "org.freedesktop.login1.power-off-multiple-sessions",
  "org.freedesktop.login1.reboot",
  "org.freedesktop.login1.reboot-multiple-sessions",
];
const otherActions = [
  "org.freedesktop.NetworkManager.settings.modify.own",
  "org.freedesktop.NetworkManager.enable-disable-network",
  "org.freedesktop.NetworkManager.reload",
  "org.freedesktop.login1.power-off-ignore-inhibit",
  "org.freedesktop.login1.reboot-ignore-inhibit",
  "org.freedesktop.login1.halt",
  "org.freedesktop.login1.suspend",
  "org.freedesktop.login1.set-user-linger",
  "org.freedesktop.systemd1.manage-units",
  "org.freedesktop.policykit.exec",
  "org.freedesktop.timedate1.set-time",
  "org.freedesktop.login1.power",
  "",
];

Deno.test("the polkit rule lets user picam do seven things, and no other user anything", async () => {
  const ask = await loadRule();
  for (const id of allowedActions) {
    assertEquals(ask(id, "picam"), "yes", id);
    assertEquals(ask(id, "pi"), "not handled", id);
    assertEquals(ask(id, "root"), "not handled", id);
  }
  for (const id of otherActions) assertEquals(ask(id, "picam"), "not handled", id);
});

/** Runs the rules file as polkit would, and gives its one rule. */
async function loadRule(): Promise<(id: string, user: string) => string> {
  type Rule = (action: { id: string }, subject: { user: string }) => string;
  const rules: Rule[] = [];
  const polkit = {
    addRule: (rule: Rule) => rules.push(rule),
    Result: { YES: "yes", NO: "no", NOT_HANDLED: "not handled" },
  };
  runInNewContext(await readDeploy("50-picam.rules"), { polkit });
  const [rule, ...others] = rules;
  if (rule === undefined || others.length > 0) throw new Error(`${rules.length} rules, expected 1`);
  return (id, user) => rule({ id }, { user });
}

/** Settings that end the program by and by: not for a service. */
const notForService = ["frames", "duration"];

/** What the settings file offers: name of the setting, the value shown, and whether that is only an example. */
async function offeredSettings(): Promise<{ name: string; value: string; example: boolean }[]> {
  let example = false;
  return (await readDeploy("picam.env")).split("\n").flatMap((line) => {
    assertMatch(line, /^(# .*|#PICAM_[A-Z0-9_]+=(\S+|"[^"]+")|)$/);
    if (!line.startsWith("#PICAM_")) {
      example = /examples?\b/i.test(line);
      return [];
    }
    const [variable = "", value = ""] = line.slice("#PICAM_".length).split(/=(.*)/);
    const name = variable.toLowerCase().replaceAll("_", "-");
    return [{ name, value: value.replace(/^"(.*)"$/, "$1"), example }];
  });
}

Deno.test("the settings file offers every setting of a service, with its default or an example", async () => {
  const offered = await offeredSettings();
  const service = settingRows.filter(({ modes }) => modes.includes("serve"));
  assertEquals(
    offered.map(({ name }) => name).sort(),
    service.map(({ name }) => name).filter((name) => !notForService.includes(name)).sort(),
  );
  for (const { name, value, example } of offered) {
    const row = service.find((each) => each.name === name);
    const read = row?.kind.parse(value);
    assertNotEquals(read, undefined, `${name}=${value}`);
    if (!example) assertEquals(read, row?.kind.parse(row.fallback ?? ""), name);
  }
});
