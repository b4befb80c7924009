/** The page at `/`: joins its parts and runs in a browser. @module */
import { ask } from "./ask.ts";
import { CameraPanel } from "./camera_panel.ts";
import { chooseRenderer } from "./choose_renderer.ts";
import { saveClip } from "./clip.ts";
import { element } from "./elements.ts";
import { Indicator } from "./indicator.ts";
import { Overlay } from "./overlay.ts";
import { Player } from "./player.ts";
import { readStatus, type ServerStatus } from "./server_status.ts";
import { datedName, saveFile, takeStill } from "./still.ts";
import { TimeLine } from "./time_line.ts";
import { say, wordsOf } from "./toast.ts";
import { token } from "./token.ts";
import { joinActions } from "./toolbar.ts";
import { describe } from "./words.ts";

const statusEveryMs = 2000, refreshEveryMs = 500;
const stepSeconds = 10;

const url = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`;
let status: ServerStatus | undefined;

const player = new Player({
  url,
  nowUs: () => (performance.timeOrigin + performance.now()) * 1000,
  token: () => token.get(),
  nextRenderer: chooseRenderer,
  onChange: () => refresh(),
  onEvent: () => void readServer(),
});
const indicator = new Indicator();
const overlay = new Overlay(player, () => status?.viewers);
const timeLine = new TimeLine({
  seek: (secondsAgo) => player.playFrom(secondsAgo),
  live: () => player.playLive(),
});
const cameraPanel = new CameraPanel(url);
const pauseButton = element("pause", HTMLButtonElement);
const liveButton = element("live", HTMLButtonElement);

function refresh(): void {
  const { picture, mode, isMoving, link, end, unable, stream } = player;
  const captureUs = picture?.captureUs;
  const isStreaming = status?.state === "streaming" || status?.lastFrameAtUs === 0;
  const newestUs = isStreaming ? player.cameraNowUs : status?.lastFrameAtUs ?? player.cameraNowUs;
  const secondsAgo = mode === "live" || captureUs === undefined
    ? 0
    : Math.max(0, (newestUs - captureUs) / 1e6);
  indicator.show(describe({ link, mode, isMoving, secondsAgo, end, camera: status, unable }));
  timeLine.show({ windowSeconds: status?.windowSeconds ?? 0, secondsAgo, captureUs });
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
    const response = await ask("/api/v1/status");
    status = response.ok ? readStatus(await response.json()) : undefined;
  } catch {
    status = undefined;
  }
  refresh();
}

/** Does what takes a while, and says where it did not work. */
async function attempt(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    say(wordsOf(error));
  }
}

async function saveStill(): Promise<void> {
  const { renderer, picture } = player;
  if (renderer === undefined || picture === undefined) throw new Error("There is no picture yet");
  const name = datedName(picture.captureUs ?? player.cameraNowUs, "png");
  saveFile(await takeStill(renderer), name);
  say(`Saved ${name}`);
}

async function toggleFullScreen(): Promise<void> {
  if (document.fullscreenElement) return await document.exitFullscreen();
  const stage = element("stage", HTMLElement);
  // A telephone of Apple's shows only a video full screen.
  if (!("requestFullscreen" in stage)) throw new Error("This browser has no full screen for pages");
  await stage.requestFullscreen();
}

joinActions({
  "pause": () => player.mode === "paused" ? player.resume() : player.pause(),
  "back": () => timeLine.step(-stepSeconds),
  "forward": () => timeLine.step(stepSeconds),
  "oldest-key": () => timeLine.toOldest(),
  "live": () => player.playLive(),
  "still": () => void attempt(saveStill),
  "clip": () => {
    const seconds = Number(element("clip-length", HTMLSelectElement).value);
    void attempt(() =>
      saveClip(seconds, {
        windowSeconds: status?.windowSeconds ?? Infinity,
        nowUs: player.cameraNowUs,
      })
    );
  },
  "statistics": () => overlay.toggle(),
  "full": () => void attempt(toggleFullScreen),
  "camera": () => cameraPanel.show(),
  "keys": () => element("keys-panel", HTMLDialogElement).showModal(),
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
setInterval(refresh, refreshEveryMs);
setInterval(() => void readServer(), statusEveryMs);
player.playLive();
void readServer();
