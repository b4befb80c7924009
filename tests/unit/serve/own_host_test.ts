import { assertEquals } from "@std/assert";
import { isOwnHost } from "../../../lib/serve/own_host.ts";

const hosts: [string, boolean][] = [
  ["192.168.1.5:8000", true],
  ["8.8.8.8", true],
  ["[::1]:8000", true],
  ["[fe80::1]", true],
  ["localhost:8000", true],
  ["pi", true],
  ["pi.local", true],
  ["PI.LOCAL:8000", true],
  ["pi.local.", true],
  ["pi.lan", true],
  ["pi.home.arpa", true],
  ["pi.internal", true],
  ["camera.example.org:8000", true],
  ["evil.com", false],
  ["pi.local.evil.com", false],
  ["example.org", false],
  ["local.", true],
  ["", false],
  ["a b", false],
  ["pi.local:8000@evil.com", false],
];

Deno.test("a Host header must be an address, a local name or an allowed one", () => {
  for (const [host, expected] of hosts) {
    assertEquals(isOwnHost(host, ["Camera.example.org"]), expected, host);
  }
});
