import { assertEquals, assertMatch } from "@std/assert";
import { listCameras } from "../../../lib/capture/mod.ts";
import { parseCameraList } from "../../../lib/capture/camera_list.ts";
import { FakeChild } from "./fake_child.ts";
import { TurnedTiming } from "../../support/turned_timing.ts";

const twoCameras = `Available cameras
-----------------
0 : imx708 [4608x2592 10-bit RGGB] (/base/soc/i2c0mux/i2c@1/imx708@1a)
    Modes: 'SRGGB10_CSI2P' : 1536x864 [120.13 fps - (768, 432)/3072x1728 crop]
                             4608x2592 [14.35 fps - (0, 0)/4608x2592 crop]
           'SRGGB8' : 1536x864 [120.13 fps - (768, 432)/3072x1728 crop]

1 : ov5647 [2592x1944] (/base/soc/i2c0mux/i2c@0/ov5647@36)
    Modes: 'SGBRG10_CSI2P' : 640x480 [58.92 fps - (16, 0)/2560x1920 crop]

`;
const cameras = [
  {
    index: 0,
    model: "imx708",
    width: 4608,
    height: 2592,
    id: "/base/soc/i2c0mux/i2c@1/imx708@1a",
  },
  {
    index: 1,
    model: "ov5647",
    width: 2592,
    height: 1944,
    id: "/base/soc/i2c0mux/i2c@0/ov5647@36",
  },
];

Deno.test("the list of cameras is read, with and without the sensor's bits", () => {
  assertEquals(parseCameraList(twoCameras), cameras);
  assertEquals(parseCameraList("No cameras available!\n"), []);
  assertEquals(parseCameraList("Available cameras\n-----------------\n"), []);
});

const answers: {
  name: string;
  stdout?: string;
  stderr?: string[];
  code?: number;
  listed: number;
  fault?: [kind: string, words: RegExp];
}[] = [
  { name: "two", stdout: twoCameras, listed: 2 },
  {
    name: "none",
    stdout: "No cameras available!\n",
    listed: 0,
    fault: ["no-camera", /No camera was found/],
  },
  {
    name: "nothing for the legacy stack, as an error",
    stderr: ["ERROR: the system appears to be configured for the legacy camera stack"],
    code: 255,
    listed: 0,
    fault: ["legacy-stack", /legacy/],
  },
  {
    name: "nothing but an error that nobody knows",
    stderr: ["something is odd"],
    code: 3,
    listed: 0,
    fault: ["camera", /rpicam-vid --list-cameras has failed with exit code 3/],
  },
];

for (const { name, stdout = "", stderr = [], code = 0, listed, fault } of answers) {
  Deno.test(`the camera program lists ${name}`, async () => {
    const child = new FakeChild();
    const list = listCameras("/usr/bin/rpicam-vid", {
      spawn: (program, args) => {
        assertEquals([program, args], ["/usr/bin/rpicam-vid", ["--list-cameras"]]);
        return child;
      },
      timing: new TurnedTiming(),
    });
    if (stdout !== "") child.write(new TextEncoder().encode(stdout));
    for (const line of stderr) child.say(line);
    child.exit({ code });
    const { cameras, fault: found } = await list;
    assertEquals([cameras.length, found?.kind], [listed, fault?.[0] as never]);
    if (fault !== undefined) assertMatch(found?.message ?? "", fault[1]);
  });
}

Deno.test("a camera program that hangs is ended, and that is told", async () => {
  const child = new FakeChild({ SIGINT: "ignores", SIGTERM: "ignores" });
  const timing = new TurnedTiming();
  const list = listCameras("/usr/bin/rpicam-vid", { spawn: () => child, timing });
  await timing.turn(15_000);
  const { cameras, fault } = await list;
  assertEquals([cameras, fault?.kind], [[], "silent"]);
  assertMatch(fault?.message ?? "", /rpicam-vid hangs.* 8 s/);
  assertEquals(child.signals, ["SIGINT", "SIGTERM", "SIGKILL"]);
});

Deno.test("a camera program that cannot be started is told of", async () => {
  const spawn = (): never => {
    throw new Error("Exec format error");
  };
  const { fault } = await listCameras("/usr/bin/rpicam-vid", { spawn });
  assertEquals(fault?.kind, "not-installed");
  assertMatch(fault?.message ?? "", /Exec format error/);
});
