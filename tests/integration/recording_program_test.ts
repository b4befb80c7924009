import { assert, assertEquals } from "@std/assert";
import { type LogLine, runPicam } from "../support/picam.ts";

const small = ["--source", "pattern", "--width", "160", "--height", "96", "--log-format", "json"];
const deaf = ["--host", "127.0.0.1", "--http-port", "0", "--tcp-port", "0", "--raw-port", "auto"];

/** Records some frames. @returns what the log says of the finished file. */
async function record(ring: string, path: string): Promise<LogLine> {
  const args = ["--ring", ring, "--ring-size", "8M", "--frames", "5", "--record", path];
  const { code, stderr } = await runPicam([...small, ...deaf, ...args]);
  assertEquals(code, 0, stderr);
  const lines = stderr.trim().split("\n").map((line) => JSON.parse(line) as LogLine);
  const recorded = lines.find(({ message }) => message === "recorded");
  assert(recorded !== undefined, stderr);
  return recorded;
}

Deno.test("a restarted picam records its own frames alone, and no pause before them", async () => {
  const folder = await Deno.makeTempDir({ dir: "/dev/shm", prefix: "picam-test-" });
  try {
    await record(`${folder}/ring`, `${folder}/first.mp4`);
    const second = await record(`${folder}/ring`, `${folder}/second.mp4`);
    // One more would be of the first run, and shown for as long as picam was away.
    assertEquals(second.frames, 5);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
