import { assertEquals } from "@std/assert";
import {
  readCommandLine,
  type SettingInForce,
  withCameraMembers,
} from "../../../lib/config/mod.ts";

async function inForce(): Promise<readonly SettingInForce[]> {
  const invocation = await readCommandLine({
    args: ["--source=pattern", "--config=f.json", "--control-token=swordfish"],
    env: { PICAM_HEIGHT: "480", PICAM_PUSH_TOKEN: "@/etc/push" },
    readTextFile: () => Promise.resolve('{\n  "bitrate": "800k"\n}'),
  });
  if (invocation.kind !== "serve") throw new TypeError(invocation.kind);
  return invocation.inForce;
}

function told(settings: readonly SettingInForce[], name: string): unknown[] {
  const setting = settings.find((each) => each.name === name);
  return [setting?.value, setting?.origin, setting?.where];
}

Deno.test("each setting is told with its value and origin, and no secret is", async () => {
  const settings = await inForce();
  assertEquals(told(settings, "source"), ["pattern", "flag", undefined]);
  assertEquals(told(settings, "height"), [480, "environment", "PICAM_HEIGHT"]);
  assertEquals(told(settings, "bitrate"), ["800k", "file", "f.json:2"]);
  assertEquals(told(settings, "framerate"), [30, "default", undefined]);
  assertEquals(told(settings, "shutter"), [null, "default", undefined]);
  assertEquals(told(settings, "control-token"), ["[secret]", "flag", undefined]);
  assertEquals(told(settings, "push-token"), ["@/etc/push", "environment", "PICAM_PUSH_TOKEN"]);
  assertEquals(told(settings, "output"), [undefined, undefined, undefined]);
  assertEquals(JSON.stringify(settings).includes("swordfish"), false);
});

Deno.test("what a client changed since the start has that origin", async () => {
  const started = await inForce();
  const settings = withCameraMembers(started, { height: 240, framerate: 30, sensorMode: "1:2" });
  assertEquals(told(settings, "height"), [240, "control", undefined]);
  assertEquals(told(settings, "framerate"), [30, "default", undefined]);
  assertEquals(told(settings, "sensor-mode"), ["1:2", "control", undefined]);
  assertEquals(settings.length, started.length);
});
