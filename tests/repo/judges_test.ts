import { assertEquals } from "@std/assert";
import { type Judge, missingJudges, packagesOf } from "../support/judges.ts";

Deno.test("a judge is missing when no folder of the path holds a program of its name", async () => {
  const folder = await Deno.makeTempDir({ prefix: "picam-judges-" });
  try {
    await Deno.writeTextFile(`${folder}/curl`, "#!/bin/sh\n", { mode: 0o755 });
    await Deno.writeTextFile(`${folder}/nc`, "only a text\n", { mode: 0o644 });
    await Deno.mkdir(`${folder}/gcc`);
    const path = `${folder}/absent:${folder}/curl:${folder}`;
    assertEquals(missingJudges(["curl", "nc", "gcc", "ffmpeg"], { path }), ["nc", "gcc", "ffmpeg"]);
    assertEquals(missingJudges(["curl"], { path: "" }), ["curl"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the packages to install are named once, whatever the number of judges", () => {
  const judges: Judge[] = ["ffmpeg", "ffprobe", "cvlc"];
  assertEquals(packagesOf(judges), "ffmpeg vlc-bin vlc-plugin-base");
});
