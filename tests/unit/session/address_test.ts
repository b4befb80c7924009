import { assertEquals } from "@std/assert";
import { isNearby } from "../../../lib/session/address.ts";

const addresses: [string | undefined, boolean][] = [
  ["127.0.0.1", true],
  ["127.8.9.10", true],
  ["::1", true],
  ["::ffff:127.0.0.1", true],
  ["::ffff:192.168.1.9", true],
  ["::ffff:8.8.8.8", false],
  ["10.255.0.1", true],
  ["172.15.0.1", false],
  ["172.16.0.1", true],
  ["172.31.255.255", true],
  ["172.32.0.1", false],
  ["192.168.0.1", true],
  ["192.169.0.1", false],
  ["169.254.10.1", true],
  ["fe80::1%eth0", true],
  ["fd12::1", true],
  ["2001:db8::1", false],
  ["8.8.8.8", false],
  ["0.0.0.0", false],
  ["nonsense", false],
  ["", false],
];

Deno.test("only loopback, private and link-local addresses are nearby", () => {
  for (const [address, expected] of addresses) {
    const ends = { remoteAddress: address, localAddress: "192.168.1.2" };
    assertEquals(isNearby(ends), expected, address);
  }
});

Deno.test("whoever connects from this machine itself is nearby, whatever its address", () => {
  assertEquals(isNearby({ remoteAddress: "8.8.8.8", localAddress: "8.8.8.8" }), true);
  assertEquals(isNearby({ remoteAddress: "8.8.8.8", localAddress: "8.8.4.4" }), false);
});
