import type { Nmcli } from "./nmcli.ts";
import { RequestError } from "../wire/mod.ts";

/** A network that is heard. */
export interface WifiNetwork {
  /** Its name. */
  readonly ssid: string;
  /** How well, 0 to 100. */
  readonly signalPercent: number;
  /** How it is secured, as NetworkManager says it: `WPA2`, `WPA2 WPA3`; empty where it is open. */
  readonly security: string;
  /** Whether this machine is connected to it. */
  readonly isInUse: boolean;
}

/** The Wi-Fi device and what it does. */
export interface WifiDevice {
  /** Its name, for example `wlan0`. */
  readonly device: string;
  /** What it does, in NetworkManager's words: `connected`, `disconnected`, `unavailable`. */
  readonly state: string;
  /** The connection in use. */
  readonly connection?: { readonly name: string; readonly uuid: string };
}

/** A connection that NetworkManager knows. */
export interface SavedConnection {
  /** Its name. */
  readonly name: string;
  /** Its number. */
  readonly uuid: string;
}

/** `nmcli` says so instead of an empty field. */
const none = "--";

/** The Wi-Fi device: of several the first that is connected. @throws {RequestError} where there is none. */
export async function findWifiDevice(nmcli: Nmcli): Promise<WifiDevice> {
  const fields = ["DEVICE", "TYPE", "STATE", "CONNECTION", "CON-UUID"];
  const rows = (await nmcli.table(["device", "status"], fields)).filter(([, type]) =>
    type === "wifi"
  );
  const row = rows.find(([, , state]) => state === "connected") ?? rows[0];
  const [device, , state = "", name = "", uuid = ""] = row ?? [];
  if (device === undefined) throw new RequestError("failed", "This machine has no Wi-Fi device");
  const isUsed = uuid !== "" && uuid !== none;
  return { device, state, ...(isUsed ? { connection: { name, uuid } } : {}) };
}

/**
 * The networks that a device hears, the strongest first; of access points of one name the strongest.
 * @param rescan `yes` listens anew, `auto` where the last time was 30 s ago, `no` not.
 */
export async function listNetworks(
  nmcli: Nmcli,
  { device, rescan }: { device: string; rescan: "yes" | "auto" | "no" },
): Promise<WifiNetwork[]> {
  const command = ["device", "wifi", "list", "ifname", device, "--rescan", rescan];
  const rows = await nmcli.table(command, ["IN-USE", "SSID", "SIGNAL", "SECURITY"]);
  const networks = new Map<string, WifiNetwork>();
  for (const [inUse, ssid = "", signal, security = ""] of rows) {
    if (ssid === "" || ssid === none) continue; // it hides its name
    const found = {
      ssid,
      signalPercent: Number(signal),
      security: security === none ? "" : security,
      isInUse: inUse === "*",
    };
    const known = networks.get(ssid);
    if (known === undefined || rank(found) > rank(known)) networks.set(ssid, found);
  }
  return [...networks.values()].sort((a, b) => rank(b) - rank(a));
}

function rank({ isInUse, signalPercent }: WifiNetwork): number {
  return signalPercent + (isInUse ? 1000 : 0);
}

/** Every Wi-Fi connection that NetworkManager knows. */
export async function listSaved(nmcli: Nmcli): Promise<SavedConnection[]> {
  const rows = await nmcli.table(["connection", "show"], ["NAME", "UUID", "TYPE"]);
  return rows.filter(([, , type]) => type === "802-11-wireless")
    .map(([name = "", uuid = ""]) => ({ name, uuid }));
}

/** The connection that NetworkManager knows for a network's name; nothing where it knows none. */
export async function findSaved(nmcli: Nmcli, ssid: string): Promise<SavedConnection | undefined> {
  for (const saved of await listSaved(nmcli)) {
    const get = ["--escape", "no", "--get-values", "802-11-wireless.ssid"];
    const told = await nmcli.ask([...get, "connection", "show", "uuid", saved.uuid]);
    if (told.replace(/\n$/, "") === ssid) return saved;
  }
  return undefined;
}
