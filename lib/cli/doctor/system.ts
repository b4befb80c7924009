import { type Finding, ok, warn } from "./finding.ts";
import { type Machine, readBoard, readText } from "./machine.ts";

/** The system and the board. */
export async function checkSystem(machine: Machine): Promise<Finding> {
  const [release = "", board, bits] = await Promise.all([
    readText(machine, "/etc/os-release"),
    readBoard(machine),
    machine.run("getconf", ["LONG_BIT"]),
  ]);
  const name = /^PRETTY_NAME="?([^"\n]*)/m.exec(release)?.[1] ?? Deno.build.os;
  const where = board === undefined ? "" : `, ${board}`;
  // A 64-bit kernel under a 32-bit system is common on a Pi, and `uname` does not show it.
  if (bits?.stdout.trim() === "32") {
    return warn(
      `${name} is a 32-bit system under a 64-bit kernel${where}`,
      'write the card anew with "Raspberry Pi OS (64-bit)"; a Pi 3, 4, 5 or Zero 2 W runs it',
    );
  }
  return ok(`${name}, 64-bit (${Deno.build.arch})${where}`);
}
