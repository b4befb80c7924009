import { assertEquals } from "@std/assert";
import type { Kind } from "../../../lib/config/kind.ts";
import { settingsTable } from "../../../lib/config/settings_table.ts";

const hex = Array.from({ length: 32 }, () => "AB").join(":");

type Name = keyof typeof settingsTable;

const allowed: [Name, [text: string, value: unknown][]][] = [
  ["source", [
    ["rpicam", { kind: "rpicam" }],
    ["pattern", { kind: "pattern" }],
    ["pattern:sawtooth", { kind: "pattern", pattern: "sawtooth" }],
    ["device:/dev/camera", { kind: "device", path: "/dev/camera" }],
    ["device:fifo", { kind: "device", path: "fifo" }],
    ["stdin", { kind: "stdin" }],
    ["v4l2:/dev/video0", { kind: "v4l2", device: "/dev/video0" }],
    ["file:a b:c.h264", { kind: "file", path: "a b:c.h264" }],
    ["ring:/dev/shm/picam/ring", { kind: "ring", path: "/dev/shm/picam/ring" }],
  ]],
  ["ring", [
    ["auto", { kind: "auto" }],
    ["memory", { kind: "memory" }],
    ["/run/picam/ring", { kind: "file", path: "/run/picam/ring" }],
    ["./ring", { kind: "file", path: "./ring" }],
  ]],
  ["width", [["16", 16], ["4608", 4608]]],
  ["codec", [["h264", "h264"], ["mjpeg", "mjpeg"], ["raw12", "raw12"]]],
  ["rawFormat", [
    ["SRGGB12", "SRGGB12"],
    ["SBGGR10_CSI2P", "SBGGR10_CSI2P"],
    ["GRBG_PISP_COMP1", "GRBG_PISP_COMP1"],
    ["SGBRG16", "SGBRG16"],
  ]],
  ["rawStrideBytes", [["16", 16], ["65536", 65_536]]],
  ["metadataPath", [["/run/a b.json", "/run/a b.json"]]],
  ["framerate", [["1", 1], ["29.97", 29.97], ["500", 500]]],
  ["bitrateBps", [["25k", 25_000], ["100M", 100_000_000]]],
  ["sensorMode", [["1536:864", "1536:864"], ["2304:1296:10:P", "2304:1296:10:P"]]],
  ["rotation", [["0", 0], ["180", 180]]],
  ["hflip", [["true", true], ["1", true], ["on", true], ["no", false], ["false", false]]],
  ["shutterUs", [["20000", 20_000], ["20ms", 20_000], ["2s", 2_000_000]]],
  ["ev", [["-10", -10], ["0.5", 0.5]]],
  ["roi", [["0.25,0.25,0.5,0.5", "0.25,0.25,0.5,0.5"], ["0,0,1,1", "0,0,1,1"]]],
  ["lensPosition", [["default", "default"], ["0", 0], ["2.5", 2.5]]],
  ["cameraArgs", [
    ["", []],
    ["--contrast 1.2", ["--contrast", "1.2"]],
    ['"a\\b\\$" a\\b', ["a\\b$", "ab"]],
    [` a  'b c' "d 'e' \\"f\\" \\\\" g\\ h i'j'"k" '' `, [
      "a",
      "b c",
      `d 'e' "f" \\`,
      "g h",
      "ijk",
      "",
    ]],
  ]],
  ["host", [["0.0.0.0", "0.0.0.0"], ["::", "::"], ["pi.local", "pi.local"], ["4pi", "4pi"]]],
  ["httpPort", [["0", 0], ["65535", 65535]]],
  ["allowHosts", [["", []], ["A.example.org", ["a.example.org"]], ["a, b", ["a", "b"]]]],
  ["lagLimitMs", [["100ms", 100], ["2", 2000], ["10m", 600_000]]],
  ["ringSizeBytes", [["1M", 1_048_576], ["16G", 17_179_869_184]]],
  ["durationMs", [["1ms", 1], ["1.5s", 1500]]],
  ["name", [["camera", "camera"], ["Küche 2", "Küche 2"]]],
  ["tcpPort", [["0", 0], ["auto", "auto"]]],
  ["listenPort", [["1", 1], ["65535", 65535], ["auto", "auto"]]],
  ["tls", [
    ["off", { kind: "off" }],
    ["self-signed", { kind: "self-signed" }],
    ["a b.pem,/k.pem", { kind: "files", certificatePath: "a b.pem", keyPath: "/k.pem" }],
  ]],
  ["pin", [["ab".repeat(32), hex], [hex, hex], [`sha256:${"AB".repeat(32)}`, hex]]],
  ["caPath", [["ca.pem", "ca.pem"]]],
  ["segment", [
    ["60s", { durationMs: 60_000 }],
    ["1h", { durationMs: 3_600_000 }],
    ["2m", { durationMs: 120_000 }],
    ["2M", { sizeBytes: 2 ** 21 }],
    ["100M", { sizeBytes: 100 * 2 ** 20 }],
    ["1.5G", { sizeBytes: 1.5 * 2 ** 30 }],
  ]],
  ["keep", [
    ["10G", { sizeBytes: 10 * 2 ** 30 }],
    ["7d", { ageMs: 7 * 86_400_000 }],
    ["90m", { ageMs: 5_400_000 }],
  ]],
  ["outputs", [
    ["", []],
    ["-", ["-"]],
    ["a.mp4,frames/%Y%m%d-%H%M%S.h264,-", ["a.mp4", "frames/%Y%m%d-%H%M%S.h264", "-"]],
  ]],
  ["recordPatterns", [["{name}-%03d.mp4", ["{name}-%03d.mp4"]]]],
  ["from", [
    ["live", { kind: "live" }],
    ["oldest", { kind: "oldest" }],
    ["-30s", { kind: "ago", seconds: 30 }],
    ["-30", { kind: "ago", seconds: 30 }],
    ["-1.5m", { kind: "ago", seconds: 90 }],
  ]],
  ["policy", [["live", "live"], ["gapless", "gapless"]]],
  ["stats", [["text", "text"], ["json", "json"], ["off", "off"]]],
  ["reconnectAttempts", [["0", 0], ["5", 5]]],
  ["reconnectDelayMs", [["2s", 2000], ["10ms", 10]]],
  ["onDemandMs", [["30", 30_000], ["5m", 300_000]]],
  ["token", [["@/etc/token", { kind: "file", path: "/etc/token" }]]],
  ["pushUrls", [["tcp://a,tls://b:1", [
    { protocol: "wire", host: "a", port: 5000, tls: false, href: "tcp://a:5000" },
    { protocol: "wire", host: "b", port: 1, tls: true, href: "tls://b:1" },
  ]]]],
];

const refused: [Name, string[]][] = [
  ["source", [
    "",
    "v4l2",
    "v4l2:",
    "v4l2:video0",
    "file:",
    "ring:",
    "file:a\0b",
    "Pattern",
    "pattern:",
    "pattern:chart",
    "device:",
    "exec:x",
  ]],
  ["codec", ["jpeg", "raw", ""]],
  ["rawFormat", ["", "RGGB12", "SRGGB11", "srggb12", "SRGGB12_CSI2", "R8", "SRGGB12 "]],
  ["rawStrideBytes", ["0", "15", "65537", "1k"]],
  ["metadataPath", ["", "a\nb"]],
  ["quality", ["0", "101", "7.5", "best"]],
  ["ring", ["", "memroy", "a\n/b"]],
  ["width", ["15", "17", "4610", "1e3", "640.0", " 640", "+640", "0x280", "-640", ""]],
  ["framerate", ["0", "0.5", "501", "NaN", "Infinity", "30fps"]],
  ["bitrateBps", ["24k", "101M", "0"]],
  ["sensorMode", ["1536x864", "1536:864:9", "1536:864:10:X", "0:0"]],
  ["rotation", ["90", "270", "-180"]],
  ["hflip", ["", "ja", "constructor", "TRUE"]],
  ["shutterUs", ["0", "671s", "1/50"]],
  ["gain", ["0", "-1", "x2"]],
  ["roi", ["0.5,0.5,0.6,0.5", "0,0,0,1", "0,0,1", "a,b,c,d", "-0.1,0,1,1"]],
  ["lensPosition", ["33", "-1", "infinity"]],
  ["cameraArgs", ["'open", '"open', "open\\", "x".repeat(4097), "a\0b"]],
  ["host", ["", "a b", "-a", "a..b", "256.1.1.1", "1.2.3", "[::1]", "http://a", "x".repeat(254)]],
  ["httpPort", ["65536", "-1", "http"]],
  ["allowHosts", ["a/b", "a,,b", "a:80", "*.example.org"]],
  ["maxClients", ["0", "10001"]],
  ["lagLimitMs", ["99ms", "11m", "0"]],
  ["ringSizeBytes", ["1023k", "17G"]],
  ["frames", ["0", "-1", "1.5"]],
  ["durationMs", ["0", "366d", "100us"]],
  ["name", ["", " a", "-a", "a/b", "a{b}", "x".repeat(64), "a\n"]],
  ["listenPort", ["0", "65536", "", "off"]],
  ["tls", ["", "on", "yes", "a.pem", "a.pem,", ",b.pem", "a,b,c", "a\0,b"]],
  ["pin", ["", "ab", "ab".repeat(31), "zz".repeat(32), `${"ab:".repeat(32)}`, "ab:".repeat(31)]],
  ["caPath", ["", "a\0"]],
  ["segment", ["", "60", "0s", "500ms", "31d", "100k", "1025G", "10 M", "1T", "-1s"]],
  ["keep", ["", "10", "59s", "3651d", "1k", "10GB"]],
  ["outputs", ["a", "a.mkv", ".mp4", "dir/.mp4", "a.mp4,", "a.mp4,b", "a\n.mp4", "--"]],
  ["recordPatterns", ["-", "a.txt", "x".repeat(4097) + ".mp4"]],
  ["from", ["", "now", "30s", "-", "-31d", "--30s", "seq:5"]],
  ["policy", ["", "lossless"]],
  ["stats", ["", "xml"]],
  ["reconnectAttempts", ["-1", "1.5", "1000001"]],
  ["reconnectDelayMs", ["0", "9ms", "31s"]],
  ["onDemandMs", ["0", "999ms", "25h", "off"]],
  ["token", ["", "@", "a b", "ä", "[secret]", "x".repeat(257), "a\n"]],
  ["pushUrls", ["http://a", "tcp+raw://a", "tcp://a,", "tcp://a/x"]],
];

Deno.test("each setting takes what it should", () => {
  for (const [name, cases] of allowed) {
    for (const [text, value] of cases) {
      assertEquals<unknown>(settingsTable[name].kind.parse(text), value, `${name} ${text}`);
    }
  }
});

Deno.test("each setting refuses what it should", () => {
  for (const [name, texts] of refused) {
    for (const text of texts) {
      assertEquals(settingsTable[name].kind.parse(text), undefined, `${name} ${text}`);
    }
  }
});

Deno.test("what a setting writes it reads back", () => {
  for (const [name, cases] of allowed) {
    const kind = settingsTable[name].kind as Kind<unknown>;
    for (const [, value] of cases) {
      const written = kind.format(value);
      const text = typeof written === "object" ? written.join(",") : String(written);
      assertEquals(kind.parse(text), value, `${name} ${text}`);
    }
  }
});

Deno.test("every default is a value that its setting takes", () => {
  for (const { name, kind, fallback } of Object.values(settingsTable)) {
    if (fallback !== undefined) assertEquals(kind.parse(fallback) !== undefined, true, name);
  }
});
