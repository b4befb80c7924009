import { systemTiming, type Timing, wait } from "../observe/mod.ts";
import { type Announcement, decodeAnnouncement, plainText } from "./announcement.ts";
import { joinMdns, serviceType } from "./mdns.ts";

/** Questions may be lost on the way: so often they are asked. */
const questions = 3;
const maxFound = 64;

/** A picam on the local network. */
export interface FoundPicam extends Announcement {
  /** The address that it answered from. */
  readonly host: string;
}

/** How to look. */
export interface DiscoverOptions {
  /** How long to wait for answers, in milliseconds. */
  readonly timeoutMs: number;
  /** Ends it early, with what was found until then. */
  readonly signal: AbortSignal;
  /** Time; the machine's own unless a test turns it. */
  readonly timing?: Timing;
}

/**
 * Looks for picams on the local network. What they say is not proved: it is a hint where to dial,
 * and texts in it are fit to be printed.
 * Spec: RFC 6762, RFC 6763.
 * @returns those that answered in time, by name, at most 64.
 * @throws {Error} where the network cannot be asked; the message says what to do instead.
 */
export async function discover(options: DiscoverOptions): Promise<readonly FoundPicam[]> {
  const { timeoutMs, signal, timing = systemTiming } = options;
  let trouble: string | undefined;
  await using mdns = await joinMdns((reason) => trouble ??= reason);
  const browser = mdns.bonjour.find({ type: serviceType });
  for (let asked = 0; asked < questions && !signal.aborted; asked++) {
    if (asked > 0) browser.update();
    await wait(timing, timeoutMs / questions, signal);
  }
  browser.stop();
  if (trouble !== undefined) {
    throw new Error(
      `Cannot look for picams on the local network: ${trouble}. Give the address, as tcp://pi:5000`,
    );
  }
  return browser.services.flatMap(toFound).slice(0, maxFound)
    .sort((a, b) => a.name.localeCompare(b.name) || a.host.localeCompare(b.host));
}

/** What the package knows of a service, as much as is of use. */
interface Answer {
  readonly name: string;
  readonly referer?: { readonly address: string };
  readonly txt?: unknown;
}

function toFound({ name, referer, txt }: Answer): FoundPicam[] {
  const announcement = typeof txt === "object" && txt !== null
    ? decodeAnnouncement(txt as Record<string, string>)
    : undefined;
  if (announcement === undefined || referer === undefined) return [];
  return [{ ...announcement, name: announcement.name || plainText(name), host: referer.address }];
}
