/** A thread that develops bands of frames and encodes pictures: a program of its own, started by the pool. @module */
import { Developer } from "../../isp/mod.ts";
import type { BandJob, Job, JobAnswer } from "./job.ts";
import { encodePng } from "./png.ts";

/** What a worker's global scope has that this one uses. */
interface Scope {
  onmessage: ((event: MessageEvent<Job>) => void) | null;
  postMessage(answer: JobAnswer, transfer: Transferable[]): void;
}

const scope = globalThis as unknown as Scope;
let developer: Developer | undefined;

scope.onmessage = ({ data: job }) => {
  try {
    const png = job.kind === "png" ? encodePng(job.picture, job.compression) : developBand(job);
    scope.postMessage(png ? { png } : {}, png ? [png.buffer] : []);
  } catch (error) {
    scope.postMessage({ error: error instanceof Error ? error.message : String(error) }, []);
  }
};

function developBand({ options, raw, gains, rows, picture }: BandJob): void {
  if (options !== undefined) developer = new Developer(options);
  if (developer === undefined) throw new Error("a band came before the geometry of its frame");
  const { height, depth, bytes } = picture;
  const developed = developer.develop(raw, { gains, depth, rows });
  bytes.set(developed, bytes.length / height * rows.first);
}
