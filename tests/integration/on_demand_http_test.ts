// A camera that runs on demand starts for whoever asks for pictures over HTTP, whatever their form.
import { assert, assertEquals } from "@std/assert";
import type { Frame, StreamInfo } from "../../lib/frame/mod.ts";
import { defaultStartUs, patternFrames } from "../support/pattern_frames.ts";
import { Serving, type ServingOptions } from "../support/serving.ts";

/** A server whose camera gives frames when `start` is called. */
class OnDemand implements AsyncDisposable {
  /** How many want frames. */
  holds = 0;
  serving!: Serving;
  readonly #frames: Frame[];
  readonly #stream: StreamInfo;

  constructor() {
    const { frames, stream } = patternFrames({ count: 200, intra: 30 });
    this.#frames = frames;
    this.#stream = stream;
  }

  async open(options: ServingOptions = {}): Promise<this> {
    const acquire = () => {
      this.holds++;
      return () => void this.holds--;
    };
    this.serving = await Serving.start({ ...options, acquire });
    this.serving.nowUs = defaultStartUs;
    return this;
  }

  /** Waits until somebody wants frames. */
  async wanted(): Promise<void> {
    while (this.holds === 0) await new Promise((go) => setTimeout(go, 0));
  }

  /** Waits until nobody does any more. */
  async unwanted(): Promise<void> {
    while (this.holds > 0) await new Promise((go) => setTimeout(go, 0));
  }

  give(count: number): void {
    for (const frame of this.#frames.splice(0, count)) this.serving.putFrame(frame, this.#stream);
  }

  get<Body>(path: string, read: (response: Response) => Promise<Body>): Promise<Body> {
    return fetch(`${this.serving.httpUrl}${path}`).then(read);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.serving[Symbol.asyncDispose]();
  }
}

const decode = (pictures: readonly Uint8Array[]) => Promise.resolve(Uint8Array.of(pictures.length));
const statusAndSequence = async (response: Response) => {
  await response.body?.cancel();
  return [response.status, response.headers.get("picam-sequence")];
};

Deno.test("a still starts the camera, and waits for a key frame where the newest frame is old", async () => {
  await using camera = await new OnDemand().open({ still: { decode, nowMs: () => Infinity } });
  const first = camera.get("/frame.jpg", statusAndSequence);
  await camera.wanted();
  camera.give(1);
  assertEquals(await first, [200, "0"]);
  await camera.unwanted();
  camera.give(20);
  assertEquals(await camera.get("/frame.jpg", statusAndSequence), [200, "20"]);
  camera.serving.nowUs += 60e6;
  const later = camera.get("/frame.jpg", statusAndSequence);
  await camera.wanted();
  camera.give(10); // the last of them is a key frame
  assertEquals(await later, [200, "30"]);
  await camera.unwanted();
});

Deno.test("a clip starts a camera that has not run yet, and waits for a group of pictures", async () => {
  await using camera = await new OnDemand().open();
  const clip = camera.get("/clip.mp4?last=1s", async (response) => {
    return [response.status, (await response.bytes()).length > 1000];
  });
  await camera.wanted();
  camera.give(31);
  assertEquals(await clip, [200, true]);
  await camera.unwanted();
  camera.serving.nowUs += 60e6;
  assertEquals((await camera.get("/clip.mp4?last=1s", statusAndSequence))[0], 200);
});

Deno.test("a playlist starts the camera, waits for its first segment, and holds it for some more", async () => {
  await using camera = await new OnDemand().open();
  const playlist = camera.get("/hls/live.m3u8", (response) => response.text());
  await camera.wanted();
  camera.give(31);
  assert((await playlist).includes("-0-30.m4s"));
  // Its own session is over, the next request is expected.
  while (camera.serving.sessions.totals().active > 0) await new Promise((go) => setTimeout(go, 0));
  assertEquals(camera.holds, 1);
  await camera.serving.sessions.endAll();
  assertEquals(camera.holds, 0);
});

Deno.test("who wants frames for a while lets go when it is over, and not before", async () => {
  await using camera = await new OnDemand().open();
  const { sessions } = camera.serving;
  sessions.wantFrames(3_600_000);
  sessions.wantFrames(3_600_000);
  assertEquals(camera.holds, 1);
  sessions.wantFrames(1);
  await camera.unwanted();
});
