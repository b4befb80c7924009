/**
 * What a ring does on a tmpfs of 1 MiB that is mounted at FOLDER for this program alone:
 * `small_tmpfs_process.ts FOLDER`. Prints one JSON object.
 * @module
 */
import { Ring } from "../../../lib/ring/mod.ts";
import { put } from "./frames.ts";

const kib = 1024;

function failure(act: () => Disposable): string {
  try {
    using _opened = act();
    return "none";
  } catch (error) {
    return String(error);
  }
}

function files(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name);
}

function remount(folder: string, options: string): void {
  new Deno.Command("mount", { args: ["-o", `remount,${options}`, folder] }).outputSync();
}

/** Writes frames into a ring whose pages somebody took away, on a tmpfs that is full by then. */
function writeToFull(folder: string): Record<string, unknown> {
  const faults: string[] = [];
  using ring = new Ring({
    path: `${folder}/taken`,
    sizeBytes: 256 * kib,
    codec: "h264",
    onFault: (message) => faults.push(message),
  });
  put(ring, { id: 0, sizeBytes: 1000, isKey: true });
  Deno.truncateSync(`${folder}/taken`, 4096);
  try {
    Deno.writeFileSync(`${folder}/filler`, new Uint8Array(2048 * kib));
  } catch { /* that is how one knows that it is full */ }
  for (const id of [1, 2, 3]) put(ring, { id, sizeBytes: 10_000, isKey: id === 2 });
  const { writeErrors, droppedFrames } = ring.status();
  const headWhileFull = ring.head;
  Deno.removeSync(`${folder}/filler`);
  put(ring, { id: 4, sizeBytes: 10_000 });
  put(ring, { id: 5, sizeBytes: 10_000, isKey: true });
  const frame = ring.cursor().takeFrame();
  return { faults, writeErrors, droppedFrames, headWhileFull, head: ring.head, frame };
}

if (import.meta.main) {
  const folder = Deno.args[0] ?? "";
  const open = (name: string, sizeBytes: number): Ring =>
    new Ring({ path: `${folder}/${name}`, sizeBytes, codec: "h264" });
  const tooLarge = failure(() => open("a", 2048 * kib));
  const filesAfterTooLarge = files(folder);
  open("b", 256 * kib)[Symbol.dispose]();
  const tooLargeLater = failure(() => open("b", 2048 * kib));
  const sizeAfter = Deno.statSync(`${folder}/b`).size;
  Deno.removeSync(`${folder}/b`);
  const full = writeToFull(folder);
  remount(folder, "ro");
  const readOnly = failure(() => open("c", 256 * kib));
  const readOnlyFolder = failure(() => open("d/e", 256 * kib));
  console.log(JSON.stringify({
    tooLarge,
    filesAfterTooLarge,
    tooLargeLater,
    sizeAfter,
    full,
    readOnly,
    readOnlyFolder,
  }));
}
