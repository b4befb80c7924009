import { assertEquals } from "@std/assert";
import { detectPlatform, findProgram } from "../../../lib/capture/mod.ts";
import { findCameraProgram, parseCameraVersion } from "../../../lib/capture/camera_program.ts";

const versions: { text: string; facts: ReturnType<typeof parseCameraVersion> }[] = [
  {
    text: "rpicam-apps build: v1.12.0 49b7eb5e0d11 20-05-2026 (14:02:11)\n" +
      "rpicam-apps capabilites: egl:1 qt:1 drm:1 libav:1\nlibcamera build: v0.7.1+1-26bfadc6\n",
    facts: { version: "1.12.0", hasLibav: true },
  },
  {
    text: "rpicam-apps build: v1.7.0 49b7eb5e0d11 20-05-2025 (14:02:11)\n" +
      "rpicam-apps capabilites: egl:0 qt:0 drm:1 libav:0\nlibcamera build: v0.5.0\n",
    facts: { version: "1.7.0", hasLibav: false },
  },
  {
    text: "rpicam-apps build: v1.5.2 49b7eb5e0d11 20-05-2024 (14:02:11)\nlibcamera build: v0.3.1\n",
    facts: { version: "1.5.2" },
  },
  {
    text:
      "libcamera-apps build: d4a1a05f7d8d 26-07-2023 (15:40:05)\nlibcamera build: v0.0.5+83-bde9b04f\n",
    facts: {},
  },
  { text: "", facts: {} },
  { text: "ERROR: the system appears to be configured for the legacy camera stack", facts: {} },
];

for (const { text, facts } of versions) {
  Deno.test(`--version: ${text.split("\n")[0] || "nothing"}`, () => {
    assertEquals(parseCameraVersion(text), facts);
  });
}

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "picam-camera-program-" });
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function put(path: string, text: string, mode = 0o644): Promise<void> {
  await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  await Deno.writeTextFile(path, text, { mode });
}

Deno.test("a program is found as a shell finds it, the newer name first", async () => {
  await inFolder(async (folder) => {
    const names = ["rpicam-vid", "libcamera-vid"];
    const path = `/nonexistent::${folder}/a:${folder}/b`;
    assertEquals(await findProgram(names, path), undefined);
    await put(`${folder}/a/rpicam-vid`, "not executable");
    await put(`${folder}/a/libcamera-vid`, "", 0o755);
    assertEquals(await findProgram(names, path), `${folder}/a/libcamera-vid`);
    await Deno.mkdir(`${folder}/b/rpicam-vid`, { recursive: true });
    assertEquals(await findProgram(names, path), `${folder}/a/libcamera-vid`);
    await Deno.remove(`${folder}/b/rpicam-vid`);
    await put(`${folder}/b/rpicam-vid`, "", 0o755);
    assertEquals(await findProgram(names, path), `${folder}/b/rpicam-vid`);
    assertEquals(await findProgram(names, ""), undefined);
  });
});

Deno.test("the camera program is asked for its version", async () => {
  await inFolder(async (folder) => {
    const script = `#!/bin/sh\n[ "$1" = --version ] && echo "rpicam-apps build: v1.8.1 x" >&1\n`;
    await put(`${folder}/rpicam-vid`, script, 0o755);
    const found = await findCameraProgram({ path: folder });
    assertEquals(found, { path: `${folder}/rpicam-vid`, version: "1.8.1" });
    assertEquals(await findCameraProgram({ path: "/nonexistent" }), undefined);
    const spawn = (): never => {
      throw new Error("Exec format error");
    };
    assertEquals(await findCameraProgram({ path: folder, spawn }), {
      path: `${folder}/rpicam-vid`,
    });
  });
});

const platforms: { name: string; files: Record<string, string>; platform: string | undefined }[] = [
  { name: "no video devices, no model", files: {}, platform: undefined },
  {
    name: "a Pi 4 by its devices",
    files: {
      "sys/class/video4linux/video0/name": "unicam-image\n",
      "sys/class/video4linux/video13/name": "bcm2835-isp-output0\n",
    },
    platform: "vc4",
  },
  {
    name: "a Pi 5 by its devices",
    files: { "sys/class/video4linux/video20/name": "pispbe-input\n" },
    platform: "pisp",
  },
  {
    name: "a Pi 4 by its model",
    files: { "proc/device-tree/model": "Raspberry Pi 4 Model B Rev 1.5\0" },
    platform: "vc4",
  },
  {
    name: "a Pi Zero 2",
    files: { "proc/device-tree/model": "Raspberry Pi Zero 2 W Rev 1.0\0" },
    platform: "vc4",
  },
  {
    name: "a Pi 5 by its model",
    files: { "proc/device-tree/model": "Raspberry Pi 5 Model B Rev 1.0\0" },
    platform: "pisp",
  },
  {
    name: "a Compute Module 5",
    files: { "proc/device-tree/model": "Raspberry Pi Compute Module 5 Rev 1.0\0" },
    platform: "pisp",
  },
  {
    name: "a Pi 500",
    files: { "proc/device-tree/model": "Raspberry Pi 500 Rev 1.0\0" },
    platform: "pisp",
  },
  {
    name: "a laptop with a USB camera",
    files: { "sys/class/video4linux/video0/name": "HD WebCam: HD WebCam\n" },
    platform: undefined,
  },
  {
    name: "another board",
    files: { "proc/device-tree/model": "Radxa ROCK 5B\0" },
    platform: undefined,
  },
];

for (const { name, files, platform } of platforms) {
  Deno.test(`the platform of ${name}`, async () => {
    await inFolder(async (folder) => {
      for (const [path, text] of Object.entries(files)) await put(`${folder}/${path}`, text);
      assertEquals(await detectPlatform(folder), platform as never);
    });
  });
}
