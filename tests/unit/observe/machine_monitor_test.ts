import { assertEquals } from "@std/assert";
import { MachineMonitor } from "../../../lib/observe/mod.ts";
import { settle, TurnedTiming } from "../../support/turned_timing.ts";

function setUp() {
  const timing = new TurnedTiming();
  const counts = { runs: 0, reads: 0 };
  const monitor = new MachineMonitor({
    paths: ["/ring", "/records", "/ring"],
    timing,
    sources: {
      run: () => {
        counts.runs++;
        return Promise.resolve({ code: 0, stdout: `throttled=0x${counts.runs}\n`, stderr: "" });
      },
      readTextFile: (path) => {
        if (!path.endsWith("/temp")) throw new Deno.errors.NotFound();
        counts.reads++;
        return `${counts.reads}000\n`;
      },
      space: (path) => ({ path, freeBytes: 1, totalBytes: 2 }),
    },
  });
  return { timing, counts, monitor };
}

Deno.test("nothing is read before somebody asks", async () => {
  const { timing, counts } = setUp();
  await timing.turn(3_600_000);
  assertEquals([counts, timing.waiting], [{ runs: 0, reads: 0 }, 0]);
});

Deno.test("the first answer has what the kernel tells, the next what the firmware tells too", async () => {
  const { monitor } = setUp();
  const space = ["/ring", "/records"].map((path) => ({ path, freeBytes: 1, totalBytes: 2 }));
  assertEquals(monitor.status(), { temperatureCelsius: 1, space });
  await settle();
  assertEquals(monitor.status(), {
    temperatureCelsius: 1,
    space,
    throttling: { now: ["under-voltage"], sinceBoot: [] },
  });
  monitor[Symbol.dispose]();
});

Deno.test("however many ask, files are read once a second and the program is run every 15 s", async () => {
  const { timing, counts, monitor } = setUp();
  for (let ms = 0; ms < 60_000; ms += 100) {
    monitor.status();
    await timing.turn(100);
  }
  assertEquals(counts, { runs: 5, reads: 60 });
  monitor[Symbol.dispose]();
  assertEquals(timing.waiting, 0);
});

Deno.test("a scrape a minute finds the firmware's word no older than 15 s; without any it ends", async () => {
  const { timing, counts, monitor } = setUp();
  for (let minute = 0; minute < 10; minute++) {
    monitor.status();
    await timing.turn(60_000);
  }
  assertEquals(counts.runs, 41);
  await timing.turn(600_000);
  assertEquals(timing.waiting, 0);
  const runs = counts.runs;
  assertEquals(monitor.status().throttling, undefined);
  assertEquals(counts.runs, runs + 1);
  monitor[Symbol.dispose]();
});
