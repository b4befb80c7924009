import { type Concern, machineConcerns, type MachineHealth } from "../../observe/mod.ts";
import { type Finding, ok, warn } from "./finding.ts";

/** Power supply and throttling. */
export function judgePower(health: MachineHealth, isPi: boolean): Finding | undefined {
  const { throttling } = health;
  if (throttling !== undefined) {
    return concernOf({ throttling, space: [] }) ?? ok("no under-voltage, no throttling");
  }
  if (!isPi) return undefined;
  return warn(
    "vcgencmd does not tell whether the power supply is strong enough",
    "sudo apt install raspi-utils (and see permissions, above)",
  );
}

/** The processor's temperature. */
export function judgeTemperature({ temperatureCelsius }: MachineHealth): Finding | undefined {
  if (temperatureCelsius === undefined) return undefined;
  return concernOf({ temperatureCelsius, space: [] }) ??
    ok(`the processor is at ${temperatureCelsius.toFixed(0)} °C`);
}

/** Room on the disk. */
export function judgeDisk({ space }: MachineHealth): Finding | undefined {
  const [disk] = space;
  if (disk === undefined) return undefined;
  const remedy = "sudo apt clean && sudo journalctl --vacuum-size=50M";
  return concernOf({ space: [disk] }, remedy) ??
    ok(`${disk.path} has ${(disk.freeBytes / 2 ** 30).toFixed(1)} GiB free`);
}

function concernOf(health: MachineHealth, remedy?: string): Finding | undefined {
  const concern: Concern | undefined = machineConcerns(health)[0];
  return concern && warn(concern.message, remedy ?? concern.remedy);
}
