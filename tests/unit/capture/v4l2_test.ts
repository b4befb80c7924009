import { assert, assertEquals } from "@std/assert";
import { v4l2Command } from "../../../lib/capture/v4l2_command.ts";
import { classifyV4l2Line } from "../../../lib/capture/v4l2_faults.ts";
import { parseV4l2Formats, type V4l2Format } from "../../../lib/capture/v4l2_formats.ts";
import type { FaultKind } from "../../../lib/capture/mod.ts";

const lists: { name: string; text: string; formats: V4l2Format[] }[] = [
  {
    name: "ffmpeg, a webcam",
    text: "[video4linux2,v4l2 @ 0x55] Raw       :     yuyv422 :           YUYV 4:2:2 : 640x480\n" +
      "[video4linux2,v4l2 @ 0x55] Compressed:       mjpeg :          Motion-JPEG : 640x480\n" +
      "/dev/video0: Immediate exit requested\n",
    formats: ["mjpeg", "raw"],
  },
  {
    name: "ffmpeg, a camera that encodes",
    text: "[video4linux2,v4l2 @ 0x55] Compressed:        h264 :                H.264 : 1280x720\n",
    formats: ["h264"],
  },
  {
    name: "v4l2-ctl, a camera that encodes",
    text: "ioctl: VIDIOC_ENUM_FMT\n\tType: Video Capture\n\n\t[0]: 'YUYV' (YUYV 4:2:2)\n" +
      "\t[1]: 'MJPG' (Motion-JPEG, compressed)\n\t[2]: 'H264' (H.264, compressed)\n",
    formats: ["h264", "mjpeg", "raw"],
  },
  { name: "v4l2-ctl, one that does not", text: "\t[0]: 'YUYV' (YUYV 4:2:2)\n", formats: ["raw"] },
  { name: "nothing", text: "Cannot open device /dev/video0, exiting.\n", formats: [] },
];

for (const { name, text, formats } of lists) {
  Deno.test(`formats as listed by ${name}`, () => {
    assertEquals([...parseV4l2Formats(text)], formats);
  });
}

const settings = { width: 1280, height: 720, framerate: 30, bitrateBps: 2e6, intra: 30 };
const both = { ffmpeg: "/usr/bin/ffmpeg", v4l2Ctl: "/usr/bin/v4l2-ctl" };
const begin = "-hide_banner -nostdin -loglevel warning -fflags nobuffer -flags low_delay -f v4l2";
const size = "-video_size 1280x720 -framerate 30 -i /dev/video0 -an";
const encode = "-c:v libx264 -preset ultrafast -tune zerolatency -pix_fmt yuv420p -bf 0 -g 30 " +
  "-b:v 2000000 -maxrate 2000000 -bufsize 2000000";
const end = "-f h264 -flush_packets 1 pipe:1";

const commands: {
  name: string;
  codec?: "mjpeg";
  formats: V4l2Format[];
  programs: Partial<typeof both>;
  line: string | undefined;
}[] = [
  {
    name: "H.264 passes as it is",
    formats: ["h264", "mjpeg"],
    programs: both,
    line: `/usr/bin/ffmpeg ${begin} -input_format h264 ${size} -c:v copy ${end}`,
  },
  {
    name: "JPEG is encoded",
    formats: ["mjpeg", "raw"],
    programs: both,
    line: `/usr/bin/ffmpeg ${begin} -input_format mjpeg ${size} ${encode} ${end}`,
  },
  {
    name: "bare pictures are encoded",
    formats: ["raw"],
    programs: { ffmpeg: both.ffmpeg },
    line: `/usr/bin/ffmpeg ${begin} ${size} ${encode} ${end}`,
  },
  {
    name: "JPEG passes as it is, where it is wanted",
    codec: "mjpeg",
    formats: ["h264", "mjpeg", "raw"],
    programs: both,
    line: `/usr/bin/ffmpeg ${begin} -input_format mjpeg ${size} -c:v copy ` +
      "-f mjpeg -flush_packets 1 pipe:1",
  },
  {
    name: "JPEG is made of bare pictures, where it is wanted",
    codec: "mjpeg",
    formats: ["raw"],
    programs: both,
    line: `/usr/bin/ffmpeg ${begin} ${size} -c:v mjpeg -pix_fmt yuvj420p -q:v 3 ` +
      "-f mjpeg -flush_packets 1 pipe:1",
  },
  {
    name: "JPEG without ffmpeg, where it is wanted",
    codec: "mjpeg",
    formats: ["mjpeg"],
    programs: { v4l2Ctl: both.v4l2Ctl },
    line: "stdbuf -o0 /usr/bin/v4l2-ctl --device=/dev/video0 " +
      "--set-fmt-video=width=1280,height=720,pixelformat=MJPG --set-parm=30 --stream-mmap " +
      "--stream-to=-",
  },
  {
    name: "H.264 without ffmpeg",
    formats: ["h264"],
    programs: { v4l2Ctl: both.v4l2Ctl },
    line: "stdbuf -o0 /usr/bin/v4l2-ctl --device=/dev/video0 " +
      "--set-fmt-video=width=1280,height=720,pixelformat=H264 --set-parm=30 --stream-mmap " +
      "--stream-to=-",
  },
  {
    name: "JPEG without ffmpeg",
    formats: ["mjpeg"],
    programs: { v4l2Ctl: both.v4l2Ctl },
    line: undefined,
  },
  { name: "no program", formats: ["h264"], programs: {}, line: undefined },
];

for (const { name, codec, formats, programs, line } of commands) {
  Deno.test(`how a video device is read: ${name}`, () => {
    const command = v4l2Command("/dev/video0", {
      settings: { ...settings, codec },
      formats: new Set(formats),
      programs,
    });
    assertEquals(command && [command.program, ...command.args].join(" "), line);
  });
}

const faults: { line: string; kind: FaultKind }[] = [
  { line: "[v4l2 @ 0x5] ioctl(VIDIOC_STREAMON): Device or resource busy", kind: "busy" },
  { line: "/dev/video0: Permission denied", kind: "permission" },
  { line: "/dev/video0: No such file or directory", kind: "no-camera" },
  { line: "[v4l2 @ 0x5] ioctl(VIDIOC_DQBUF): No such device", kind: "no-camera" },
  { line: "[v4l2 @ 0x5] Not a video capture device.", kind: "bad-value" },
  { line: "[v4l2 @ 0x5] Cannot find a proper format for codec 'none'", kind: "bad-value" },
  { line: "Unknown encoder 'libx264'", kind: "no-libav" },
  { line: "[v4l2 @ 0x5] ioctl(VIDIOC_STREAMON): No space left on device", kind: "encoder-limit" },
  { line: "\t\tVIDIOC_REQBUFS returned -1 (Cannot allocate memory)", kind: "memory" },
];

for (const { line, kind } of faults) {
  Deno.test(`video device, ${kind}: ${line.trim()}`, () => {
    const fault = classifyV4l2Line(line)?.fault;
    assertEquals(fault?.kind, kind);
    assert((fault?.remedy.length ?? 0) > 10);
  });
}

Deno.test("what a video device's program says besides is no fault", () => {
  const line = "[v4l2 @ 0x5] The V4L2 driver changed the video from 1280x720 to 640x480";
  assertEquals(classifyV4l2Line(line), undefined);
});
