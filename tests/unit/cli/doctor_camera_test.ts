import { assertEquals } from "@std/assert";
import type { CameraCodec, CameraProgram, Platform } from "../../../lib/capture/mod.ts";
import { judgeHolders, withStarters } from "../../../lib/cli/doctor/camera_in_use.ts";
import { judgeCameras } from "../../../lib/cli/doctor/camera_present.ts";
import { judgeCameraProgram } from "../../../lib/cli/doctor/camera_program.ts";
import type { Finding } from "../../../lib/cli/doctor/finding.ts";
import { checkPermissions } from "../../../lib/cli/doctor/permissions.ts";
import { assertFinding, type ExpectedFinding } from "./assert_finding.ts";
import { type MadeUp, withMachine } from "./made_up_machine.ts";

const rpicam = { path: "/usr/bin/rpicam-vid", version: "1.12.0", hasLibav: true };
const programs: {
  name: string;
  program?: CameraProgram;
  platform?: Platform;
  codec?: CameraCodec;
  expected: ExpectedFinding;
}[] = [
  {
    name: "a Pi 5 with the small package, RAW",
    program: { path: "/usr/bin/rpicam-raw", version: "1.12.0", hasLibav: false },
    platform: "pisp",
    codec: "raw12",
    expected: ["ok", /^rpicam-raw 1\.12\.0 \(\/usr\/bin\/rpicam-raw\); pisp: a Pi from a Pi 5 on$/],
  },
  {
    name: "a Pi without the program for RAW",
    platform: "vc4",
    codec: "raw12",
    expected: ["fail", /neither rpicam-raw nor libcamera-raw/, /^sudo apt install rpicam-apps$/],
  },
  {
    name: "a Pi 5 with the full package",
    program: rpicam,
    platform: "pisp",
    expected: ["ok", /^rpicam-vid 1\.12\.0 \(\/usr\/bin\/rpicam-vid\); pisp: .*software/],
  },
  {
    name: "a Pi 5 with the small package",
    program: { ...rpicam, hasLibav: false },
    platform: "pisp",
    expected: ["fail", /without libav/, /^sudo apt install rpicam-apps/],
  },
  {
    name: "a Pi 4 with the small package",
    program: { ...rpicam, hasLibav: false },
    platform: "vc4",
    expected: ["ok", /vc4: .*hardware/],
  },
  {
    name: "an old program that does not tell its version",
    program: { path: "/usr/bin/libcamera-vid" },
    platform: "vc4",
    expected: ["ok", /^libcamera-vid of an unknown version/],
  },
  {
    name: "a Pi without the program",
    platform: "vc4",
    expected: ["fail", /not installed/, /^sudo apt install rpicam-apps$/],
  },
  {
    name: "a PC",
    expected: ["fail", /no Raspberry Pi/, /^picam --source pattern/],
  },
];

for (const { name, program, platform, codec, expected } of programs) {
  Deno.test(`doctor on the camera program of ${name}`, () => {
    assertFinding(judgeCameraProgram(program, platform, codec), expected);
  });
}

const cameras = [
  { index: 0, model: "imx708", width: 4608, height: 2592, id: "" },
  { index: 1, model: "ov5647", width: 2592, height: 1944, id: "" },
];
const noCamera = { kind: "no-camera", message: "No camera was found", remedy: "push" } as const;

Deno.test("doctor on the cameras that are listed", () => {
  const open = { wanted: 1, access: "open" } as const;
  assertFinding(judgeCameras({ cameras }, open), [
    "ok",
    /^camera 1 is ov5647, 2592 x 1944 \(of 2 cameras\)$/,
  ]);
  assertFinding(judgeCameras({ cameras: cameras.slice(0, 1) }, { ...open, wanted: 0 }), [
    "ok",
    /^camera 0 is imx708, 4608 x 2592$/,
  ]);
  assertFinding(judgeCameras({ cameras }, { ...open, wanted: 4 }), [
    "fail",
    /no camera 4: 0 is imx708, 1 is ov5647/,
    /^picam --camera 0$/,
  ]);
  assertFinding(judgeCameras({ cameras: [], fault: noCamera }, open), [
    "fail",
    /No camera was found/,
    /push/,
  ]);
  assertFinding(
    judgeCameras({ cameras: [], fault: noCamera }, { wanted: 0, access: "forbidden" }),
    ["fail", /may not open/, /permissions/],
  );
});

const ffmpeg = { pid: 4711, command: "ffmpeg -f v4l2" };
const delivered = { tookMs: 1200 };
const busy = {
  tookMs: 10,
  fault: { kind: "busy", message: "The camera is in use", remedy: "end it" },
} as const;

Deno.test("doctor on who has the camera: in the way only if a picture did not come", () => {
  const judge = (
    holders: Parameters<typeof judgeHolders>[0],
    trial?: Parameters<typeof judgeHolders>[1]["trial"],
  ): Finding => judgeHolders(holders, { trial, isRoot: false });
  assertFinding(judge([], delivered), ["ok", /nobody.*so far as this user can see/]);
  assertFinding(judge([], busy), ["fail", /cannot be seen from here/, /^sudo fuser/]);
  assertFinding(judge([ffmpeg], delivered), ["ok", /ffmpeg -f v4l2 \(pid 4711\)/]);
  assertFinding(judge([ffmpeg], busy), ["fail", /^by ffmpeg/, /^kill 4711$/]);
  assertFinding(judge([ffmpeg]), ["warn", /^by ffmpeg/, /^kill 4711$/]);
  const other = { tookMs: 9, fault: { ...noCamera, kind: "memory" } } as const;
  assertFinding(judge([ffmpeg], other), ["ok", /also open in ffmpeg/]);
  const many = [1, 2, 3, 4, 5].map((pid) => ({ pid, command: "x" }));
  assertFinding(judge(many, busy), [
    "fail",
    /^by x \(pid 1\); x \(pid 2\); x \(pid 3\); and 2 more$/,
    /^sudo fuser .* lists them$/,
  ]);
  const long = { pid: 9, command: "x".repeat(200) };
  assertFinding(judge([long, ffmpeg], busy), ["fail", /x{60}… \(pid 9\); ffmpeg/, /^kill 9 4711$/]);
  const picam = { pid: 800, command: "/usr/local/bin/picam" };
  const ofService = { pid: 801, command: "rpicam-vid -t 0", picam };
  assertFinding(judge([ofService], busy), [
    "fail",
    /rpicam-vid -t 0 \(pid 801\), started by \/usr\/local\/bin\/picam \(pid 800\)/,
    /^kill 800; if it is the service: sudo systemctl stop picam$/,
  ]);
});

Deno.test("a camera program's picam is found by its parent", async () => {
  const files = {
    "/proc/801/status": "Name:\trpicam-vid\nPid:\t801\nPPid:\t800\n",
    "/proc/800/cmdline": "/usr/local/bin/picam\0",
    "/proc/4711/status": "PPid:\t4000\n",
    "/proc/4000/cmdline": "bash\0",
  };
  await withMachine({ files }, async (machine) => {
    const child = { pid: 801, command: "rpicam-vid" };
    const alone = { pid: 5, command: "ended meanwhile" };
    assertEquals(await withStarters([child, ffmpeg, alone], machine), [
      { ...child, picam: { pid: 800, command: "/usr/local/bin/picam" } },
      ffmpeg,
      alone,
    ]);
  });
});

const asPi = { "id -un": "pi\n", "id -nG": "pi adm video\n" };
const pi = {
  "/proc/device-tree/model": "Raspberry Pi 5 Model B Rev 1.0\0",
  "/dev/video0": "",
  "/dev/media0": "",
  "/dev/dma_heap/linux,cma": "",
  "/dev/dma_heap/system": "",
  "/dev/vchiq": "",
};
const permissions: { name: string; made: MadeUp; expected: ExpectedFinding }[] = [
  {
    name: "a user who may open all",
    made: { files: pi, programs: asPi },
    expected: ["ok", /^user pi may open/],
  },
  {
    name: "a user outside of group video",
    made: {
      files: pi,
      programs: { ...asPi, "id -nG": "pi\n" },
      forbidden: ["/dev/video0", "/dev/dma_heap/linux,cma", "/dev/dma_heap/system"],
    },
    expected: [
      "fail",
      /user pi may not open \/dev\/video\* .*\/dev\/dma_heap, not being in group video/,
      /^sudo usermod -aG video pi /,
    ],
  },
  {
    name: "a user who has just been put into group video",
    made: {
      files: { ...pi, "/etc/group": "root:x:0:\nvideo:x:44:me,pi\n" },
      programs: { ...asPi, "id -nG": "pi\n" },
      forbidden: ["/dev/video0"],
    },
    expected: ["fail", /user pi may not open/, /^log out and in again/],
  },
  {
    name: "one heap of two that may be opened",
    made: { files: pi, programs: asPi, forbidden: ["/dev/dma_heap/system"] },
    expected: ["ok", /may open/],
  },
  {
    name: "a mailbox that may not be opened",
    made: { files: pi, programs: asPi, forbidden: ["/dev/vchiq"] },
    expected: ["warn", /\/dev\/vchiq: vcgencmd cannot tell/, /usermod/],
  },
  {
    name: "a Pi without camera driver",
    made: {
      files: { "/proc/device-tree/model": "Raspberry Pi 4", "/dev/null": "" },
      programs: asPi,
    },
    expected: ["warn", /no camera driver/, /camera_auto_detect=1/],
  },
  {
    name: "a container without devices",
    made: { files: { "/dev/null": "" }, env: { USER: "me" } },
    expected: ["warn", /no camera driver/, /container/],
  },
];

for (const { name, made, expected } of permissions) {
  Deno.test(`doctor on permissions: ${name}`, async () => {
    assertFinding(await withMachine(made, checkPermissions), expected);
  });
}
