// Whatever is asked for, and whatever nmcli and systemctl answer: a result, or a refusal of the protocol's.
import { assert } from "@std/assert";
import fc from "fast-check";
import { splitTerse } from "../../lib/control/nmcli.ts";
import type { ProgramResult, RunProgram } from "../../lib/observe/mod.ts";
import { makeRig } from "../unit/control/appliance_rig.ts";

const numRuns = Number(Deno.env.get("FUZZ_RUNS") ?? 300);

const names = [
  "status",
  "stream.start",
  "stream.stop",
  "camera.get",
  "camera.set",
  "wifi.status",
  "wifi.scan",
  "wifi.connect",
  "wifi.confirm",
  "system.shutdown",
  "system.reboot",
  "system.cancel",
];
const members = [
  ...["ssid", "passphrase", "afterSeconds", "width", "framerate", "shutter", "cameraArgs"],
  ...["roi", "hflip", "constructor", "__proto__", "toString"],
];
const codes = ["unknown-method", "invalid-params", "invalid-state", "camera", "failed"];

const text = fc.string({ unit: "binary", maxLength: 70 });
const params = fc.dictionary(
  fc.oneof(fc.constantFrom(...members), text),
  fc.oneof(fc.jsonValue({ maxDepth: 2 }), text, fc.integer({ min: -10, max: 5000 })),
  { maxKeys: 4 },
);
const method = fc.oneof(fc.constantFrom(...names), text);
const result: fc.Arbitrary<ProgramResult | undefined> = fc.option(
  fc.record({
    code: fc.constantFrom(0, 0, 0, 1, 8, 10, 126),
    stdout: fc.array(fc.array(text, { maxLength: 6 }), { maxLength: 5 })
      .map((rows) => rows.map((row) => row.join(":")).join("\n")),
    stderr: text,
  }),
  { nil: undefined },
);

Deno.test("any request is answered, or refused with a code of the protocol's", async () => {
  const property = fc.asyncProperty(
    fc.array(fc.tuple(method, params), { minLength: 1, maxLength: 6 }),
    result,
    async (requests, answer) => {
      const run: RunProgram = (command, args) => {
        assert(command === "nmcli" || command === "systemctl");
        assert(args.every((arg) => !arg.includes("\0")));
        return Promise.resolve(answer);
      };
      await using rig = await makeRig({ run });
      rig.appliance.begin();
      for (const [name, given] of requests) {
        // `camera.set` waits for a first frame: time has to pass for it.
        const answered = rig.call(name, given);
        await rig.timing.turn(100);
        const outcome = await Promise.race([answered, rig.timing.turn(1e6).then(() => answered)]);
        if (typeof outcome !== "string") continue;
        assert(codes.some((code) => outcome.startsWith(`${code}: `)), outcome);
        assert(!outcome.includes("reason of picam's own"), rig.log.lines.join("\n"));
      }
    },
  );
  await fc.assert(property, { numRuns });
});

Deno.test("any line is split, and nothing is lost of it but escapes", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (line) => {
    const fields = splitTerse(line);
    const colons = line.replace(/\\./gsu, "").split(":").length;
    assert(fields.length === colons);
    assert(fields.join("").length <= line.length);
  }));
});
