import { assert, assertEquals, assertMatch } from "@std/assert";
import { type Heard, NetworkManager } from "../support/network_manager.ts";
import { settle } from "../support/turned_timing.ts";
import { makeRig, type Rig } from "../unit/control/appliance_rig.ts";

const passphrase = "correct \\horse: battery ";
const air: readonly Heard[] = [
  { ssid: "Home", signal: 60, security: "WPA2" },
  { ssid: "Home", signal: 40, security: "WPA2" },
  { ssid: "a:b\\c d", signal: 80, security: "WPA1 WPA2" },
  { ssid: "", signal: 99, security: "WPA2" },
  { ssid: "Café", signal: 30, security: "" },
  { ssid: "New", signal: 20, security: "WPA3" },
  { ssid: "Office", signal: 10, security: "WPA2 802.1X" },
];

interface Machine extends AsyncDisposable {
  readonly rig: Rig;
  readonly manager: NetworkManager;
  readonly homeUuid: string;
  /** Resolves when a change of network has come to a phase. */
  reaches(phase: string): Promise<Record<string, unknown>>;
  phases(): unknown[];
}

/** A machine connected to `Home`, where an access point takes the passphrase. */
async function makeMachine(): Promise<Machine> {
  const manager = await NetworkManager.make(air);
  await manager.write(
    "passwords",
    `a:b\\c d\tcorrect \\\\horse: battery\\040\nNew\t${"x".repeat(8)}\n`,
  );
  const homeUuid = await manager.know("Home profile", "Home");
  await manager.write("active", homeUuid);
  const rig = await makeRig({ run: manager.run });
  const wifi = () => rig.events.since(0).events.filter(({ event }) => event === "wifi");
  return {
    rig,
    manager,
    homeUuid,
    reaches: (phase) =>
      new Promise((resolve) => {
        const found = wifi().find(({ data }) => data["phase"] === phase);
        if (found !== undefined) return resolve(found.data);
        const subscription = rig.events.subscribe(({ event, data }) => {
          if (event !== "wifi" || data["phase"] !== phase) return;
          subscription[Symbol.dispose]();
          resolve(data);
        });
      }),
    phases: () => wifi().map(({ data }) => data["phase"]),
    async [Symbol.asyncDispose](): Promise<void> {
      await rig[Symbol.asyncDispose]();
      await manager[Symbol.asyncDispose]();
    },
  };
}

Deno.test("wifi.status and wifi.scan tell what is in the air, the strongest first", async () => {
  await using machine = await makeMachine();
  const { rig } = machine;
  const home = { ssid: "Home", signalPercent: 60, security: "WPA2" };
  assertEquals(await rig.call("wifi.status"), {
    device: "wlan0",
    state: "connected",
    connection: "Home profile",
    network: home,
  });
  assertEquals(await rig.call("wifi.scan"), {
    networks: [
      { ...home, isInUse: true },
      { ssid: "a:b\\c d", signalPercent: 80, security: "WPA1 WPA2", isInUse: false },
      { ssid: "Café", signalPercent: 30, security: "", isInUse: false },
      { ssid: "New", signalPercent: 20, security: "WPA3", isInUse: false },
      { ssid: "Office", signalPercent: 10, security: "WPA2 802.1X", isInUse: false },
    ],
  });
});

Deno.test("a network is joined, confirmed and kept; its passphrase is seen by nobody", async () => {
  await using machine = await makeMachine();
  const { rig, manager } = machine;
  const ssid = "a:b\\c d";
  assertEquals(await rig.call("wifi.connect", { ssid, passphrase }), {
    accepted: true,
    confirmWithinSeconds: 60,
  });
  await machine.reaches("connected");
  assertEquals(await manager.known(), { "Home profile": "yes", [`picam ${ssid}`]: "no" });
  assertEquals((await rig.call("wifi.status") as { change: unknown }).change, {
    ssid,
    phase: "connected",
  });
  assertEquals(await rig.call("wifi.confirm"), { ssid });
  await rig.timing.turn(600_000);
  assertEquals(await manager.known(), { "Home profile": "yes", [`picam ${ssid}`]: "yes" });
  assertEquals(machine.phases(), ["connecting", "connected", "confirmed"]);
  const told = JSON.stringify(rig.events.since(0)) + rig.log.lines.join("\n");
  for (const text of [await manager.seen(), told]) {
    assert(!/horse/.test(text) && !/battery/.test(text), text);
  }
  const add = (await manager.calls()).find((call) => call.includes("add"));
  assertEquals(add?.slice(4), [
    ...["connection", "add", "type", "wifi", "con-name", `picam ${ssid}`, "ifname", "wlan0"],
    ...["ssid", ssid, "autoconnect", "no", "802-11-wireless-security.key-mgmt", "wpa-psk"],
  ]);
});

Deno.test("without wifi.confirm the former network is back after 60 s, and nothing is left", async () => {
  await using machine = await makeMachine();
  const { rig, manager, homeUuid } = machine;
  await rig.call("wifi.connect", { ssid: "New", passphrase: "x".repeat(8) });
  await machine.reaches("connected");
  await rig.timing.turn(59_999);
  assertEquals(machine.phases().at(-1), "connected");
  await rig.timing.turn(1);
  assertMatch(String((await machine.reaches("restored"))["reason"]), /^back in Home profile$/);
  assertEquals(await manager.read("active"), homeUuid);
  assertEquals(await manager.known(), { "Home profile": "yes" });
  assertEquals(machine.phases(), ["connecting", "connected", "restoring", "restored"]);
  assertMatch(String(await rig.call("wifi.confirm")), /^invalid-state: There is no change/);
  assert((await manager.calls()).some((call) => call.includes("sae")));
});

Deno.test("a wrong passphrase takes the former network back at once, and says why", async () => {
  await using machine = await makeMachine();
  const { rig, manager, homeUuid } = machine;
  await rig.call("wifi.connect", { ssid: "New", passphrase: "wrong passphrase" });
  const { reason } = await machine.reaches("restoring");
  assertMatch(String(reason), /^Connection activation failed: Secrets were required/);
  await machine.reaches("restored");
  assertEquals([await manager.read("active"), await manager.known()], [homeUuid, {
    "Home profile": "yes",
  }]);
  assert(!(await manager.seen() + rig.log.lines.join()).includes("wrong passphrase"));
});

Deno.test("a network that NetworkManager knows needs no passphrase, and stays known", async () => {
  await using machine = await makeMachine();
  const { rig, manager } = machine;
  const officeUuid = await manager.know("Work", "Office");
  await rig.call("wifi.connect", { ssid: "Office" });
  await machine.reaches("connected");
  assertEquals(await manager.read("active"), officeUuid);
  await rig.timing.turn(60_000);
  await machine.reaches("restored");
  assertEquals(await manager.known(), { "Home profile": "yes", "Work": "yes" });
});

Deno.test("an open network needs no passphrase", async () => {
  await using machine = await makeMachine();
  await machine.rig.call("wifi.connect", { ssid: "Café" });
  await machine.reaches("connected");
  await machine.rig.call("wifi.confirm");
  assertEquals(await machine.manager.known(), { "Home profile": "yes", "picam Café": "yes" });
});

Deno.test("the same network again takes the place of what was kept for it", async () => {
  await using machine = await makeMachine();
  const { rig, manager } = machine;
  const confirmed = async (): Promise<void> => {
    const known = machine.phases().length;
    await rig.call("wifi.connect", { ssid: "New", passphrase: "x".repeat(8) });
    while (machine.phases()[known + 1] !== "connected") await settle();
    await rig.call("wifi.confirm");
  };
  await confirmed();
  await confirmed();
  assertEquals(await manager.known(), { "Home profile": "yes", "picam New": "yes" });
});

Deno.test("what cannot be joined is told before anything changes", async () => {
  await using machine = await makeMachine();
  const { rig, manager, homeUuid } = machine;
  const cases: [Record<string, unknown>, RegExp][] = [
    [{ ssid: "New" }, /^invalid-params: "New" is secured by WPA3: passphrase is missing$/],
    [{ ssid: "Nowhere" }, /^invalid-params: "Nowhere" is not heard here/],
    [{ ssid: "Café", passphrase }, /^invalid-params: The network is open: leave passphrase out$/],
    [{ ssid: "Office", passphrase }, /^failed: The network is secured by WPA2 802\.1X: set it up/],
  ];
  for (const [params, expected] of cases) {
    assertMatch(String(await rig.call("wifi.connect", params)), expected);
  }
  assertEquals([await manager.read("active"), machine.phases()], [homeUuid, []]);
});

Deno.test("a network that is not heard may hide its name", async () => {
  await using machine = await makeMachine();
  await machine.rig.call("wifi.connect", { ssid: "Hidden", passphrase });
  await machine.reaches("connected");
  const add = (await machine.manager.calls()).find((call) => call.includes("add"));
  assert(add?.join(" ").includes("802-11-wireless.hidden yes"));
});

Deno.test("one change at a time; a network that is still being joined cannot be confirmed", async () => {
  await using machine = await makeMachine();
  const { rig, manager } = machine;
  await manager.hold();
  const wish = { ssid: "New", passphrase: "x".repeat(8) };
  const outcomes = await Promise.all([
    rig.call("wifi.connect", wish),
    rig.call("wifi.connect", { ssid: "Café" }),
  ]);
  assertEquals(
    outcomes[1],
    'invalid-state: The change to "New" comes first: it is connecting',
  );
  assertEquals(
    await rig.call("wifi.confirm"),
    'invalid-state: The change to "New" is not to be confirmed: it is connecting',
  );
  await manager.letGo();
  await machine.reaches("connected");
  await rig.call("wifi.confirm");
  assertEquals(machine.phases(), ["connecting", "connected", "confirmed"]);
});

Deno.test("a network that took longer than 60 s to join is left again", async () => {
  await using machine = await makeMachine();
  const { rig, manager, homeUuid } = machine;
  await manager.hold();
  await rig.call("wifi.connect", { ssid: "New", passphrase: "x".repeat(8) });
  await rig.timing.turn(60_000);
  await manager.letGo();
  await machine.reaches("restored");
  assertEquals(await manager.read("active"), homeUuid);
  assertEquals(machine.phases(), ["connecting", "restoring", "restored"]);
});

Deno.test("a former network that does not come back is tried again, then left to NetworkManager", async () => {
  await using machine = await makeMachine();
  const { rig, manager, homeUuid } = machine;
  await manager.write(`profiles/${homeUuid}/unreachable`, "");
  await rig.call("wifi.connect", { ssid: "New", passphrase: "x".repeat(8) });
  await machine.reaches("connected");
  await rig.timing.turn(60_000);
  while (rig.timing.waiting === 0) await settle();
  await rig.timing.turn(5000);
  while (rig.timing.waiting === 0) await settle();
  await manager.remove(`profiles/${homeUuid}/unreachable`);
  await rig.timing.turn(15_000);
  await machine.reaches("restored");
  assertEquals(await manager.known(), { "Home profile": "yes" });
});

Deno.test("picam that ends before the confirmation goes back first", async () => {
  await using machine = await makeMachine();
  const { rig, manager, homeUuid } = machine;
  await rig.call("wifi.connect", { ssid: "New", passphrase: "x".repeat(8) });
  await machine.reaches("connected");
  await rig.appliance[Symbol.asyncDispose]();
  assertEquals(await manager.read("active"), homeUuid);
  assertEquals(await manager.known(), { "Home profile": "yes" });
  const up = (await manager.calls()).findLast((call) => call.includes("up"));
  assertEquals(up?.slice(0, 4), ["--colors", "no", "--wait", "0"]);
  assertEquals(rig.timing.waiting, 0);
});

Deno.test("a machine without Wi-Fi, without nmcli, or without NetworkManager says so", async () => {
  await using machine = await makeMachine();
  const { rig, manager } = machine;
  await manager.write("broken", "8 NetworkManager is not running.");
  for (const method of ["wifi.status", "wifi.scan", "wifi.connect"]) {
    const params = method === "wifi.connect" ? { ssid: "Café" } : {};
    assertMatch(
      String(await rig.call(method, params)),
      /^failed: NetworkManager is not running: sudo/,
    );
  }
  await Deno.remove(`${manager.folder}/nmcli`);
  assertMatch(
    String(await rig.call("wifi.scan")),
    /^failed: nmcli is not installed: sudo apt install/,
  );
});
