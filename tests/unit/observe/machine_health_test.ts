import { assertEquals, assertGreater, assertMatch } from "@std/assert";
import {
  machineConcerns,
  parseThrottled,
  readMachineHealth,
  type RunProgram,
  runProgram,
} from "../../../lib/observe/mod.ts";

const absent: RunProgram = () => Promise.resolve(undefined);
const answers = (stdout: string): RunProgram => (command, args) => {
  assertEquals([command, args], ["vcgencmd", ["get_throttled"]]);
  return Promise.resolve({ code: 0, stdout, stderr: "" });
};
const nothingThere = (): never => {
  throw new Deno.errors.NotFound();
};

const answersOfVcgencmd: [string, ReturnType<typeof parseThrottled>][] = [
  ["throttled=0x0\n", { now: [], sinceBoot: [] }],
  ["throttled=0x1", { now: ["under-voltage"], sinceBoot: [] }],
  ["throttled=0x50005", {
    now: ["under-voltage", "throttled"],
    sinceBoot: ["under-voltage", "throttled"],
  }],
  ["throttled=0xE0008", {
    now: ["soft temperature limit"],
    sinceBoot: ["processor frequency capped", "throttled", "soft temperature limit"],
  }],
  ["VCHI initialization failed", undefined],
  ["", undefined],
];

Deno.test("the firmware's bits become words", () => {
  for (const [answer, expected] of answersOfVcgencmd) {
    assertEquals(parseThrottled(answer), expected, answer);
  }
});

Deno.test("machine health holds what the machine tells", async () => {
  const health = await readMachineHealth(["/data", "/absent"], {
    run: answers("throttled=0x10000\n"),
    readTextFile: (path) => {
      assertEquals(path, "/sys/class/thermal/thermal_zone0/temp");
      return "54321\n";
    },
    space: (path) => path === "/absent" ? nothingThere() : { path, freeBytes: 1, totalBytes: 100 },
  });
  assertEquals(health, {
    temperatureCelsius: 54.321,
    throttling: { now: [], sinceBoot: ["under-voltage"] },
    space: [{ path: "/data", freeBytes: 1, totalBytes: 100 }],
  });
});

Deno.test("a machine that is no Raspberry Pi tells less, and nothing fails", async () => {
  const sources = { run: absent, readTextFile: nothingThere, space: nothingThere };
  assertEquals(await readMachineHealth(["/"], sources), { space: [] });
  const real = await readMachineHealth([Deno.cwd()], { run: runProgram });
  assertGreater(real.space[0]?.totalBytes ?? 0, 0);
});

Deno.test("concerns are told in words with a remedy", () => {
  const MiB = 2 ** 20;
  assertEquals(
    machineConcerns({
      temperatureCelsius: 79,
      throttling: { now: [], sinceBoot: [] },
      space: [
        { path: "/", freeBytes: 200 * MiB, totalBytes: 100_000 * MiB },
        { path: "/dev/shm", freeBytes: 60 * MiB, totalBytes: 64 * MiB },
      ],
    }),
    [],
  );
  const concerns = machineConcerns({
    temperatureCelsius: 83.4,
    throttling: { now: ["under-voltage"], sinceBoot: ["under-voltage", "throttled"] },
    space: [{ path: "/", freeBytes: 50.9 * MiB, totalBytes: 100_000 * MiB }],
  });
  assertEquals(concerns, [
    {
      message: "the processor is at 83 °C and slows down",
      remedy: "cool it: a heat sink, a fan, or shade",
    },
    {
      message: "the machine reports under-voltage now",
      remedy: "use a stronger power supply or a shorter cable",
    },
    { message: "/ has only 50 MiB of 100000 MiB free", remedy: "make room" },
  ]);
  const [past] = machineConcerns({
    throttling: { now: [], sinceBoot: ["throttled"] },
    space: [],
  });
  assertMatch(past?.message ?? "", /throttled since it started/);
  assertMatch(past?.remedy ?? "", /cool it/);
});
