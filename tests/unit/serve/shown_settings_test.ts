import { assertEquals } from "@std/assert";
import type { SettingInForce } from "../../../lib/config/mod.ts";
import { withoutCredentials } from "../../../lib/serve/shown_settings.ts";

/** What is set, and what a viewer is told of it. */
const cases: [SettingInForce["value"], SettingInForce["value"]][] = [
  [null, null],
  [1280, 1280],
  [false, false],
  ["@/var/lib/picam/control-token", "@/var/lib/picam/control-token"],
  ["--contrast 1.2", "--contrast 1.2"],
  ["tls://laptop:5000", "tls://laptop:5000"],
  ["rtsp://me:swordfish@pi:8554/live", "rtsp://[secret]@pi:8554/live"],
  ["-o rtsp://swordfish@a/b -p http://c:p@d", "-o rtsp://[secret]@a/b -p http://[secret]@d"],
  ["http://me:sword@fish@pi/", "http://[secret]@pi/"],
  ["http://pi/?at=me@home", "http://pi/?at=me@home"],
  ["srt://pi:9?mode=caller&passphrase=swordfish", "srt://pi:9?mode=caller&passphrase=[secret]"],
  ["'http://pi/?access_token=swordfish' -n", "'http://pi/?access_token=[secret]' -n"],
  [["http://a:b@c", "/srv/%Y.mp4"], ["http://[secret]@c", "/srv/%Y.mp4"]],
];

Deno.test("a viewer is told no password that stands in a URL, and all the rest", () => {
  for (const [value, told] of cases) {
    const setting: SettingInForce = {
      name: "camera-args",
      group: "Camera",
      value,
      origin: "flag",
      help: "words",
    };
    assertEquals(withoutCredentials([setting]), [{ ...setting, value: told }]);
  }
});
