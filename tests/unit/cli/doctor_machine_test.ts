import { assertEquals } from "@std/assert";
import { checkClock } from "../../../lib/cli/doctor/clock_sync.ts";
import type { Finding } from "../../../lib/cli/doctor/finding.ts";
import type { Machine } from "../../../lib/cli/doctor/machine.ts";
import { judgeDisk, judgePower, judgeTemperature } from "../../../lib/cli/doctor/machine_state.ts";
import { checkSystem } from "../../../lib/cli/doctor/system.ts";
import { checkWifi } from "../../../lib/cli/doctor/wifi.ts";
import { assertFinding, type ExpectedFinding } from "./assert_finding.ts";
import { type MadeUp, withMachine } from "./made_up_machine.ts";

const bookworm = {
  "/etc/os-release": 'NAME="Debian GNU/Linux"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n',
  "/proc/device-tree/model": "Raspberry Pi 4 Model B Rev 1.5\0",
};
const ntp = "timedatectl show -p NTP -p NTPSynchronized";
const clock = (machine: Machine): Promise<Finding> =>
  checkClock(machine, new Date("2026-01-02T03:04:05.678Z"));

const cases: {
  name: string;
  made: MadeUp;
  check: (machine: Machine) => Promise<Finding>;
  expected: ExpectedFinding;
}[] = [
  {
    name: "a 64-bit Pi",
    made: { files: bookworm, programs: { "getconf LONG_BIT": "64\n" } },
    check: checkSystem,
    expected: ["ok", /^Debian GNU\/Linux 12 \(bookworm\), 64-bit \(\w+\), Raspberry Pi 4 .* 1\.5$/],
  },
  {
    name: "a 32-bit system under a 64-bit kernel",
    made: { files: bookworm, programs: { "getconf LONG_BIT": "32\n" } },
    check: checkSystem,
    expected: ["warn", /32-bit system/, /Raspberry Pi OS \(64-bit\)/],
  },
  { name: "a system without any name", made: {}, check: checkSystem, expected: ["ok", /64-bit/] },

  {
    name: "NetworkManager at work",
    made: {
      programs: {
        "nmcli --version": "nmcli tool, version 1.42.4\n",
        "systemctl is-active NetworkManager": "active\n",
      },
    },
    check: checkWifi,
    expected: ["ok", /^nmcli 1\.42\.4$/],
  },
  {
    name: "NetworkManager at rest",
    made: {
      programs: {
        "nmcli --version": "nmcli tool, version 1.42.4\n",
        "systemctl is-active NetworkManager": { code: 3, stdout: "inactive\n" },
      },
    },
    check: checkWifi,
    expected: ["warn", /is inactive/, /^sudo systemctl enable --now NetworkManager$/],
  },
  {
    name: "no NetworkManager",
    made: {},
    check: checkWifi,
    expected: ["warn", /not installed/, /^sudo apt install network-manager$/],
  },

  {
    name: "a clock that systemd-timesyncd has set",
    made: { files: { "/run/systemd/timesync/synchronized": "" } },
    check: clock,
    expected: ["ok", /^2026-01-02 03:04:05 UTC, set by the network$/],
  },
  {
    name: "a clock that timedatectl knows to be set",
    made: { programs: { [ntp]: "NTP=yes\nNTPSynchronized=yes\n" } },
    check: clock,
    expected: ["ok", /set by the network/],
  },
  {
    name: "a clock that chrony has set",
    made: { programs: { "chronyc tracking": "Stratum : 3\nLeap status     : Normal\n" } },
    check: clock,
    expected: ["ok", /set by the network/],
  },
  {
    name: "a clock that chrony has not set yet",
    made: { programs: { "chronyc tracking": "Leap status     : Not synchronised\n" } },
    check: clock,
    expected: ["warn", /not yet set/, /wait/],
  },
  {
    name: "a clock that nobody sets",
    made: { programs: { [ntp]: "NTP=no\nNTPSynchronized=no\n" } },
    check: clock,
    expected: ["warn", /nothing sets the clock/, /^sudo timedatectl set-ntp true$/],
  },
  {
    name: "a clock that is still to be set",
    made: { programs: { [ntp]: "NTP=yes\nNTPSynchronized=no\n" } },
    check: clock,
    expected: ["warn", /not yet set/, /wait/],
  },
  {
    name: "a machine that does not tell of its clock",
    made: { programs: { [ntp]: { code: 1, stdout: "" } } },
    check: clock,
    expected: ["warn", /nothing on this machine tells/, /systemd-timesyncd/],
  },
];

for (const { name, made, check, expected } of cases) {
  Deno.test(`doctor on ${name}`, async () => {
    assertFinding(await withMachine(made, check), expected);
  });
}

Deno.test("doctor on power, temperature and disk", () => {
  const space = [{ path: "/", freeBytes: 12 * 2 ** 30, totalBytes: 30 * 2 ** 30 }];
  const well = { throttling: { now: [], sinceBoot: [] }, temperatureCelsius: 51.6, space };
  assertFinding(judgePower(well, true), ["ok", /no under-voltage/]);
  assertFinding(judgeTemperature(well), ["ok", /52 °C/]);
  assertFinding(judgeDisk(well), ["ok", /^\/ has 12\.0 GiB free$/]);

  const full = [{ path: "/", freeBytes: 2 ** 20, totalBytes: 30 * 2 ** 30 }];
  const low = { now: ["under-voltage"], sinceBoot: ["under-voltage"] };
  const ill = { throttling: low, temperatureCelsius: 84, space: full };
  assertFinding(judgePower(ill, true), ["warn", /under-voltage now/, /stronger power supply/]);
  assertFinding(judgeTemperature(ill), ["warn", /84 °C/, /cool it/]);
  assertFinding(judgeDisk(ill), ["warn", /only 1 MiB/, /^sudo apt clean/]);

  const silent = { space: [] };
  assertFinding(judgePower(silent, true), ["warn", /does not tell/, /^sudo apt install/]);
  assertEquals(
    [judgePower(silent, false), judgeTemperature(silent), judgeDisk(silent)],
    [undefined, undefined, undefined],
  );
});
