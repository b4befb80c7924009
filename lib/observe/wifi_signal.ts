/** How well a Wi-Fi device hears its access point. */
export interface WifiSignal {
  /** The device, for example `wlan0`. */
  readonly device: string;
  /** Signal level in dBm: -50 is strong, below -75 pictures stall. */
  readonly signalDbm: number;
  /** What the driver makes of it, 0 to 1; absent where its scale is not the usual one of 70. */
  readonly quality?: number;
}

/** Where the kernel tells of Wi-Fi devices: without a program, in microseconds. */
export const wirelessPath = "/proc/net/wireless";

const fullQuality = 70;

/**
 * Reads what the kernel tells of Wi-Fi devices that are connected.
 * Spec: proc_pid_net(5); Linux Wireless Extensions, `/proc/net/wireless`.
 *
 * @param text The file: two lines of headings, then a line for each device.
 * @returns The first device that hears an access point; `undefined` where there is none.
 */
export function parseWireless(text: string): WifiSignal | undefined {
  for (const line of text.split("\n").slice(2)) {
    const [, device, link, level] =
      /^\s*([^\s:]+):\s+[0-9a-f]+\s+(\d+)\.?\s+(-?\d+)\.?\s/i.exec(line) ?? [];
    const signalDbm = toDbm(Number(level));
    if (device === undefined || signalDbm === undefined) continue;
    const quality = Number(link) / fullQuality;
    return { device, signalDbm, ...(quality <= 1 ? { quality } : {}) };
  }
  return undefined;
}

/** Some drivers write the byte of the level without its sign; -256 and 0 are those that hear nothing. */
function toDbm(level: number): number | undefined {
  const signed = level > 0 ? level - 256 : level;
  return signed < 0 && signed >= -120 ? signed : undefined;
}
