import { type Finding, ok, warn } from "./finding.ts";
import { type Machine, readText } from "./machine.ts";

/**
 * Whether the clock is set by the network. A Pi has none that runs while it is off: until then it
 * shows the time of its last shutdown.
 */
export async function checkClock(machine: Machine, now: Date = new Date()): Promise<Finding> {
  const time = `${now.toISOString().slice(0, 19).replace("T", " ")} UTC`;
  const isSet = ok(`${time}, set by the network`);
  // systemd-timesyncd leaves this file behind once it has set the clock.
  const stamp = await readText(machine, "/run/systemd/timesync/synchronized");
  if (stamp !== undefined) return isSet;
  const answer = await machine.run("timedatectl", ["show", "-p", "NTP", "-p", "NTPSynchronized"]);
  const shown = answer?.code === 0 ? answer.stdout : "";
  if (/^NTPSynchronized=yes$/m.test(shown)) return isSet;
  const chrony = (await machine.run("chronyc", ["tracking"]))?.stdout ?? "";
  if (/^Leap status\s*:\s*(?!Not synchronised)\S/m.test(chrony)) return isSet;
  if (/^NTP=no$/m.test(shown)) {
    return warn(
      `${time}, and nothing sets the clock: frames may carry a wrong time`,
      "sudo timedatectl set-ntp true",
    );
  }
  if (shown !== "" || chrony !== "") {
    return warn(
      `${time}, not yet set by the network: frames may carry a wrong time`,
      "wait a minute with the network up; timedatectl timesync-status shows the state",
    );
  }
  return warn(
    `${time}; nothing on this machine tells whether that is right`,
    "compare it with your own clock; sudo apt install systemd-timesyncd sets it from now on",
  );
}
