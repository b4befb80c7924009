import type { Nmcli } from "./nmcli.ts";
import { RequestError } from "../wire/mod.ts";
import { findSaved, listNetworks, listSaved, type WifiDevice } from "./wifi_networks.ts";

/** What is asked for. */
export interface WifiWish {
  /** Name of the network. */
  readonly ssid: string;
  /** Its passphrase; absent for an open network, or one that NetworkManager knows. */
  readonly passphrase?: string | undefined;
}

/** What NetworkManager is to bring up. */
export interface WifiPlan extends WifiWish {
  /** On which device. */
  readonly device: string;
  /** The connection that it knows for it. */
  readonly savedUuid?: string;
  /** How it is secured, as NetworkManager names it; absent where it is open. */
  readonly keyManagement?: "wpa-psk" | "sae";
  /** Whether the network has not been heard, and may hide its name. */
  readonly isHidden: boolean;
}

/** A connection may take this long: association, keys, DHCP. */
const connectSeconds = 45;
const prefix = "picam ";

/**
 * Finds out what is needed for a network.
 * @throws {RequestError} where it cannot be joined with what was given.
 */
export async function planConnection(
  nmcli: Nmcli,
  { device, wish }: { device: WifiDevice; wish: WifiWish },
): Promise<WifiPlan> {
  const { ssid, passphrase } = wish;
  const heard = await listNetworks(nmcli, { device: device.device, rescan: "auto" });
  const network = heard.find((each) => each.ssid === ssid);
  const plan = { ...wish, device: device.device, isHidden: network === undefined };
  if (passphrase === undefined) {
    const saved = await findSaved(nmcli, ssid);
    if (saved !== undefined) return { ...plan, savedUuid: saved.uuid };
    if (network?.security === "") return plan;
    throw new RequestError(
      "invalid-params",
      network === undefined
        ? `${
          JSON.stringify(ssid)
        } is not heard here: wifi.scan lists what is; a hidden one needs its passphrase`
        : `${JSON.stringify(ssid)} is secured by ${network.security}: passphrase is missing`,
    );
  }
  return { ...plan, keyManagement: keyManagementOf(network?.security ?? "WPA2") };
}

function keyManagementOf(security: string): "wpa-psk" | "sae" {
  if (security === "") {
    throw new RequestError("invalid-params", "The network is open: leave passphrase out");
  }
  if (/802\.1X|WEP/.test(security)) {
    throw new RequestError(
      "failed",
      `The network is secured by ${security}: set it up with nmcli on the machine itself; then wifi.connect needs no passphrase`,
    );
  }
  return /WPA3/.test(security) && !/WPA[12]/.test(security) ? "sae" : "wpa-psk";
}

/**
 * Brings a connection up. A new one does not begin by itself until {@linkcode keep}: after a power cut
 * the machine is back in its former network.
 *
 * @returns The connection, and whether it is new.
 * @throws {RequestError} where it does not come up; a new one is then removed.
 */
export async function bringUp(
  nmcli: Nmcli,
  plan: WifiPlan,
): Promise<{ readonly uuid: string; readonly isNew: boolean }> {
  const isNew = plan.savedUuid === undefined;
  const uuid = plan.savedUuid ?? await addConnection(nmcli, plan);
  const { device, passphrase } = plan;
  const secret = plan.keyManagement !== undefined && passphrase !== undefined
    ? { setting: "802-11-wireless-security.psk", value: passphrase }
    : undefined;
  try {
    const up = ["connection", "up", "uuid", uuid, "ifname", device];
    await nmcli.ask(up, { waitSeconds: connectSeconds, secret });
  } catch (error) {
    if (isNew) await remove(nmcli, uuid);
    throw error;
  }
  return { uuid, isNew };
}

async function addConnection(nmcli: Nmcli, plan: WifiPlan): Promise<string> {
  const { ssid, device, keyManagement, isHidden } = plan;
  const told = await nmcli.ask([
    ...["connection", "add", "type", "wifi", "con-name", prefix + ssid],
    ...["ifname", device, "ssid", ssid, "autoconnect", "no"],
    ...(isHidden ? ["802-11-wireless.hidden", "yes"] : []),
    ...(keyManagement === undefined ? [] : ["802-11-wireless-security.key-mgmt", keyManagement]),
  ]);
  // "Connection 'picam NAME' (UUID) successfully added.": the last one, since a name may look alike.
  const uuid = [...told.matchAll(/\(([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\)/g)].at(-1)?.[1];
  if (uuid !== undefined) return uuid;
  throw new RequestError("failed", "nmcli does not say which connection it has added");
}

/** Keeps a new connection: it begins by itself from now on. What picam kept for that network before goes. */
export async function keep(
  nmcli: Nmcli,
  { uuid, ssid }: { uuid: string; ssid: string },
): Promise<void> {
  await nmcli.ask(["connection", "modify", "uuid", uuid, "connection.autoconnect", "yes"]);
  const earlier = (await listSaved(nmcli)).filter((saved) =>
    saved.name === prefix + ssid && saved.uuid !== uuid
  );
  for (const saved of earlier) await remove(nmcli, saved.uuid);
}

/**
 * Goes back to a former connection; where there was none, or it does not come up, NetworkManager chooses.
 * @param options.isHurried does not wait until it is up.
 * @throws {RequestError} where the former does not come up.
 */
export async function goBack(
  nmcli: Nmcli,
  options: {
    readonly device: WifiDevice;
    readonly abandoned?: string | undefined;
    readonly isHurried?: boolean;
  },
): Promise<void> {
  const { device, abandoned, isHurried } = options;
  const waitSeconds = isHurried === true ? 0 : connectSeconds;
  try {
    if (device.connection === undefined) return;
    const up = ["connection", "up", "uuid", device.connection.uuid, "ifname", device.device];
    await nmcli.ask(up, { waitSeconds });
  } finally {
    if (abandoned !== undefined) await remove(nmcli, abandoned);
  }
}

/** Removes a connection that picam has added. */
async function remove(nmcli: Nmcli, uuid: string): Promise<void> {
  await nmcli.ask(["connection", "delete", "uuid", uuid]);
}
