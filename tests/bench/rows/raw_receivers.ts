/** RAW frames to several receivers at once: whether all get every frame, and the memory that it takes. @module */
import { cpuSeconds, residentBytes } from "../process_figures.ts";
import { median } from "../rounds.ts";
import type { Row } from "../row.ts";
import { Picam } from "../../support/picam.ts";
import { type Conversation, dial, watch } from "../../../lib/session/mod.ts";

const receivers = 3;
const camera = ["--source", "pattern", "--codec", "raw12", "--framerate", "10"];
const ring = ["--width", "1280", "--height", "720", "--ring-size", "64M"];
const sampleMs = 500;

/** Frames of 1.8 MB, ten a second, over the framed port. */
export const rawReceivers: Row = {
  name: "raw-receivers",
  title: `${receivers} receivers of RAW frames, 720p10`,
  async measure(_, { windowMs }) {
    await using picam = await Picam.start([...camera, ...ring]);
    const { program: { pid }, ports } = await picam.status();
    const alone = await residentBytes(pid);
    const got = { frames: 0, missed: 0 };
    const links = await Promise.all(
      Array.from({ length: receivers }, () => receive(ports.tcp, got)),
    );
    const memory: number[] = [];
    const beganMs = performance.now(), cpuBefore = await cpuSeconds(pid);
    while (performance.now() - beganMs < windowMs) {
      await new Promise((resolve) => setTimeout(resolve, sampleMs));
      memory.push(await residentBytes(pid));
    }
    const used = await cpuSeconds(pid) - cpuBefore;
    const seconds = (performance.now() - beganMs) / 1000;
    for (const link of links) link.destroy();
    return {
      figures: [
        { what: "frames received", product: got.frames },
        { what: "frames missed by any receiver", product: got.missed, limit: 0 },
        { what: "memory MB, nobody receives", product: alone / 1e6 },
        { what: "memory MB, the middle", product: median(memory) / 1e6 },
        { what: "memory MB, highest", product: Math.max(...memory) / 1e6 },
        { what: "processor, % of a core, camera included", product: used / seconds * 100 },
      ],
    };
  },
};

async function receive(
  port: number,
  got: { frames: number; missed: number },
): Promise<Conversation> {
  const { signal } = new AbortController();
  const pipe = await dial({ host: "127.0.0.1", port }, { signal });
  const hello = { agent: "picam bench", role: "view" } as const;
  return watch({ pipe, hello, nowUs: () => Date.now() * 1000 }, {
    onWelcome: () => {},
    onFrame: () => void got.frames++,
    onGap: ({ first = 0, last = -1 }) => void (got.missed += last - first + 1),
    onEnd: () => {},
    onEvent: () => {},
    onClose: () => {},
  });
}
