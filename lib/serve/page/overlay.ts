import { element } from "./elements.ts";
import { describeExposure } from "./exposure.ts";
import { drawPlot } from "./plot.ts";
import type { Player } from "./player.ts";
import { keptLatencies } from "./statistics.ts";

const refreshMs = 500;

/** The statistics over the picture; nothing is computed while they are not shown. */
export class Overlay {
  readonly #panel = element("overlay", HTMLElement);
  readonly #list = element("figures", HTMLElement);
  readonly #plot = element("plot", HTMLCanvasElement);
  readonly #button = element("statistics", HTMLButtonElement);
  readonly #values = new Map<string, HTMLElement>();
  #timer: ReturnType<typeof setInterval> | undefined;

  /** @param viewers Tells the number of sessions, where it is known. */
  constructor(readonly player: Player, readonly viewers: () => number | undefined) {}

  /** Shows or hides it. */
  toggle(): void {
    const isShown = this.#timer === undefined;
    this.#panel.hidden = !isShown;
    this.#button.ariaPressed = String(isShown);
    clearInterval(this.#timer);
    this.#timer = isShown ? setInterval(() => this.#refresh(), refreshMs) : undefined;
    if (isShown) this.#refresh();
  }

  #refresh(): void {
    const { player } = this;
    const { framerate, bitrateBps, latencyMs, dropped } = player.statistics.summary(
      performance.now(),
    );
    const { width, height } = player.picture ?? {};
    const rows = {
      "Frame rate": `${framerate.toFixed(1)} fps`,
      "Bit rate": `${(bitrateBps / 1e6).toFixed(2)} Mbit/s`,
      "Resolution": width === undefined ? "–" : `${width} × ${height}`,
      "Latency": latencyMs === undefined ? "–" : `${latencyMs.p50.toFixed(0)} ms`,
      "Dropped": String(dropped),
      "Reconnects": String(player.reconnects),
      "Viewers": String(this.viewers() ?? "–"),
      "Shown by": player.renderer?.name ?? "–",
      ...describeExposure(player.metadata),
    };
    for (const name of this.#values.keys()) if (!(name in rows)) this.#remove(name);
    for (const [name, value] of Object.entries(rows)) this.#write(name, value);
    drawPlot(this.#plot, { samples: player.statistics.latencies, capacity: keptLatencies });
  }

  #remove(name: string): void {
    const value = this.#values.get(name);
    value?.previousElementSibling?.remove();
    value?.remove();
    this.#values.delete(name);
  }

  #write(name: string, text: string): void {
    let value = this.#values.get(name);
    if (value === undefined) {
      const term = document.createElement("dt");
      term.textContent = name;
      value = document.createElement("dd");
      this.#list.append(term, value);
      this.#values.set(name, value);
    }
    value.textContent = text;
  }
}
