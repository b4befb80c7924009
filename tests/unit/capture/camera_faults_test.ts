import { assert, assertEquals } from "@std/assert";
import { classifyCameraLine } from "../../../lib/capture/camera_faults.ts";
import type { FaultKind } from "../../../lib/capture/mod.ts";

const head = "[0:11:01.271953329] [3103]";
const thrown = (what: string) => `ERROR: *** ${what} ***`;

/** Every message of reference/rpicam-facts 4.3 and 1.1, as the program writes it. */
const cases: { line: string; kind: FaultKind; message?: string }[] = [
  { line: thrown("no cameras available"), kind: "no-camera", message: "No camera was found" },
  { line: thrown("selected camera is not available"), kind: "no-camera" },
  {
    line: `${head}  INFO Camera camera.cpp:1028 Pipeline handler in use by another process`,
    kind: "busy",
  },
  { line: thrown("failed to acquire camera /base/soc/i2c0mux/i2c@1/imx708@1a"), kind: "busy" },
  {
    line: thrown("camera manager failed to start, code -5"),
    kind: "camera",
    message: "libcamera could not be started, code -5",
  },
  {
    line: "ERROR: the system appears to be configured for the legacy camera stack",
    kind: "legacy-stack",
  },
  {
    line: "ERROR: rpicam-apps currently only supports the Raspberry Pi platforms.",
    kind: "unsupported-board",
  },
  {
    line: thrown("unrecognised option '--low-latency'"),
    kind: "bad-option",
    message: "The camera program does not know the option --low-latency",
  },
  {
    line: thrown("the argument ('abc') for option '--width' is invalid"),
    kind: "bad-value",
    message: "The camera program does not take the value abc for --width",
  },
  {
    line: thrown("the required argument for option '--width' is missing"),
    kind: "bad-option",
    message: "The option --width needs a value",
  },
  {
    line: thrown("option '--timeout' cannot be specified more than once"),
    kind: "bad-option",
    message: "The option --timeout is given twice",
  },
  {
    line: thrown("option '--aw' is ambiguous and matches '--awb', and '--awbgains'"),
    kind: "bad-option",
    message: "The option --aw can mean '--awb', and '--awbgains'",
  },
  {
    line: thrown("Invalid AWB mode: blue"),
    kind: "bad-value",
    message: "The camera program refuses a setting: Invalid AWB mode: blue",
  },
  {
    line: thrown("Invalid metering mode: blue"),
    kind: "bad-value",
    message: "The camera program refuses a setting: Invalid metering mode: blue",
  },
  { line: thrown("Invalid denoise mode x"), kind: "bad-value" },
  { line: thrown("Invalid mode"), kind: "bad-value" },
  { line: thrown("Packing indicator should be P or U"), kind: "bad-value" },
  { line: thrown("Invalid lens position: near"), kind: "bad-value" },
  { line: thrown("Invalid time string provided"), kind: "bad-value" },
  { line: thrown("illegal rotation value"), kind: "bad-value" },
  { line: thrown("transforms requiring transpose not supported"), kind: "bad-value" },
  { line: thrown("no such profile highest"), kind: "bad-value" },
  { line: thrown("no such level 9"), kind: "bad-value" },
  { line: thrown("unrecognised codec h265"), kind: "bad-value" },
  { line: thrown("Low res image larger than video"), kind: "bad-value" },
  { line: thrown("incorrect sync value x"), kind: "bad-value" },
  { line: thrown("incorrect initial value x"), kind: "bad-value" },
  { line: thrown("bad network address x"), kind: "bad-value" },
  { line: thrown("failed to set bitrate"), kind: "bad-value" },
  { line: thrown("libav: codec option error preset=x"), kind: "bad-value" },
  { line: thrown("failed to valid stream configurations"), kind: "bad-value" },
  { line: thrown("failed to configure streams"), kind: "bad-value" },
  { line: thrown("failed to generate video configuration"), kind: "bad-value" },
  { line: "dmaHeap allocation failure for rpicam-apps0", kind: "memory" },
  { line: thrown("failed to allocate capture buffers for stream"), kind: "memory" },
  { line: `${head} ERROR DmaHeap dma.cpp:9 Could not open any dmaHeap device`, kind: "memory" },
  {
    line: `${head} ERROR V4L2 v4l2.cpp:9 Unable to request 6 buffers: Cannot allocate memory`,
    kind: "memory",
  },
  { line: thrown("failed to start camera"), kind: "camera" },
  { line: thrown("Failed to queue request"), kind: "camera" },
  { line: thrown("failed to open V4L2 H264 encoder"), kind: "encoder-limit" },
  { line: thrown("failed to set output format"), kind: "encoder-limit" },
  { line: thrown("failed to start output streaming"), kind: "encoder-limit" },
  { line: "no buffers available to queue codec input", kind: "encoder-limit" },
  { line: thrown("Unable to find an appropriate H.264 codec"), kind: "no-libav" },
  { line: thrown("libav: cannot find video encoder libx264"), kind: "no-libav" },
  { line: thrown("libav: unable to open video codec: -22"), kind: "no-libav" },
  { line: thrown("libav: Incompatible options selected."), kind: "bad-option" },
  {
    line: thrown("libav: cannot allocate output context, try setting with --libav-format"),
    kind: "bad-option",
  },
  {
    line: thrown("failed to open output file /x/y"),
    kind: "bad-option",
    message: "The camera program cannot write /x/y",
  },
  { line: thrown("Failed to open timestamp file /x"), kind: "bad-option" },
  { line: thrown("connect to server failed"), kind: "camera" },
  {
    line: "  what():  failed to write output bytes",
    kind: "crashed",
    message: "The camera program could not write its pictures",
  },
  {
    line: "  what():  std::bad_alloc",
    kind: "crashed",
    message: "The camera program broke: std::bad_alloc",
  },
  { line: "libav: error writing output: Broken pipe", kind: "crashed" },
  {
    line:
      `${head}  WARN V4L2 v4l2_videodevice.cpp:2007 /dev/video0[14:cap]: Dequeue timer of 1000000.00us has expired!`,
    kind: "cable",
  },
  {
    line: `${head} ERROR RPI pipeline_base.cpp:1368 Camera frontend has timed out!`,
    kind: "cable",
  },
  { line: "ERROR: Device timeout detected, attempting a restart!!!", kind: "cable" },
  {
    line:
      "rpicam-vid: error while loading shared libraries: libcamera.so.0.5: cannot open shared object file",
    kind: "not-installed",
    message:
      "The camera program is not installed completely: libcamera.so.0.5 is missing or does not fit",
  },
  {
    line: thrown("something quite new"),
    kind: "camera",
    message: "The camera program says: something quite new",
  },
];

for (const { line, kind, message } of cases) {
  Deno.test(`${kind}: ${line}`, () => {
    const fault = classifyCameraLine(line)?.fault;
    assertEquals(fault?.kind, kind);
    if (message !== undefined) assertEquals(fault?.message, message);
    assert((fault?.remedy.length ?? 0) > 10);
  });
}

const harmless = [
  `${head}  INFO Camera camera_manager.cpp:330 libcamera v0.5.2+99-bfd68f78`,
  `${head}  INFO Camera camera.cpp:1215 configuring streams: (0) 1536x864-YUV420/Rec709`,
  `${head}  WARN RPiSdn sdn.cpp:40 Using legacy SDN tuning - please consider moving SDN inside rpi.denoise`,
  `${head} ERROR V4L2 v4l2_device.cpp:390 'imx708': Unable to set controls: Device or resource busy`,
  "Mode selection for 1536:864:12:P(25)",
  "Stream configuration adjusted",
  "Preview window unavailable",
  "Overriding H.264 level 4.2",
  "Received signal 2",
  "Halting: reached timeout of 5000 milliseconds.",
  "[libx264 @ 0x55] using cpu capabilities: ARMv8 NEON",
  "Output #0, h264, to 'pipe:':",
  "#0 (0.00 fps) exp 33222.00 ag 5.12 dg 1.00",
  "terminate called after throwing an instance of 'std::runtime_error'",
  "Please check that your camera sensor connector is attached securely.",
  "",
];

for (const line of harmless) {
  Deno.test(`no fault: ${line}`, () => assertEquals(classifyCameraLine(line), undefined));
}

Deno.test("of several messages the one that says most has the lowest rank", () => {
  const rank = (line: string) => classifyCameraLine(line)?.rank ?? Infinity;
  assert(rank("dmaHeap allocation failure for rpicam-apps0") < rank(thrown("anything")));
  assert(rank(thrown("no cameras available")) < rank("Camera frontend has timed out!"));
  assert(rank("  what():  failed to write output bytes") < rank("  what():  anything"));
});
