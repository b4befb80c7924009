import { createHash } from "node:crypto";
import type { Service } from "bonjour-service";
import { type Fault, type Logger, systemTiming, type Timing } from "../observe/mod.ts";
import { type Announcement, encodeAnnouncement } from "./announcement.ts";
import { joinMdns, type Mdns, serviceType, within } from "./mdns.ts";

/** So often it is looked whether the machine has other addresses: Wi-Fi may come after picam. */
const addressCheckMs = 30_000;
/** Longest label of a domain name. Spec: RFC 1035 2.3.4. */
const maxLabelBytes = 63;

/** What is announced, and by what means. */
export interface AnnounceOptions extends Announcement {
  /** Told once when it does not work, and once when it does again. */
  readonly log: Logger;
  /** Time; the machine's own unless a test turns it. */
  readonly timing?: Timing;
  /** Addresses of this machine; its own unless a test makes them up. */
  readonly addresses?: () => readonly string[];
}

/**
 * Announces a picam on the local network as `_picam._tcp` until it is disposed of, which says
 * goodbye. Nothing depends on it: where it does not work, that is logged once and picam goes on.
 * Spec: RFC 6762, RFC 6763.
 */
export function announce(options: AnnounceOptions): AsyncDisposable {
  return new Announcer(options);
}

class Announcer implements AsyncDisposable {
  readonly #options: AnnounceOptions;
  readonly #timing: Timing;
  readonly #addresses: () => readonly string[];
  readonly #trouble: Fault;
  readonly #started: Promise<void>;
  #mdns: Mdns | undefined;
  #service: Service | undefined;
  #published = "";
  #cancelCheck: () => void = () => {};
  #isOver = false;

  constructor(options: AnnounceOptions) {
    const { timing = systemTiming, addresses = ownAddresses, log } = options;
    this.#options = options;
    this.#timing = timing;
    this.#addresses = addresses;
    this.#trouble = log.fault();
    this.#started = this.#start();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    this.#cancelCheck();
    await this.#started;
    await this.#sayGoodbye();
    await this.#mdns?.[Symbol.asyncDispose]();
  }

  async #start(): Promise<void> {
    try {
      this.#mdns = await joinMdns((reason) => this.#raise(reason));
      if (!this.#isOver) this.#check();
    } catch (error) {
      this.#raise(error instanceof Error ? error.message : String(error));
    }
  }

  /** Publishes, and again whenever the addresses are others. */
  #check(): void {
    const addresses = this.#addresses().join();
    if (addresses !== this.#published) {
      this.#published = addresses;
      void this.#sayGoodbye().then(() => this.#publish());
    }
    this.#cancelCheck = this.#timing.after(addressCheckMs, () => this.#check());
  }

  #publish(): void {
    if (this.#isOver || this.#mdns === undefined) return;
    const { ports } = this.#options;
    const port = ports.tcp ?? ports.http ?? ports.raw ?? 0;
    const id = uniqueId(port);
    try {
      this.#service = this.#mdns.bonjour.publish({
        type: serviceType,
        name: instanceName(this.#options.name, id),
        // A name of our own: were it the machine's, its own responder would take us for a rival.
        host: `picam-${id}.local`,
        port,
        txt: encodeAnnouncement(this.#options),
        // The name is this machine's alone, and the package tells of a clash on standard output.
        probe: false,
      });
    } catch (error) {
      this.#raise(error instanceof Error ? error.message : String(error));
    }
  }

  async #sayGoodbye(): Promise<void> {
    const service = this.#service;
    this.#service = undefined;
    if (service === undefined) return;
    await within(new Promise<void>((resolve) => service.stop?.(() => resolve())));
  }

  #raise(reason: string): void {
    this.#trouble.raise(
      `picam is not announced on the local network and must be given by address: ${reason}`,
    );
  }
}

/** Its name for people, and what makes it the only one. Spec: RFC 6763 4.1.1. */
function instanceName(name: string, id: string): string {
  const suffix = ` (${id})`;
  const encoder = new TextEncoder();
  let shown = name;
  while (encoder.encode(shown + suffix).length > maxLabelBytes) shown = shown.slice(0, -1);
  return shown + suffix;
}

/** Tells picams apart whose names and memory cards are copies: by network hardware and port. */
function uniqueId(port: number): string {
  const macs = Deno.networkInterfaces().map(({ mac }) => mac)
    .filter((mac) => mac !== "00:00:00:00:00:00");
  const hash = createHash("sha256").update([...new Set(macs), port].sort().join());
  return hash.digest("hex").slice(0, 6);
}

function ownAddresses(): string[] {
  return Deno.networkInterfaces().map(({ address }) => address).sort();
}
