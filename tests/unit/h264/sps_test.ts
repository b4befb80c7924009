import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { codecString, parseSps } from "../../../lib/h264/mod.ts";
import { Bits } from "./bits.ts";
import { concat, makeSps } from "./streams.ts";

/**
 * Made by `ffmpeg -f lavfi -i testsrc2=r=30000/1001 -s SIZE -pix_fmt FORMAT -c:v libx264 -preset
 * ultrafast …`; the expected values are those that ffprobe shows.
 */
const REAL = [
  {
    name: "Constrained Baseline 640 × 480",
    hex: "6742c01eda0280f6c04400000fa40003a9803c58ba80",
    size: [640, 480],
    codec: "avc1.42C01E",
  },
  {
    name: "1080 lines, coded as 1088",
    hex: "6742c028da01e0089f97ff000300041000003e90000ea600f1832a",
    size: [1920, 1080],
    codec: "avc1.42C028",
  },
  {
    name: "cropped both ways",
    hex: "6742c00dda05421e2223ff01e401e31000003e90000ea600f142aa",
    size: [322, 242],
    codec: "avc1.42C00D",
  },
  {
    name: "High",
    hex: "6764000dacb40a0fd808800001f480007530078a1550",
    size: [320, 240],
    codec: "avc1.64000D",
  },
  {
    name: "High 4:2:2, cropped",
    hex: "677a001ebcb405017fcfff805a80780800001f480007530078b175",
    size: [640, 362],
    codec: "avc1.7A001E",
  },
  {
    name: "High 4:2:2 of 10 bits",
    hex: "677a001eb6cb405017fc4ffe000600082000007d20001d4c01e2c5d4",
    size: [640, 360],
    codec: "avc1.7A001E",
  },
  {
    name: "High 4:4:4 Predictive, odd height",
    hex: "67f4000d919681519e3e33ff016a01e31000003e90000ea600f142aa",
    size: [322, 181],
    codec: "avc1.F4000D",
  },
  {
    name: "without colour",
    hex: "6764000df2d02a33c7c67fe02d403c6d9000003e90000ea600f142aa",
    size: [322, 181],
    codec: "avc1.64000D",
  },
  {
    name: "with buffer parameters (nal-hrd=cbr)",
    hex: "6742c01eda0280f6c04400000fa40003a983810003d090007a13930801e2c5d4",
    size: [640, 480],
    codec: "avc1.42C01E",
  },
  {
    name: "with aspect ratio and colours",
    hex: "6742c01fda02d049bff0040002d6e020202800001f480007530078c195",
    size: [720, 576],
    codec: "avc1.42C01F",
  },
] as const;

for (const { name, hex, size, codec } of REAL) {
  Deno.test(`SPS ${name}: size, rate and codec string`, () => {
    const sps = parseSps(Uint8Array.fromHex(hex));
    assertEquals([sps.width, sps.height], [...size]);
    assertEquals(codecString(sps), codec);
    assertEquals(sps.vui?.framerate, 30000 / 1001);
    assertEquals(sps.vui?.maxNumReorderFrames, 0);
    assertEquals(sps.vuiError, undefined);
  });
}

Deno.test("SPS: every field of a real one", () => {
  assertEquals(parseSps(Uint8Array.fromHex(REAL[5].hex)), {
    profileIdc: 122,
    constraintFlags: 0,
    levelIdc: 30,
    id: 0,
    chromaFormatIdc: 2,
    separateColourPlanes: false,
    bitDepthLuma: 10,
    bitDepthChroma: 10,
    log2MaxFrameNumMinus4: 0,
    picOrderCntType: 2,
    maxNumRefFrames: 1,
    frameMbsOnly: true,
    codedWidth: 640,
    codedHeight: 368,
    width: 640,
    height: 360,
    vui: {
      sampleAspectRatio: { width: 3, height: 4 },
      framerate: 30000 / 1001,
      fixedFrameRate: false,
      maxNumReorderFrames: 0,
      maxDecFrameBuffering: 1,
    },
  });
});

/** Profile, level, id 0. */
function begin(profileIdc: number): Bits {
  return new Bits().u(8, profileIdc).u(8, 0).u(8, 40).ue(0);
}

/** From max_num_ref_frames to frame_cropping_flag: 640 × 480 progressive, not cropped, no VUI. */
function plainEnd(bits: Bits): Uint8Array {
  bits.ue(1).u(1, 0).ue(39).ue(29).u(1, 1).u(1, 1).u(1, 0).u(1, 0);
  return concat(Uint8Array.of(0x67), bits.rbsp());
}

Deno.test("SPS: scaling lists are read over, short and long ones", () => {
  const bits = begin(100).ue(1).ue(0).ue(0).u(1, 0).u(1, 1);
  // Three flat lists of 16, one that ends at once, two absent; one of 64, one absent.
  for (let list = 0; list < 3; list++) {
    bits.u(1, 1);
    for (let i = 0; i < 16; i++) bits.se(i === 0 ? 8 : 0);
  }
  bits.u(1, 1).se(-8).u(1, 0).u(1, 0).u(1, 1);
  for (let i = 0; i < 64; i++) bits.se(i % 2 === 0 ? 100 : -100);
  bits.u(1, 0).ue(2).ue(2);
  const sps = parseSps(plainEnd(bits));
  assertEquals([sps.width, sps.height, sps.log2MaxFrameNumMinus4], [640, 480, 2]);
});

Deno.test("SPS: picture order count of type 1 with its cycle", () => {
  const bits = begin(77).ue(0).ue(1).u(1, 0).se(-3).se(5).ue(2).se(100000).se(-7);
  const sps = parseSps(plainEnd(bits));
  assertEquals([sps.width, sps.height, sps.picOrderCntType], [640, 480, 1]);
});

Deno.test("SPS: interlaced pictures count map units and cropping twice", () => {
  const bits = begin(77).ue(0).ue(0).ue(4).ue(1).u(1, 0).ue(119).ue(33);
  bits.u(1, 0).u(1, 1).u(1, 1).u(1, 1).ue(0).ue(0).ue(0).ue(2).u(1, 0);
  const sps = parseSps(concat(Uint8Array.of(0x67), bits.rbsp()));
  assertEquals([sps.codedHeight, sps.width, sps.height], [1088, 1920, 1080]);
  assertEquals([sps.frameMbsOnly, sps.log2MaxPicOrderCntLsbMinus4], [false, 4]);
});

Deno.test("SPS: planes coded apart are cropped as a picture without colour", () => {
  const bits = begin(244).ue(3).u(1, 1).ue(0).ue(0).u(1, 0).u(1, 0).ue(0).ue(2);
  bits.ue(1).u(1, 0).ue(39).ue(29).u(1, 1).u(1, 1).u(1, 1).ue(1).ue(2).ue(3).ue(4).u(1, 0);
  const sps = parseSps(concat(Uint8Array.of(0x67), bits.rbsp()));
  assertEquals([sps.separateColourPlanes, sps.width, sps.height], [true, 637, 473]);
});

Deno.test("SPS: usability information that is cut short costs only itself", () => {
  const whole = Uint8Array.fromHex(REAL[0].hex);
  const sps = parseSps(whole.subarray(0, 14));
  assertEquals([sps.width, sps.height, sps.vui], [640, 480, undefined]);
  assertMatch(sps.vuiError ?? "", /^Cannot parse SPS: it ends inside /);
});

for (
  const [field, nal, message] of [
    ["type", Uint8Array.of(0x68, 0xce), "nal_unit_type must be 7, is 8"],
    ["nothing", new Uint8Array(), "nal_unit_type must be 7, is 0"],
    ["end", Uint8Array.of(0x67, 66, 0), "it ends inside level_idc"],
    [
      "id",
      new Bits().u(8, 0x67).u(24, 0x420028).ue(32).cut(),
      "seq_parameter_set_id must be 0 to 31",
    ],
    ["frame_num", concat(Uint8Array.of(0x67), begin(66).ue(29).cut()), "must be 0 to 12, is 29"],
    [
      "order",
      concat(Uint8Array.of(0x67), begin(66).ue(0).ue(3).cut()),
      "pic_order_cnt_type must be 0",
    ],
    [
      "chroma",
      concat(Uint8Array.of(0x67), begin(100).ue(4).cut()),
      "chroma_format_idc must be 0 to 3",
    ],
    ["width", makeSps({ widthMbs: 1056 }), "pic_width_in_mbs_minus1 must be 0 to 1054, is 1055"],
  ] as const
) {
  Deno.test(`SPS: ${field} that makes no sense is refused in words`, () => {
    assertThrows(() => parseSps(nal), SyntaxError, message);
  });
}

Deno.test("SPS: cropping that leaves nothing is refused", () => {
  const bits = begin(66).ue(0).ue(2).ue(1).u(1, 0).ue(0).ue(0).u(1, 1).u(1, 1).u(1, 1);
  bits.ue(4).ue(4).ue(0).ue(0).u(1, 0);
  const nal = concat(Uint8Array.of(0x67), bits.rbsp());
  const message = "Cannot parse SPS: frame_crop_right_offset must be 0 to 3, is 4";
  assertThrows(() => parseSps(nal), SyntaxError, message);
});
