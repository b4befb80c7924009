import { assertEquals } from "@std/assert";
import type { PicamUrl } from "../../../lib/config/mod.ts";
import { settingsTable } from "../../../lib/config/settings_table.ts";

const { kind } = settingsTable.url;

type Expected = [protocol: PicamUrl["protocol"], host: string, port: number, tls: boolean];

const understood: [text: string, expected: Expected, href: string][] = [
  ["tcp://pi:5000", ["wire", "pi", 5000, false], "tcp://pi:5000"],
  ["tcp://pi", ["wire", "pi", 5000, false], "tcp://pi:5000"],
  ["TCP://pi/", ["wire", "pi", 5000, false], "tcp://pi:5000"],
  ["tls://pi.local:1", ["wire", "pi.local", 1, true], "tls://pi.local:1"],
  ["http://pi", ["websocket", "pi", 8000, false], "http://pi:8000/ws"],
  ["http://pi:80/", ["websocket", "pi", 80, false], "http://pi:80/ws"],
  ["https://10.0.0.7/ws", ["websocket", "10.0.0.7", 8000, true], "https://10.0.0.7:8000/ws"],
  ["http://pi/stream.h264", ["h264", "pi", 8000, false], "http://pi:8000/stream.h264"],
  ["http://pi/stream.mjpg", ["mjpeg", "pi", 8000, false], "http://pi:8000/stream.mjpg"],
  ["https://pi:443/stream.h264", ["h264", "pi", 443, true], "https://pi:443/stream.h264"],
  ["tcp+raw://pi", ["raw", "pi", 5001, false], "tcp+raw://pi:5001"],
  ["tcp://[::1]:7", ["wire", "::1", 7, false], "tcp://[::1]:7"],
  ["tcp://[fe80::1%eth0]", ["wire", "fe80::1%eth0", 5000, false], "tcp://[fe80::1%eth0]:5000"],
  ["pi", ["wire", "pi", 5000, false], "tcp://pi:5000"],
  ["192.168.1.5", ["wire", "192.168.1.5", 5000, false], "tcp://192.168.1.5:5000"],
  ["fe80::1", ["wire", "fe80::1", 5000, false], "tcp://[fe80::1]:5000"],
  ["pi:5000", ["wire", "pi", 5000, false], "tcp://pi:5000"],
  ["pi:8000", ["websocket", "pi", 8000, false], "http://pi:8000/ws"],
  ["pi:8000/stream.h264", ["h264", "pi", 8000, false], "http://pi:8000/stream.h264"],
  ["pi:5001", ["raw", "pi", 5001, false], "tcp+raw://pi:5001"],
];

Deno.test("a URL says how to speak, with whom, and whether behind TLS", () => {
  for (const [text, [protocol, host, port, tls], href] of understood) {
    assertEquals(kind.parse(text), { protocol, host, port, tls, href }, text);
    assertEquals(kind.parse(href)?.href, href, href);
  }
});

const refused: [text: string, meant: string | undefined][] = [
  ["", undefined],
  ["rtsp://pi:8554/cam", "tcp://pi:8554"],
  ["ws://pi:8000", "http://pi:8000"],
  ["wss://pi:8000/ws", "https://pi:8000"],
  ["tcp:pi:5000", "tcp://pi:5000"],
  ["http:/pi", "http://pi"],
  ["pi:1234", "tcp://pi:1234"],
  ["pi:99999", "tcp://pi"],
  ["tcp://pi:0", "tcp://pi"],
  ["tcp://pi/stream", "tcp://pi"],
  ["http://pi:8000/stream.mp4", "http://pi:8000"],
  ["http://pi:8000/stream.h264?token=geheim", "http://pi:8000"],
  ["http://me:geheim@pi:8000", "http://pi:8000"],
  ["tcp://a b", "tcp://a"],
  ["tcp://", undefined],
  ["tcp://-", undefined],
  ["tcp://pi:5000:6000", "tcp://pi"],
  ["tcp://[::1", undefined],
  ["x".repeat(3000), undefined],
];

Deno.test("what is no URL is refused, with what was probably meant", () => {
  for (const [text, meant] of refused) {
    assertEquals(kind.parse(text), undefined, text);
    assertEquals(kind.meant?.(text), meant, text);
  }
});

Deno.test("a secret in a URL is not shown", () => {
  assertEquals(kind.mask?.("http://me:geheim@pi:8000"), "http://[secret]@pi:8000");
  assertEquals(kind.mask?.("http://pi/stream.h264?token=x"), "http://pi/stream.h264?[secret]");
  assertEquals(kind.mask?.("tcp://pi:5000"), "tcp://pi:5000");
});
