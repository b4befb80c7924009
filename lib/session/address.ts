import { BlockList, isIP, isIPv6 } from "node:net";

/*
 * Loopback, private and link-local addresses. Spec: RFC 1122 3.2.1.3, RFC 1918, RFC 3927,
 * RFC 4193, RFC 4291 2.5.
 */
const nearby = new BlockList();
nearby.addSubnet("127.0.0.0", 8, "ipv4");
nearby.addSubnet("10.0.0.0", 8, "ipv4");
nearby.addSubnet("172.16.0.0", 12, "ipv4");
nearby.addSubnet("192.168.0.0", 16, "ipv4");
nearby.addSubnet("169.254.0.0", 16, "ipv4");
nearby.addAddress("::1", "ipv6");
nearby.addSubnet("fc00::", 7, "ipv6");
nearby.addSubnet("fe80::", 10, "ipv6");

/** The two ends of a connection, as a socket tells them. */
export interface ConnectionEnds {
  /** The other side's address. */
  readonly remoteAddress?: string | undefined;
  /** This machine's. */
  readonly localAddress?: string | undefined;
}

/**
 * Whether a client may watch without a token: it is on this machine, whatever that is called, or
 * its address is of the local network. Spec: http-api, *Who may do what*.
 */
export function isNearby({ remoteAddress, localAddress }: ConnectionEnds): boolean {
  // Deno before 2.5 cannot tell the address of every socket; such a build is for trying out only.
  if (remoteAddress === undefined || remoteAddress === localAddress) return true;
  const plain = plainAddress(remoteAddress);
  const family = isIP(plain);
  return family !== 0 && nearby.check(plain, family === 4 ? "ipv4" : "ipv6");
}

/** An address without its zone; IPv4 inside IPv6 as IPv4. Spec: RFC 4291 2.5.5.2. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, "").replace(/%.*$/, "");
}

/** Whom an address stands for: IPv4 itself, IPv6 its first 64 bits, which are one subscriber's. */
export function subscriberOf(address: string): string {
  const plain = plainAddress(address);
  if (!isIPv6(plain)) return plain;
  const [head = "", tail] = plain.split("::");
  const before = head === "" ? [] : head.split(":");
  if (tail === undefined) return networkOf(before);
  // An IPv4 tail stands for two groups, and is never among the first four.
  const after = tail === ""
    ? []
    : tail.split(":").flatMap((group) => group.includes(".") ? ["0", "0"] : [group]);
  const zeros = Array<string>(8 - before.length - after.length).fill("0");
  return networkOf([...before, ...zeros, ...after]);
}

function networkOf(groups: readonly string[]): string {
  const first = groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${first.join(":")}::/64`;
}

/** Whether an address or host name to listen on is one that only this machine reaches. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\./.test(host);
}
