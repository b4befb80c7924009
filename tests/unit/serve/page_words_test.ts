import { assertEquals } from "@std/assert";
import { describe, type Situation, spoken } from "../../../lib/serve/page/words.ts";

const live: Situation = {
  link: { kind: "open" },
  mode: "live",
  isMoving: true,
  secondsAgo: 0,
};
const still: Situation = { ...live, isMoving: false };
const fault = {
  kind: "cable",
  message: "The sensor does not answer",
  remedy: "push the cable home",
};

const cases: {
  name: string;
  situation: Situation;
  label: string;
  title?: string;
  detail?: string;
}[] = [
  { name: "a picture that moves", situation: live, label: "Live" },
  {
    name: "the past",
    situation: { ...live, mode: "past", secondsAgo: 200 },
    label: "3 min 20 s ago",
  },
  { name: "a pause", situation: { ...still, mode: "paused" }, label: "Paused" },
  {
    name: "dialling",
    situation: { ...still, link: { kind: "connecting" } },
    label: "Connecting",
    title: "Connecting to the camera",
  },
  {
    name: "a broken connection, though pictures moved a moment ago",
    situation: { ...live, link: { kind: "waiting", code: "closed" } },
    label: "Reconnecting",
    title: "Connection lost",
    detail: "The page reconnects by itself as soon as the camera can be reached.",
  },
  {
    name: "a server that is full",
    situation: { ...still, link: { kind: "waiting", code: "busy", message: "All 8 are taken" } },
    label: "Waiting",
    title: "Too many viewers",
    detail: "All 8 are taken. Trying again by itself.",
  },
  {
    name: "no token",
    situation: { ...still, link: { kind: "unauthorized", message: "Watching needs a token" } },
    label: "Locked",
    title: "Token needed",
    detail: "Watching needs a token",
  },
  {
    name: "a loose cable",
    situation: { ...still, camera: { state: "faulted", fault } },
    label: "Camera fault",
    title: "The camera does not answer",
    detail: "The sensor does not answer: push the cable home.",
  },
  {
    name: "a fault that nobody has named",
    situation: { ...still, camera: { state: "faulted", fault: { ...fault, kind: "odd" } } },
    label: "Camera fault",
    title: "The camera has a fault",
    detail: "The sensor does not answer: push the cable home.",
  },
  {
    name: "a camera that was stopped",
    situation: { ...still, end: "stopped", camera: { state: "idle", reason: "by a viewer" } },
    label: "Stopped",
    title: "The camera is stopped",
    detail: "By a viewer.",
  },
  {
    name: "a camera that starts",
    situation: { ...still, camera: { state: "starting", notReady: "no frame yet" } },
    label: "Starting",
    title: "Waiting for the first picture",
    detail: "No frame yet.",
  },
  {
    name: "a browser that cannot",
    situation: { ...still, unable: "It has no decoder." },
    label: "No picture",
    title: "This browser cannot show the picture",
    detail: "It has no decoder.",
  },
];

for (const { name, situation, label, title, detail } of cases) {
  Deno.test(`the page says in words: ${name}`, () => {
    const words = describe(situation);
    assertEquals([words.label, words.title, words.detail], [label, title, detail]);
  });
}

Deno.test("time spans are said as people say them", () => {
  const said = [0, 59.4, 60, 61, 3599, 3600, 7380].map(spoken);
  assertEquals(said, ["0 s", "59 s", "1 min", "1 min 1 s", "59 min 59 s", "1 h", "2 h 3 min"]);
});
