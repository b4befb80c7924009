/** The page at `/`: joins its parts and runs in a browser. @module */
import { element } from "./elements.ts";
import { Indicator } from "./indicator.ts";
import { Overlay } from "./overlay.ts";
import { Player } from "./player.ts";
import { readStatus, type ServerStatus } from "./server_status.ts";
import { datedName, saveFile, takeStill } from "./still.ts";
import { token } from "./token.ts";
import { WebCodecsRenderer } from "./webcodecs.ts";
import { describe } from "./words.ts";

const statusEveryMs = 2000;
const wordsEveryMs = 500;

let status: ServerStatus | undefined;

const player = new Player({
  url: `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`,
  nowUs: () => (performance.timeOrigin + performance.now()) * 1000,
  token: () => token.get(),
  nextRenderer: ({ codec }, { failed, listener }) =>
    codec === "h264" && "VideoDecoder" in globalThis && !failed.includes("WebCodecs")
      ? new WebCodecsRenderer(element("canvas", HTMLCanvasElement), listener)
      : undefined,
  onChange: () => refresh(),
  onEvent: (event, data) => {
    if (event === "state") status = { ...readStatus(data), ...withoutState(status) };
    void readServer();
  },
});
const indicator = new Indicator();
const overlay = new Overlay(player, () => status?.viewers);
const pauseButton = element("pause", HTMLButtonElement);
const liveButton = element("live", HTMLButtonElement);

function withoutState(known: ServerStatus | undefined): Partial<ServerStatus> {
  if (known === undefined) return {};
  const { viewers, windowSeconds } = known;
  return { viewers, windowSeconds };
}

function refresh(): void {
  const { picture, mode, isMoving, link, end, unable, stream } = player;
  const secondsAgo = picture === undefined ? 0 : (player.cameraNowUs - picture.captureUs) / 1e6;
  indicator.show(describe({ link, mode, isMoving, secondsAgo, end, camera: status, unable }));
  element("name", HTMLElement).textContent = stream?.name ?? "picam";
  const isPaused = mode === "paused";
  pauseButton.querySelector("use")?.setAttribute("href", isPaused ? "#i-play" : "#i-pause");
  pauseButton.querySelector("span")!.textContent = isPaused ? "Play" : "Pause";
  liveButton.ariaPressed = String(mode === "live");
  element("unlock", HTMLFormElement).hidden = link.kind !== "unauthorized";
}

/** A server that cannot be reached is told by the link already. */
async function readServer(): Promise<void> {
  try {
    const response = await fetch("/api/v1/status", { headers: token.headers() });
    if (response.ok) status = readStatus(await response.json());
  } catch {
    status = undefined;
  }
  refresh();
}

async function saveStill(): Promise<void> {
  const { renderer, picture } = player;
  if (renderer === undefined || picture === undefined) return;
  saveFile(await takeStill(renderer), datedName(picture.captureUs, "png"));
}

function toggleFullScreen(): void {
  if (document.fullscreenElement) void document.exitFullscreen();
  else void element("stage", HTMLElement).requestFullscreen();
}

const actions: Record<string, () => void> = {
  pause: () => player.mode === "paused" ? player.resume() : player.pause(),
  live: () => player.playLive(),
  still: () => void saveStill(),
  statistics: () => overlay.toggle(),
  full: toggleFullScreen,
};
for (const [id, act] of Object.entries(actions)) {
  element(id, HTMLButtonElement).addEventListener("click", act);
}
const keys: Record<string, string> = {
  " ": "pause",
  l: "live",
  p: "still",
  s: "statistics",
  f: "full",
};
addEventListener("keydown", (event) => {
  const isTyping = event.target instanceof HTMLInputElement ||
    event.target instanceof HTMLButtonElement;
  const act = actions[keys[event.key] ?? ""];
  if (act === undefined || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  act();
});
element("unlock", HTMLFormElement).addEventListener("submit", (event) => {
  event.preventDefault();
  const field = element("token", HTMLInputElement);
  token.set(field.value.trim());
  field.value = "";
  player.retry();
  void readServer();
});
addEventListener("online", () => player.retry());
setInterval(refresh, wordsEveryMs);
setInterval(() => void readServer(), statusEveryMs);
player.playLive();
void readServer();
