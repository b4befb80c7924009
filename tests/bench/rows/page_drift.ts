/** Whether the page stays at the live edge: how old its pictures are at first, and minutes later. @module */
import type { Figure } from "../figure.ts";
import { median } from "../rounds.ts";
import type { Row } from "../row.ts";
import { PageBrowser, type SeenPage, type SeenStamp } from "../../support/page_browser.ts";
import { Picam } from "../../support/picam.ts";

/** Pictures of a minute at 30 a second, in portions that a page hands over at once. */
const framesOfMinute = 1800, portion = 150;
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
  await watchUntil(seen, beganMs + settlingMs);
  const first = await watchMinute(seen);
  await watchUntil(seen, beganMs + (minutes - 1) * 60_000);
  const last = await watchMinute(seen);
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

/** How late the pictures of a minute are, the middle one of them, ms. */
async function watchMinute(seen: SeenPage): Promise<number> {
  const stamps: SeenStamp[] = [];
  while (stamps.length < framesOfMinute) stamps.push(...await seen.stamps(portion));
  return median(stamps.map(({ latencyMs }) => latencyMs));
}

async function watchUntil(seen: SeenPage, untilMs: number): Promise<void> {
  while (performance.now() < untilMs) await seen.stamps(portion);
}
