import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { defaultProfile, parseProfile } from "../../../lib/isp/mod.ts";

Deno.test("an empty profile is the default one", () => {
  assertEquals(parseProfile({}), defaultProfile);
});

Deno.test("what a profile leaves out is the default's, at every depth", () => {
  const profile = parseProfile({
    blackLevel: 256,
    whiteBalance: { gains: { red: 1.9 } },
    demosaic: "best",
    sharpen: { coring: 0 },
  });
  assertEquals(profile, {
    ...defaultProfile,
    blackLevel: 256,
    whiteBalance: { ...defaultProfile.whiteBalance, gains: { red: 1.9, blue: 1 } },
    demosaic: "best",
    sharpen: {
      amount: defaultProfile.sharpen === "off" ? NaN : defaultProfile.sharpen.amount,
      coring: 0,
    },
  });
});

Deno.test("every stage can be switched off", () => {
  const off = { colourMatrix: "off", gamma: "off", denoise: "off", sharpen: "off" } as const;
  const profile = parseProfile({ ...off, blackLevel: 0, whiteBalance: { mode: "off" } });
  const whiteBalance = { ...defaultProfile.whiteBalance, mode: "off" as const };
  assertEquals(profile, { ...defaultProfile, ...off, blackLevel: 0, whiteBalance });
});

Deno.test("a profile shares nothing with what it was read from, nor with the default", () => {
  const matrix = [1, 0, 0, 0, 1, 0, 0, 0, 1];
  const profile = parseProfile({ colourMatrix: matrix });
  matrix[0] = 2;
  assertEquals(profile.colourMatrix, [1, 0, 0, 0, 1, 0, 0, 0, 1]);
  assertEquals(profile.whiteBalance === defaultProfile.whiteBalance, false);
});

const refused: readonly (readonly [unknown, string])[] = [
  [null, "the ISP profile: must be an object with any of blackLevel, "],
  [[], "is []"],
  ["srgb", 'is "srgb"'],
  [{ denoize: {} }, 'Unknown member "denoize" of the ISP profile: there are blackLevel, '],
  [{ blacklevel: 3 }, 'Unknown member "blacklevel"'],
  [
    { whiteBalance: { gain: 1 } },
    '"gain" in whiteBalance of the ISP profile: there are mode, ',
  ],
  [JSON.parse('{"__proto__": {}}'), 'Unknown member "__proto__"'],
  [{ toString: 1 }, 'Unknown member "toString"'],
  [{ blackLevel: -1 }, "blackLevel of the ISP profile: must be a number from 0 to 2047, is -1"],
  [{ blackLevel: "64" }, 'is "64"'],
  [{ blackLevel: NaN }, "blackLevel"],
  [{ whiteBalance: { mode: "grey" } }, 'must be "auto" or "fixed" or "off", is "grey"'],
  [{ whiteBalance: { gains: { red: 9 } } }, "whiteBalance.gains.red"],
  [{ whiteBalance: { limits: { min: 3, max: 2 } } }, "of which min is not above max"],
  [{ whiteBalance: { limits: { min: 5 } } }, 'is {"min":5,"max":4}'],
  [{ whiteBalance: { smoothing: 1 } }, "from 0 to 0.99"],
  [{ demosaic: "bilinear" }, 'must be "fast" or "best"'],
  [{ colourMatrix: [1, 0, 0] }, "must be a list of 9, is [1,0,0]"],
  [{ colourMatrix: [1, 0, 0, 0, 1, 0, 0, 0, null] }, "colourMatrix[8]"],
  [{ colourMatrix: "on" }, 'must be "off" or the stage\'s settings'],
  [{ gamma: 2.2 }, 'must be "srgb" or "off", is 2.2'],
  [{ denoise: null }, "denoise of the ISP profile: must be an object"],
  [{ sharpen: { amount: 5 } }, "sharpen.amount"],
];

for (const [value, words] of refused) {
  Deno.test(`a profile ${JSON.stringify(value)} is refused by name`, () => {
    assertThrows(() => parseProfile(value), TypeError, words);
  });
}

Deno.test("whatever JSON a profile is, it is read or refused with a TypeError in few words", () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    try {
      parseProfile(value);
    } catch (error) {
      if (!(error instanceof TypeError) || error.message.length > 400) throw error;
    }
  }));
});

Deno.test("a profile that was read is read again as itself", () => {
  const profile = parseProfile({ colourMatrix: [1, 0, 0, 0, 1, 0, 0, 0, 1], denoise: "off" });
  assertEquals(parseProfile(JSON.parse(JSON.stringify(profile))), profile);
});
