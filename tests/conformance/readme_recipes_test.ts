import { assertEquals, assertGreater, assertGreaterOrEqual } from "@std/assert";
import { type Judge, judgedBy } from "../support/judges.ts";
import { Picam } from "../support/picam.ts";
import { commandLines, readReadme } from "../support/readme.ts";
import { topLevel } from "../support/repository.ts";

/** Programs that a command line may start, for each its name as a judge. */
const programs: Readonly<Record<string, Judge>> = {
  "curl": "curl",
  "nc": "nc",
  "ffmpeg": "ffmpeg",
  "ffprobe": "ffprobe",
  "gst-launch-1.0": "gst-launch-1.0",
};

/** Recipes that end by themselves when the stream does; the others need a screen. */
const recipes = commandLines(await readReadme())
  .filter((line) => /\bpi(:\d| 5001|\b.* port=5001)/.test(line))
  .filter((line) => !/^(vlc|ffplay|ssh|scp)\b/.test(line))
  // What switches a machine off is tried with a systemctl that stands in for it, elsewhere.
  .filter((line) => !/\bsystem\./.test(line));

function judgesOf(line: string): Judge[] {
  const named = Object.keys(programs).filter((name) => line.includes(name));
  const judges = named.map((name) => programs[name]!);
  return line.includes("frame.jpg") ? [...judges, "ffmpeg"] : judges; // picam itself starts it
}

/** The recipe for a picam on this machine: its ports for those of the README, and no screen. */
function onThisMachine(line: string, picam: Picam): string {
  const quiet = line
    .replaceAll("curl ", "curl -sS ")
    .replaceAll("ffmpeg ", "ffmpeg -v error ")
    .replaceAll("ffprobe ", "ffprobe -v error -show_streams ")
    .replaceAll("gst-launch-1.0 ", "gst-launch-1.0 -q ");
  return quiet
    .replaceAll("http://pi:8000", picam.url)
    .replaceAll("tcp://pi:5000", `tcp://127.0.0.1:${picam.tcpPort}`)
    .replace(/\bpi 5001\b/, `127.0.0.1 ${picam.rawPort}`)
    .replace(/\bhost=pi port=5001\b/, `host=127.0.0.1 port=${picam.rawPort}`)
    .replace("autovideosink", "fakesink");
}

/** A `picam` to be found on `PATH`, and what its commands are let in by. */
async function furnish(folder: string, picam: Picam): Promise<void> {
  const main = `${topLevel}/main.ts`;
  const program = Deno.env.get("PICAM_BIN") ?? `${Deno.execPath()} run -A --no-check ${main}`;
  await Deno.mkdir(`${folder}/bin`);
  await Deno.writeTextFile(`${folder}/bin/picam`, `#!/bin/sh\nexec ${program} "$@"\n`, {
    mode: 0o755,
  });
  await Deno.mkdir(`${folder}/made`);
  await Deno.writeTextFile(`${folder}/made/control-token`, `${picam.controlToken}\n`, {
    mode: 0o600,
  });
}

async function sizes(folder: string): Promise<number[]> {
  const files = await Array.fromAsync(Deno.readDir(folder));
  return files.map(({ name }) => Deno.statSync(`${folder}/${name}`).size);
}

Deno.test("the README has recipes that can be tried here", () => {
  assertGreater(recipes.length, 8);
});

for (const recipe of recipes) {
  Deno.test({
    name: `README: ${recipe}`,
    ...judgedBy(...judgesOf(recipe)),
    async fn() {
      const isCommand = recipe.includes("--mode control");
      const limit = isCommand ? [] : ["--frames", "45"];
      // RAW frames of the usual size are large.
      const raw = ["--codec", "raw12", "--width", "320", "--height", "240"];
      const codec = recipe.includes(".raw") ? raw : [];
      await using picam = await Picam.start(["--source", "pattern", ...codec, ...limit]);
      await picam.logged(/delivers pictures/);
      const folder = await Deno.makeTempDir({ prefix: "picam-readme-" });
      try {
        await furnish(folder, picam);
        const { code, stdout, stderr } = await new Deno.Command("sh", {
          args: ["-c", onThisMachine(recipe, picam)],
          cwd: `${folder}/made`,
          env: { PATH: `${folder}/bin:${Deno.env.get("PATH")}` },
          stdin: "null",
        }).output();
        // Receiving says on stderr what it has kept.
        const words = recipe.startsWith("picam") ? "" : new TextDecoder().decode(stderr);
        assertEquals([code, words], [0, ""]);
        await Deno.remove(`${folder}/made/control-token`);
        const made = await sizes(`${folder}/made`);
        if (/> video|\.mp4\b/.test(recipe)) assertEquals(made.length, 1);
        if (recipe.includes(".png")) assertGreaterOrEqual(made.length, 2);
        for (const size of made) assertGreater(size, 2000);
        if (recipe.includes("ffprobe") || recipe.includes("/api/")) {
          assertGreater(stdout.length, 100);
        }
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}
