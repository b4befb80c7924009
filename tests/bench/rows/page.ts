/** The page in a browser: time to the first picture, and how old a picture is when it can be seen. @module */
import type { Figure } from "../figure.ts";
import { median } from "../rounds.ts";
import type { Row } from "../row.ts";
import { PageBrowser } from "../../support/page_browser.ts";
import { Picam } from "../../support/picam.ts";

const firstPictureLimitMs = 500;
/** Frames of one measurement. */
const frames = 150;

const ways = [
  { how: "WebCodecs", insecure: false, limit: 60 },
  { how: "Media Source", insecure: true, limit: 150 },
] as const;

/** Pattern camera at 720p30 → the stamp read back out of the shown picture, in headless Chromium. */
export const page: Row = {
  name: "page",
  title: "the page in Chromium, 720p30",
  async measure(_, { rounds }) {
    await using picam = await Picam.start(["--source", "pattern"]);
    await using browser = await PageBrowser.start();
    const figures: Figure[] = [];
    for (const { how, insecure, limit } of ways) {
      const firsts: number[] = [], latencies: number[] = [];
      for (let round = 0; round < rounds; round++) {
        await using seen = await browser.open(picam.url, { insecure });
        firsts.push(await seen.firstPictureMs());
        await seen.stamps(frames); // until the player has found its pace
        latencies.push(...(await seen.stamps(frames)).map(({ latencyMs }) => latencyMs));
      }
      figures.push(
        { what: `first picture ms, ${how}`, product: median(firsts), limit: firstPictureLimitMs },
        { what: `camera to picture p50 ms, ${how}`, product: median(latencies), limit },
      );
    }
    return { figures };
  },
};
