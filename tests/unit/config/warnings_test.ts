import { assertEquals, assertStringIncludes } from "@std/assert";
import { read, refusal, serve, warnings } from "./reading.ts";

Deno.test("ports may all be off where pictures are pushed or recorded", async () => {
  const off = ["--http-port=0", "--tcp-port=0", "--raw-port=0"];
  assertEquals((await serve({ args: [...off, "--record=a.mp4"] })).recordPatterns, ["a.mp4"]);
  assertEquals((await serve({ args: [...off, "--push=tcp://a"] })).pushUrls.length, 1);
});

Deno.test("a token in the clear is warned of where ps shows it, a short one everywhere", async () => {
  const long = "long-enough-1234";
  assertEquals(await warnings({ args: [`--view-token=${long}`] }), [
    "--view-token is seen by everybody who runs ps: put it into a file, --view-token @FILE",
  ]);
  assertEquals(await warnings({ env: { PICAM_CONTROL_TOKEN: long } }), []);
  assertEquals(await warnings({ env: { PICAM_CONTROL_TOKEN: "short" } }), [
    "PICAM_CONTROL_TOKEN is easily guessed: take one of at least 16 characters",
  ]);
  assertEquals(await warnings({ args: ["--view-token=@short"] }), []);
  assertEquals(await warnings({ args: ["--mode=receive"], env: { PICAM_VIEW_TOKEN: "x" } }), []);
  const connect = ["--mode=control", "pi", "wifi.connect", "ssid=a", "passphrase=b"];
  assertEquals(await warnings({ args: connect }), [
    "passphrase= is seen by everybody who runs ps: put it into a file, passphrase=@FILE",
  ]);
});

Deno.test("settings of the other codec are said to have no effect", async () => {
  assertEquals(
    await warnings({ args: ["--codec=mjpeg", "--intra=5"], env: { PICAM_BITRATE: "1M" } }),
    [
      "PICAM_BITRATE, --intra without effect: the codec is mjpeg",
    ],
  );
  assertEquals(await warnings({ args: ["--quality=50"] }), [
    "--quality without effect: the codec is h264",
  ]);
  assertEquals(await warnings({ args: ["--codec=mjpeg", "--quality=50"] }), []);
});

Deno.test("settings of RAW frames are said to have no effect where nobody asks for them", async () => {
  const raw = ["--raw-format=SBGGR10", "--raw-stride=4096"];
  assertEquals(await warnings({ args: [...raw, "--quality=5"], env: { PICAM_METADATA: "m" } }), [
    "--quality, --raw-format, --raw-stride, PICAM_METADATA without effect: the codec is h264",
  ]);
  assertEquals(await warnings({ args: ["--codec=raw12", "--bitrate=1M", ...raw] }), [
    "--bitrate without effect: the codec is raw12",
    "--raw-format, --raw-stride without effect: the camera program tells them by itself",
  ]);
  const pattern = ["--codec=raw12", "--source=pattern"];
  assertEquals(await warnings({ args: [...pattern, ...raw, "--metadata=m"] }), [
    "--raw-stride, --metadata without effect: the source is pattern",
  ]);
  const device = ["--codec=raw12", "--source=device:/dev/camera", "--metadata=m"];
  assertEquals(await warnings({ args: [...device, ...raw] }), []);
});

Deno.test("on demand has no effect where something needs the camera always", async () => {
  assertEquals(await warnings({ args: ["--on-demand=5", "--record=a.mp4"] }), [
    "--on-demand without effect: --record needs the camera all the time",
  ]);
});

Deno.test("a secret is in no message, printed configuration or dump of the settings", async () => {
  const secret = "s3cr3t-9876543210";
  const wrong = `${secret} `;
  for (const name of ["view-token", "control-token", "push-token"]) {
    const variable = `PICAM_${name.toUpperCase().replace("-", "_")}`;
    const messages = [
      await refusal({ args: [`--${name}=${wrong}`] }),
      await refusal({ args: [`--${name}=${secret}`, `--${name}=${secret}`] }),
      await refusal({ env: { [variable]: wrong } }),
      await refusal({ file: `{"${name}": "${wrong}"}` }),
      await refusal({ file: `{"${name}": "${secret}}` }),
      await refusal({ file: `{"${name}" "${secret}"}` }),
      ...await warnings({ args: [`--${name}=${secret}`, "--push=tcp://a"] }),
    ];
    const printed = await read({
      args: [`--${name}=${secret}`, "--push=tcp://a", "--print-config"],
    });
    const settings = await serve({ args: [`--${name}=${secret}`, "--push=tcp://a"] });
    messages.push(
      printed.kind === "print" ? printed.text : "",
      Deno.inspect(settings, { depth: 9 }),
      JSON.stringify(settings),
    );
    for (const message of messages) assertEquals(message.includes(secret), false, message);
    assertStringIncludes(messages.at(-3) ?? "", `"${name}": "[secret]"`);
  }
});
