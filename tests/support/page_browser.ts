/** Looks at picam's page in a real browser, and reads the pattern camera's stamp out of the picture. @module */
import { build, stop } from "esbuild";
import { type Browser, chromium, type Page } from "playwright-core";
import type { PatternStamp } from "../../lib/frame/mod.ts";
import { removeFolder } from "./remove_folder.ts";
import { topLevel } from "./repository.ts";

/** A name of a local network that is mapped to this machine: not a secure context, so no WebCodecs. */
const plainHost = "camera.lan";

/** A picture that has not changed for so long does not change any more. */
const patienceMs = 60_000;

/** What is added to the page to look at its picture. */
const lookout = `
import { readPatternStamp } from "./lib/h264/mod.ts";
let canvas;
globalThis.readStamp = () => {
  const shown = document.querySelector(".picture:not([hidden])");
  const width = shown.videoWidth ?? shown.width, height = shown.videoHeight ?? shown.height;
  if (!width) return undefined;
  canvas ??= new OffscreenCanvas(width, height);
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const strip = 64, top = height - strip;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(shown, 0, top, width, strip, 0, top, width, strip);
  const { data } = context.getImageData(0, top, width, strip);
  const luma = new Uint8Array(width * height);
  for (let at = 0; at < width * strip; at++) luma[top * width + at] = data[at * 4 + 1];
  const stamp = readPatternStamp(luma, { width, height, stride: width });
  return stamp && { ...stamp, latencyMs: performance.timeOrigin + performance.now() - stamp.unixMs };
};
globalThis.collectStamps = (count) => new Promise((done, fail) => {
  const stamps = [];
  let newestMs = performance.now();
  const look = () => {
    const stamp = readStamp();
    if (stamp && stamp.frameNumber !== stamps.at(-1)?.frameNumber) {
      stamps.push(stamp);
      newestMs = performance.now();
    }
    if (stamps.length >= count) done(stamps);
    else if (performance.now() - newestMs > ${patienceMs}) fail(new Error("the picture stands still"));
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
});
globalThis.firstStamp = new Promise((done) => {
  const look = () => {
    const stamp = document.querySelector(".picture:not([hidden])") && readStamp();
    if (stamp) done(performance.now());
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
});
`;

/** A stamp, and how old it was when the picture was looked at. */
export interface SeenStamp extends PatternStamp {
  /** Milliseconds from the time in the stamp to the look at the picture. */
  readonly latencyMs: number;
}

/** How a page is opened. */
export interface PageOptions {
  /** Over a name for which the browser has no WebCodecs. */
  readonly insecure?: boolean;
  /** Size of the window. */
  readonly viewport?: { readonly width: number; readonly height: number };
  /** What the viewer's system is set to. */
  readonly colorScheme?: "light" | "dark";
  /** Names of what this browser is to be without, such as `VideoDecoder`. */
  readonly without?: readonly string[];
}

/** Chromium without a window. */
export class PageBrowser implements AsyncDisposable {
  readonly #browser: Browser;
  readonly #lookout: string;
  /** Where the browser keeps what is temporary. */
  readonly #folder: string;

  private constructor(browser: Browser, { lookout, folder }: { lookout: string; folder: string }) {
    this.#browser = browser;
    this.#lookout = lookout;
    this.#folder = folder;
  }

  /** Starts it. */
  static async start(): Promise<PageBrowser> {
    const bundled = await build({
      stdin: { contents: lookout, resolveDir: topLevel },
      bundle: true,
      write: false,
      format: "iife",
    });
    await stop();
    const folder = await Deno.makeTempDir({ prefix: "picam-page-browser-" });
    const browser = await chromium.launch({
      env: { ...Deno.env.toObject(), TMPDIR: folder },
      executablePath: "/usr/bin/chromium",
      args: ["--no-sandbox", `--host-resolver-rules=MAP ${plainHost} 127.0.0.1`],
    });
    return new PageBrowser(browser, { lookout: bundled.outputFiles[0]?.text ?? "", folder });
  }

  /** Opens the page of a picam. What it logs as an error is thrown by {@linkcode SeenPage.check}. */
  async open(url: string, options: PageOptions = {}): Promise<SeenPage> {
    const { insecure, viewport = { width: 1280, height: 800 }, colorScheme, without = [] } =
      options;
    const context = await this.#browser.newContext({
      viewport,
      ...(colorScheme === undefined ? {} : { colorScheme }),
      acceptDownloads: true,
    });
    const page = await context.newPage();
    await page.addInitScript(this.#lookout);
    await page.addInitScript(without.map((name) => `delete globalThis.${name};`).join(""));
    const seen = new SeenPage(page);
    const address = new URL(url);
    if (insecure) address.hostname = plainHost;
    await page.goto(address.href);
    return seen;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    await removeFolder(this.#folder);
  }
}

/** One page that is open. */
export class SeenPage implements AsyncDisposable {
  /** Errors of its script, and what its security policy refused. */
  readonly errors: string[] = [];

  /** @param page As playwright drives it. */
  constructor(readonly page: Page) {
    page.on("pageerror", (error) => this.errors.push(String(error)));
    page.on("console", (message) => {
      if (/Content Security Policy/.test(message.text())) this.errors.push(message.text());
    });
  }

  /** Waits until the indicator says so. */
  async says(words: RegExp, timeoutMs = 20_000): Promise<void> {
    await this.page.locator("#label", { hasText: words }).waitFor({ timeout: timeoutMs });
  }

  /** Stamps of the next pictures that differ. */
  stamps(count: number): Promise<SeenStamp[]> {
    return this.page.evaluate(`collectStamps(${count})`);
  }

  /** When the first picture could be seen, ms after the navigation began. */
  firstPictureMs(): Promise<number> {
    return this.page.evaluate("firstStamp");
  }

  /** The figures of the statistics by their name. */
  async figures(): Promise<Record<string, string>> {
    const names = await this.page.locator("#figures dt").allInnerTexts();
    const values = await this.page.locator("#figures dd").allInnerTexts();
    return Object.fromEntries(names.map((name, index) => [name, values[index] ?? ""]));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.page.context().close();
  }
}
