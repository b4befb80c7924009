import { type Logger, type RunProgram, systemTiming, type Timing, wait } from "../observe/mod.ts";
import { RequestError } from "../wire/mod.ts";
import { Nmcli } from "./nmcli.ts";
import {
  findWifiDevice,
  listNetworks,
  type WifiDevice,
  type WifiNetwork,
} from "./wifi_networks.ts";
import {
  bringUp,
  goBack,
  keep,
  planConnection,
  type WifiPlan,
  type WifiWish,
} from "./wifi_trial.ts";

/** What a change of network is at. */
export type WifiPhase =
  /** The new network is being joined. */
  | "connecting"
  /** It is joined; `wifi.confirm` keeps it. */
  | "connected"
  /** It is kept. */
  | "confirmed"
  /** Nobody confirmed, or it could not be joined: the former is being joined again. */
  | "restoring"
  /** The former network is joined again. */
  | "restored"
  /** Neither could be joined; NetworkManager goes on by itself. */
  | "lost";

/** What the status says of Wi-Fi. */
export interface WifiStatus {
  /** The device. */
  readonly device: string;
  /** What it does, in NetworkManager's words. */
  readonly state: string;
  /** Name of the connection in use. */
  readonly connection?: string;
  /** The network in use. */
  readonly network?: Omit<WifiNetwork, "isInUse">;
  /** A change of network under way. */
  readonly change?: { readonly ssid: string; readonly phase: WifiPhase };
}

/** What Wi-Fi needs. */
export interface WifiOptions {
  /** Runs `nmcli`. */
  readonly run: RunProgram;
  /** Where it says how a change went. */
  readonly log: Logger;
  /** Time; the machine's own unless a test turns it. */
  readonly timing?: Timing;
  /** Told of each phase of a change. */
  readonly onPhase: (phase: WifiPhase, change: { ssid: string; reason: string }) => void;
}

/** After a change is accepted, `wifi.confirm` has to arrive within this. Spec: wire-protocol v1. */
export const confirmSeconds = 60;
/** Waits before the former network is tried again. */
const retryMs: readonly number[] = [5000, 15_000];

interface Change {
  readonly ssid: string;
  readonly former: WifiDevice;
  readonly timeOver: AbortController;
  phase: WifiPhase;
  isLate?: boolean;
  added?: string;
  uuid?: string;
}

/**
 * The machine's Wi-Fi, through NetworkManager. A change of network may cut off whoever asked for it, so it is
 * taken back unless it is confirmed from the other side.
 */
export class Wifi {
  readonly #options: WifiOptions;
  readonly #nmcli: Nmcli;
  readonly #timing: Timing;
  readonly #ending = new AbortController();
  #busyWith: string | undefined;
  #change: Change | undefined;

  /** Does nothing yet. */
  constructor(options: WifiOptions) {
    this.#options = options;
    this.#nmcli = new Nmcli(options.run);
    this.#timing = options.timing ?? systemTiming;
  }

  /** Does `wifi.status`. @throws {RequestError} where NetworkManager cannot be asked. */
  async status(): Promise<WifiStatus> {
    const { device, state, connection } = await findWifiDevice(this.#nmcli);
    const heard = connection === undefined
      ? []
      : await listNetworks(this.#nmcli, { device, rescan: "no" });
    const inUse = heard.find(({ isInUse }) => isInUse);
    const { isInUse: _, ...network } = inUse ?? { isInUse: false };
    const change = this.#change;
    return {
      device,
      state,
      ...(connection === undefined ? {} : { connection: connection.name }),
      ...(inUse === undefined ? {} : { network: network as Omit<WifiNetwork, "isInUse"> }),
      ...(change === undefined ? {} : { change: { ssid: change.ssid, phase: change.phase } }),
    };
  }

  /** Does `wifi.scan`: listens for some seconds. @throws {RequestError} where that cannot be. */
  async scan(): Promise<WifiNetwork[]> {
    const { device } = await findWifiDevice(this.#nmcli);
    return await listNetworks(this.#nmcli, { device, rescan: "yes" });
  }

  /**
   * Does `wifi.connect`: finds out whether it can be tried, answers, and tries it.
   * @throws {RequestError} `invalid-state` while another change is under way.
   */
  async connect(wish: WifiWish): Promise<{ accepted: true; confirmWithinSeconds: number }> {
    if (this.#busyWith !== undefined) {
      const network = JSON.stringify(this.#busyWith);
      const phase = this.#change?.phase ?? "connecting";
      throw new RequestError(
        "invalid-state",
        `The change to ${network} comes first: it is ${phase}`,
      );
    }
    this.#busyWith = wish.ssid;
    try {
      const former = await findWifiDevice(this.#nmcli);
      const plan = await planConnection(this.#nmcli, { device: former, wish });
      this.#begin(plan, former);
    } catch (error) {
      this.#busyWith = undefined;
      throw error;
    }
    return { accepted: true, confirmWithinSeconds: confirmSeconds };
  }

  /**
   * Does `wifi.confirm`.
   * @throws {RequestError} `invalid-state` unless a network is joined that is to be confirmed.
   */
  async confirm(): Promise<{ ssid: string }> {
    const change = this.#change;
    if (change?.phase !== "connected" || change.uuid === undefined) {
      throw new RequestError(
        "invalid-state",
        change === undefined
          ? "There is no change of network to confirm"
          : `The change to ${
            JSON.stringify(change.ssid)
          } is not to be confirmed: it is ${change.phase}`,
      );
    }
    const { ssid, uuid } = change;
    change.timeOver.abort();
    this.#enter(change, "confirmed", "wifi.confirm");
    this.#finish();
    if (change.added !== undefined) await keep(this.#nmcli, { uuid, ssid });
    return { ssid };
  }

  /** Goes back to the former network, without waiting until it is up, if a change is not confirmed. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    const change = this.#change;
    change?.timeOver.abort();
    if (change === undefined || change.phase === "restoring") return;
    change.phase = "restoring";
    try {
      const { former, added } = change;
      await goBack(this.#nmcli, { device: former, abandoned: added, isHurried: true });
    } catch (error) {
      this.#options.log.warn(`The former network did not come up: ${messageOf(error)}`);
    }
  }

  #begin(plan: WifiPlan, former: WifiDevice): void {
    const timeOver = new AbortController();
    const change: Change = { ssid: plan.ssid, former, timeOver, phase: "connecting" };
    this.#change = change;
    this.#enter(change, "connecting", "wifi.connect");
    void this.#join(change, plan);
    void wait(this.#timing, confirmSeconds * 1000, timeOver.signal).then((isOver) => {
      change.isLate = isOver;
      // A connection that is still coming up is waited for: nmcli cannot do two things with one device.
      if (isOver && change.phase === "connected") this.#restore(change, notConfirmed);
    });
  }

  async #join(change: Change, plan: WifiPlan): Promise<void> {
    try {
      const { uuid, isNew } = await bringUp(this.#nmcli, plan);
      change.uuid = uuid;
      if (isNew) change.added = uuid;
    } catch (error) {
      if (change.phase === "connecting") this.#restore(change, messageOf(error));
      return;
    }
    if (change.phase !== "connecting") return; // picam is ending, and has gone back
    if (change.isLate === true) return this.#restore(change, notConfirmed);
    this.#enter(
      change,
      "connected",
      `wifi.confirm is expected within ${confirmSeconds} s of wifi.connect`,
    );
  }

  #restore(change: Change, reason: string): void {
    change.timeOver.abort();
    this.#enter(change, "restoring", reason);
    void this.#goBack(change).finally(() => this.#finish());
  }

  async #goBack(change: Change): Promise<void> {
    let abandoned = change.added;
    for (const waitMs of [...retryMs, undefined]) {
      try {
        await goBack(this.#nmcli, { device: change.former, abandoned });
        const name = change.former.connection?.name;
        return this.#enter(
          change,
          "restored",
          name === undefined ? "there was no network before" : `back in ${name}`,
        );
      } catch (error) {
        abandoned = undefined;
        if (waitMs === undefined) return this.#enter(change, "lost", messageOf(error));
      }
      if (!await wait(this.#timing, waitMs, this.#ending.signal)) return;
    }
  }

  #enter(change: Change, phase: WifiPhase, reason: string): void {
    change.phase = phase;
    const { ssid } = change;
    const level = phase === "lost" ? "error" : phase === "restoring" ? "warn" : "info";
    this.#options.log[level](`network ${JSON.stringify(ssid)}: ${phase}`, { reason });
    this.#options.onPhase(phase, { ssid, reason });
  }

  #finish(): void {
    this.#change = undefined;
    this.#busyWith = undefined;
  }
}

const notConfirmed = `wifi.confirm did not arrive within ${confirmSeconds} s`;

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
