import { assertEquals, assertThrows } from "@std/assert";
import { checkValues } from "../../support/camera/options/check_values.ts";
import { parseOptions, ProgramError } from "../../support/camera/options/program_options.ts";
import { optionsOf } from "../../support/camera/options/table.ts";
import { bitrateBps, timeUs } from "../../support/camera/options/units.ts";
import { type ProfileName, profileOf } from "../../support/camera/profile.ts";

function parse(words: string, config?: string, profile: ProfileName = "vc4") {
  return parseOptions(words === "" ? [] : words.split(" "), {
    options: optionsOf(profileOf(profile)),
    readConfig: () => config,
  });
}

const values: readonly { words: string; config?: string; name: string; value: string }[] = [
  { words: "", name: "timeout", value: "5sec" },
  { words: "-t0", name: "timeout", value: "0" },
  { words: "-t 0", name: "timeout", value: "0" },
  { words: "--timeout=0", name: "timeout", value: "0" },
  { words: "--time 0", name: "timeout", value: "0" },
  { words: "-o -", name: "output", value: "-" },
  { words: "--output -", name: "output", value: "-" },
  { words: "--nopreview=0", name: "nopreview", value: "0" },
  { words: "--nopreview 1", name: "nopreview", value: "1" },
  { words: "-n1", name: "nopreview", value: "1" },
  { words: "-n -t 0", name: "nopreview", value: "1" },
  { words: "-n yes", name: "nopreview", value: "1" },
  { words: "--hdr sensor", name: "hdr", value: "sensor" },
  { words: "--hdr", name: "hdr", value: "auto" },
  { words: "-v 2", name: "verbose", value: "2" },
  { words: "-v", name: "verbose", value: "2" },
  { words: "stray words -t 7", name: "timeout", value: "7" },
  { words: "--width -5", name: "width", value: "4294967291" },
  { words: "--ev -1.5", name: "ev", value: "-1.5" },
  { words: "-c x", config: "# all\nwidth = 800 # wide\n", name: "width", value: "800" },
  { words: "-c x --width 5", config: "width=800", name: "width", value: "5" },
  { words: "-c missing", name: "width", value: "0" },
];

for (const { words, config, name, value } of values) {
  Deno.test(`"${words}"${config === undefined ? "" : " and a file"} give ${name} ${value}`, () => {
    assertEquals(parse(words, config).text(name), value);
  });
}

const refusals: readonly {
  words: string;
  message: string;
  config?: string;
  profile?: ProfileName;
}[] = [
  { words: "--x", message: "unrecognised option '--x'" },
  { words: "-z", message: "unrecognised option '-z'" },
  { words: "--Timeout 0", message: "unrecognised option '--Timeout'" },
  { words: "--width abc", message: "the argument ('abc') for option '--width' is invalid" },
  { words: "--width", message: "the required argument for option '--width' is missing" },
  { words: "--width --inline", message: "the required argument for option '--width' is missing" },
  { words: "-t 0 --timeout 1", message: "option '--timeout' cannot be specified more than once" },
  { words: "--aw x", message: "option '--aw' is ambiguous and matches '--awb', and '--awbgains'" },
  { words: "-n maybe", message: "the argument ('maybe') for option '--nopreview' is invalid" },
  { words: "-c x", config: "n=1", message: "unrecognised option 'n'" },
  {
    words: "--low-latency",
    profile: "vc4-old",
    message: "unrecognised option '--low-latency'",
  },
  {
    words: "--libav-format h264",
    profile: "vc4-old",
    message: "unrecognised option '--libav-format'",
  },
  {
    words: "--low-latency",
    profile: "pisp-lite",
    message: "unrecognised option '--low-latency'",
  },
];

for (const { words, message, config, profile } of refusals) {
  Deno.test(`"${words}" is refused: ${message}${profile ? `, ${profile}` : ""}`, () => {
    const error = assertThrows(() => parse(words, config, profile), ProgramError);
    assertEquals(error.message, message);
  });
}

const badValues = [
  { words: "--awb x", message: "Invalid AWB mode: x" },
  { words: "--denoise x", message: "Invalid denoise mode x" },
  { words: "--codec h265", message: "unrecognised codec h265" },
  { words: "--rotation 90", message: "transforms requiring transpose not supported" },
  { words: "--rotation 5", message: "illegal rotation value" },
  { words: "--timeout soon", message: "Invalid time string provided" },
  { words: "--lens-position near", message: "Invalid lens position: near" },
  { words: "--initial stop", message: "incorrect initial value stop" },
  { words: "--sync x", message: "incorrect sync value x" },
];

for (const { words, message } of badValues) {
  Deno.test(`"${words}" is refused after parsing: ${message}`, () => {
    const error = assertThrows(() => checkValues(parse(words)), ProgramError);
    assertEquals(error.message, message);
  });
}

Deno.test("times and bit rates have the programs' units, the strange ones too", () => {
  const times = ["5", "5ms", "2sec", "2s", "1min", "10us", "7furlongs"];
  assertEquals(times.map((text) => timeUs(text, 1000)), [5e3, 5e3, 2e6, 2e6, 60e6, 10, 7e3]);
  const rates = ["2000000", "2mbps", "2m", "2M", "2Mbps", "500kbps", "1.5K"];
  assertEquals(rates.map(bitrateBps), [2e6, 2e6, 2e6, 2e3, 2, 5e5, 1500]);
});
