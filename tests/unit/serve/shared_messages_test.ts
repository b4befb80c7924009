import { assert, assertEquals } from "@std/assert";
import { type Frame, FrameFlag } from "../../../lib/frame/mod.ts";
import { SharedMessages } from "../../../lib/serve/mod.ts";
import { encodeFrame } from "../../../lib/wire/mod.ts";

/** A key frame every ten. */
function frame(sequence: number, sizeBytes = 100): Frame {
  const payload = new Uint8Array(sizeBytes).fill(sequence);
  const flags = sequence % 10 === 0 ? FrameFlag.key : 0;
  return { sequence, captureUs: sequence * 33_333, flags, streamId: 1, payload };
}

/** Whether messages of a frame are at hand: the very same ones come again. */
function isKept(messages: SharedMessages, frame: Frame, before: readonly unknown[]): boolean {
  return messages.of(frame) === before;
}

Deno.test("the frames from the newest key frame on are encoded once, whoever asks and when", () => {
  const messages = new SharedMessages();
  const group = Array.from({ length: 7 }, (_, index) => frame(20 + index));
  const made = group.map((each) => messages.of(each));
  assertEquals(made, group.map(encodeFrame));
  assert(group.every((each, index) => isKept(messages, each, made[index]!)));
});

Deno.test("a key frame ends what was kept before it", () => {
  const messages = new SharedMessages();
  const before = [frame(18), frame(19)];
  const made = before.map((each) => messages.of(each));
  messages.of(frame(20));
  assert(before.every((each, index) => !isKept(messages, each, made[index]!)));
});

Deno.test("who catches up does not push out what live clients share", () => {
  const messages = new SharedMessages();
  const live = [frame(20), frame(21)];
  const made = live.map((each) => messages.of(each));
  for (let sequence = 0; sequence < 20; sequence++) messages.of(frame(sequence));
  assert(live.every((each, index) => isKept(messages, each, made[index]!)));
  const [next, again] = [frame(22), frame(23)];
  messages.of(next);
  assert(isKept(messages, again, messages.of(again)));
});

Deno.test("a number that comes again with other bytes is another frame", () => {
  const messages = new SharedMessages();
  const first = frame(20);
  messages.of(first);
  const other = { ...frame(20), payload: new Uint8Array(5), captureUs: 5 };
  assertEquals(messages.of(other), encodeFrame(other));
  const restarted = { ...other, flags: FrameFlag.key | FrameFlag.discontinuity };
  assert(isKept(messages, restarted, messages.of(restarted)), "numbering and clock began anew");
});

Deno.test("a group without end is not kept without end", () => {
  const messages = new SharedMessages();
  const first = frame(20, 3 << 20);
  const made = messages.of(first);
  messages.of(frame(21, 3 << 20));
  assert(isKept(messages, first, made));
  messages.of(frame(22, 3 << 20));
  assert(!isKept(messages, first, made));
});

Deno.test("a RAW frame larger than a group may be is made once all the same, and kept alone", () => {
  const messages = new SharedMessages();
  const raw = (sequence: number): Frame => ({
    ...frame(sequence, 18 << 20),
    flags: FrameFlag.key,
  });
  const first = raw(0);
  const made = messages.of(first);
  assertEquals(made.map(({ length }) => length), [40 + (16 << 20), 40 + (2 << 20)]);
  assert(isKept(messages, first, made));
  const next = raw(1);
  assert(isKept(messages, next, messages.of(next)));
  assert(!isKept(messages, first, made));
});
