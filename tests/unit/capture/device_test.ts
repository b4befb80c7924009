import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parseRawFormat } from "../../../lib/bayer/mod.ts";
import { type DeviceSettings, DeviceSource, type RunEnd } from "../../../lib/capture/mod.ts";
import { FrameFlag } from "../../../lib/frame/mod.ts";
import { settle, TurnedTiming } from "../../support/turned_timing.ts";
import { frame } from "../bayer/set_up.ts";
import { FakeDevice } from "./fake_device.ts";
import { runSource } from "./run_source.ts";

const settings: DeviceSettings = {
  ...{ path: "/dev/camera", width: 4, height: 2, framerate: 30 },
  format: parseRawFormat("SRGGB12")!,
};

function setUp() {
  const device = new FakeDevice();
  const timing = new TurnedTiming();
  const source = new DeviceSource(settings, { ...device.parts, timing });
  const nowUs = () => Math.round(timing.nowMs() * 1000);
  return { device, timing, source, run: () => runSource(source, { nowUs }) };
}

function faultOf(end: RunEnd): string {
  assert(end.kind === "failed", `the run ended: ${end.kind}`);
  return `${end.fault.kind}: ${end.fault.message}: ${end.fault.remedy}`;
}

Deno.test("frames of a driver come out whole, however short its reads are", async () => {
  const { device, timing, run: start } = setUp();
  const run = start();
  device.answer(frame(1), frame(2).slice(0, 5), frame(2).slice(5, 6), frame(2).slice(6), frame(3));
  await timing.turn(200);
  assertEquals(run.sink.frames.map(({ bytes }) => bytes), [1, 2, 3].map(frame));
  assertEquals(device.asked, [16, 16, 11, 10, 16, 16]);
  assertEquals(run.sink.frames[0]?.stream, {
    ...{ id: 1, name: "camera", codec: "raw12", width: 4, height: 2, framerate: 30 },
    ...{ bayer: "RGGB", bitDepth: 12 },
  });
  const stopped = run.stop();
  await timing.turn(100);
  assertEquals(await stopped, { kind: "stopped" });
});

Deno.test("a driver that has nothing is asked again 5 ms later", async () => {
  const { device, timing, run: start } = setUp();
  const run = start();
  device.answer("EAGAIN", "EAGAIN", frame(1), "EAGAIN");
  await timing.turn(4);
  assertEquals(device.asked.length, 1);
  await timing.turn(1);
  assertEquals(device.asked.length, 2);
  await timing.turn(5);
  assertEquals(run.sink.frames.length, 1);
  assertEquals(await run.stop(), { kind: "stopped" });
  assertEquals([device.open, timing.waiting], [0, 0]);
});

Deno.test("a read that is under way at the stop is the next run's, with what it brings", async () => {
  const { device, timing, run: start } = setUp();
  const first = start();
  device.answer(frame(1));
  await timing.turn(100);
  const stopped = first.stop();
  await timing.turn(100);
  assertEquals(await stopped, { kind: "stopped" });
  assertEquals([first.sink.frames.length, device.open], [1, 1]);
  device.answer(frame(2));
  await settle();
  const second = start();
  device.answer(frame(3), "EAGAIN");
  await timing.turn(20);
  assertEquals(second.sink.frames.map(({ bytes }) => bytes), [frame(2), frame(3)]);
  assertEquals(device.opened, 1);
  const ended = second.stop();
  await timing.turn(100);
  await ended;
});

Deno.test("a driver that ends a read behind each frame is opened again", async () => {
  const { device, timing, run: start } = setUp();
  const run = start();
  device.answer(frame(1), "end", "end", frame(2), "end", frame(3).slice(0, 7), "end", frame(4));
  await timing.turn(200);
  assertEquals(run.sink.frames.map(({ bytes }) => bytes), [frame(1), frame(2), frame(4)]);
  assertEquals(run.faults.map(({ message }) => message), [
    "A RAW frame has 7 of 16 bytes: it is dropped",
  ]);
  assertEquals(run.sink.frames[2]?.flags, FrameFlag.key | FrameFlag.discontinuity);
  assertEquals([device.opened, device.open], [5, 1]);
  const stopped = run.stop();
  await timing.turn(100);
  await stopped;
});

Deno.test("a device that is at its end for five seconds is a fault", async () => {
  const { device, timing, run: start } = setUp();
  const run = start();
  device.answer(...Array<"end">(2000).fill("end"));
  await timing.turn(4900);
  await timing.turn(200);
  assertStringIncludes(faultOf(await run.end), "ended: /dev/camera is at its end");
  assertEquals(device.open, 0);
});

Deno.test("a device that goes away or cannot be read is a fault with a remedy", async () => {
  for (
    const [code, kind, words] of [
      ["EIO", "no-camera", "fails, or has gone away (EIO): look at the sensor's cable"],
      ["ENODEV", "no-camera", "has gone away (ENODEV): plug the camera in"],
      ["EINVAL", "unreadable", "cannot be read like a file (EINVAL): for a V4L2 device"],
    ] as const
  ) {
    const { device, run: start } = setUp();
    device.answer(frame(1).slice(0, 3), code);
    const run = start();
    assertStringIncludes(faultOf(await run.end), `${kind}: /dev/camera ${words}`);
    assertEquals([device.open, run.sink.frames.length], [0, 0]);
  }
});

Deno.test("a device that cannot be opened is a fault with a remedy", async () => {
  for (
    const [code, kind, words] of [
      ["ENOENT", "no-camera", "is not there (ENOENT)"],
      ["EACCES", "permission", "(EACCES): sudo chmod o+r /dev/camera"],
      ["EBUSY", "busy", "`sudo fuser -v /dev/camera` names it; picam tries again by itself"],
      ["ENXIO", "no-camera", "has gone away (ENXIO)"],
      ["EMFILE", "unreadable", "Cannot read /dev/camera: EMFILE: so says"],
    ] as const
  ) {
    const { device, run: start } = setUp();
    device.openError = code;
    const told = faultOf(await start().end);
    assertStringIncludes(told, `${kind}: `);
    assertStringIncludes(told, words);
  }
});

Deno.test("a device that is always ready is read at four times its rate", async () => {
  const { device, timing, run: start } = setUp();
  const run = start();
  device.answer(...Array.from({ length: 1000 }, (_, n) => frame(n)));
  await timing.turn(1000);
  const { length } = run.sink.frames;
  assert(length >= 115 && length <= 125, `${length} frames`);
  await run.stop();
});

Deno.test("a frame cut short by a driver that rests between frames costs only itself", async () => {
  const { device, timing, run: start } = setUp();
  const run = start();
  for (const bytes of [frame(1), frame(2), frame(3).slice(0, 9), frame(4), frame(5)]) {
    await timing.turn(33);
    device.answer(bytes);
  }
  await timing.turn(100);
  assertEquals(run.sink.frames.map(({ bytes }) => bytes), [1, 2, 4, 5].map(frame));
  const stopped = run.stop();
  await timing.turn(100);
  await stopped;
});
