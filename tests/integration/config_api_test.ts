// The settings in force, as a running program tells them.
import { assert, assertEquals } from "@std/assert";
import type { Json } from "../support/json_schema.ts";
import { Picam } from "../support/picam.ts";

Deno.test("config is told to whoever may watch, and shows no secret", async () => {
  await using picam = await Picam.start([
    ...["--source", "pattern", "--width", "320", "--height", "240"],
    ...["--control-token", "swordfish-and-chips", "--view-token", "swordfish-to-watch"],
    ...["--push", "tcp://127.0.0.1:1", "--push-token", "swordfish-to-push"],
  ]);
  await picam.logged(/delivers pictures/);
  const url = `${picam.url}/api/v1/config`;
  const refused = await fetch(url);
  assertEquals(refused.status, 401);
  await refused.body!.cancel();
  const headers = { Authorization: "Bearer swordfish-and-chips" };
  const config = async () => {
    const response = await fetch(`${url}?token=swordfish-to-watch`);
    const text = await response.text();
    assertEquals(response.status, 200, text);
    assert(!text.includes("swordfish"), text);
    const settings: Json[] = JSON.parse(text).settings;
    return (name: string) => settings.find((each) => each.name === name);
  };
  const before = await config();
  assertEquals([before("width").value, before("width").origin], [320, "flag"]);
  for (const name of ["control-token", "view-token", "push-token"]) {
    assertEquals(before(name).value, "[secret]", name);
  }
  assertEquals(before("push").value, ["tcp://127.0.0.1:1"]);
  const set = await fetch(`${picam.url}/api/v1/control/camera.set`, {
    method: "POST",
    headers,
    body: '{"framerate": 10}',
  });
  assertEquals(set.status, 200, await set.text());
  const after = await config();
  assertEquals([after("framerate").value, after("framerate").origin], [10, "control"]);
});

Deno.test("a password in a URL for the camera program does not show in config", async () => {
  const words = "--a rtsp://me:swordfish@pi/live --b 'srt://pi:9?passphrase=swordfish'";
  await using picam = await Picam.start([
    "--source",
    "rpicam",
    "--on-demand",
    "9s",
    "--camera-args",
    words,
  ]);
  const { settings }: Json = await (await fetch(`${picam.url}/api/v1/config`)).json();
  const { value } = settings.find(({ name }: Json) => name === "camera-args");
  assertEquals(
    value.replaceAll("'", ""),
    words.replaceAll("'", "")
      .replace("me:swordfish@", "[secret]@").replace("swordfish", "[secret]"),
  );
});
