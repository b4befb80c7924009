/** Whether the page stays at the live edge: how old its pictures are at first, and minutes later. @module */
import type { Figure } from "../figure.ts";
import { median } from "../rounds.ts";
import type { Row } from "../row.ts";
import { PageBrowser, type SeenPage } from "../../support/page_browser.ts";
import { Picam } from "../../support/picam.ts";

const minuteMs = 60_000;
/** Pictures that are looked at before the page tells of them. */
const portion = 30;
/** What a player does first is to find its pace. */
const settlingMs = 10_000;
const frameMs = 1000 / 30;

/** Both ways of the page at once, open for `--minutes`: the last minute as late as the first. */
export const pageDrift: Row = {
  name: "page-drift",
  title: "the page over minutes, 720p30",
  async measure(_, { minutes }) {
    await using picam = await Picam.start(["--source", "pattern"]);
    await using browser = await PageBrowser.start();
    await using webCodecs = await browser.open(picam.url);
    await using mediaSource = await browser.open(picam.url, { insecure: true });
    const figures = await Promise.all([
      drift(webCodecs, { how: "WebCodecs", minutes }),
      drift(mediaSource, { how: "Media Source", minutes }),
    ]);
    return { figures: figures.flat() };
  },
};

async function drift(
  seen: SeenPage,
  { how, minutes }: { how: string; minutes: number },
): Promise<Figure[]> {
  const beganMs = performance.now();
  await watch(seen, beganMs + settlingMs);
  const first = await watch(seen, beganMs + settlingMs + minuteMs);
  await watch(seen, beganMs + settlingMs + (minutes - 1) * minuteMs);
  const last = await watch(seen, beganMs + settlingMs + minutes * minuteMs);
  await seen.page.locator("#statistics").click();
  const dropped = Number((await seen.figures())["Dropped"]);
  return [
    { what: `first minute, p50 ms, ${how}`, product: first },
    {
      what: `minute ${minutes}, p50 ms, ${how}`,
      product: last,
      limit: first + frameMs,
      target: "+ a frame",
    },
    { what: `frames not shown, ${how}`, product: dropped },
  ];
}

/** How late the pictures until then are, the middle one of them, ms. */
async function watch(seen: SeenPage, untilMs: number): Promise<number> {
  const latencies: number[] = [];
  while (performance.now() < untilMs) {
    latencies.push(...(await seen.stamps(portion)).map(({ latencyMs }) => latencyMs));
  }
  return median(latencies);
}
