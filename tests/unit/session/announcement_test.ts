import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  type Announcement,
  decodeAnnouncement,
  encodeAnnouncement,
} from "../../../lib/session/announcement.ts";

const camera: Announcement = {
  name: "Küche",
  version: "0.1.0",
  ports: { tcp: 5000, http: 8000, raw: undefined },
  tls: true,
  needsToken: false,
};

Deno.test("an announcement is written as members of a TXT record and read back", () => {
  const txt = encodeAnnouncement(camera);
  assertEquals(txt, {
    txtvers: "1",
    name: "Küche",
    version: "0.1.0",
    tcp: "5000",
    http: "8000",
    tls: "1",
    token: "0",
  });
  assertEquals(decodeAnnouncement(txt), camera);
});

Deno.test("ports that are none are left out, and what has no port is no picam", () => {
  for (const text of ["0", "65536", "-1", "1e3", "80 ", "", "99999999", "0x50", "08"]) {
    assertEquals(decodeAnnouncement({ tcp: text }), undefined, text);
    assertEquals(decodeAnnouncement({ tcp: text, http: "65535" })?.ports.http, 65_535);
  }
  assertEquals(decodeAnnouncement({}), undefined);
});

Deno.test("whatever the network says can be printed: one short line, nothing a terminal acts on", () => {
  const hostile = decodeAnnouncement({
    tcp: "5000",
    name: "\u001b[2Jpi\r\nroot# \u202egnp\u200b" + "x".repeat(500),
    version: "\u0007",
  });
  assertEquals(hostile?.name, `[2Jpiroot# gnp${"x".repeat(46)}`);
  assertEquals(hostile?.version, "");
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 80 }), (text) => {
    const { name = "" } = decodeAnnouncement({ tcp: "5000", name: text }) ?? {};
    assert(/^[^\p{C}]{0,60}$/u.test(name));
  }));
});
