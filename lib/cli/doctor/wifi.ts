import { type Finding, ok, warn } from "./finding.ts";
import type { Machine } from "./machine.ts";

/** Whether picam could change Wi-Fi. */
export async function checkWifi({ run }: Machine): Promise<Finding> {
  const [nmcli, service] = await Promise.all([
    run("nmcli", ["--version"]),
    run("systemctl", ["is-active", "NetworkManager"]),
  ]);
  if (nmcli === undefined) {
    return warn(
      "nmcli is not installed: there is a picture without it, but picam cannot change networks",
      "sudo apt install network-manager",
    );
  }
  const version = /\d+(?:\.\d+)+/.exec(nmcli.stdout)?.[0] ?? "of an unknown version";
  const state = service?.stdout.trim();
  if (state === "inactive" || state === "failed") {
    return warn(
      `nmcli ${version} is installed, but NetworkManager is ${state}`,
      "sudo systemctl enable --now NetworkManager",
    );
  }
  return ok(`nmcli ${version}`);
}
