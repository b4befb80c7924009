import { assertEquals } from "@std/assert";
import { readMachineHealth, type WifiSignal } from "../../../lib/observe/mod.ts";

const headings = `Inter-| sta-|   Quality        |   Discarded packets               | Missed | WE
 face | tus | link level noise |  nwid  crypt   frag  retry   misc | beacon | 22
`;

const run = () => Promise.resolve(undefined);

async function signalOf(lines: string): Promise<WifiSignal | undefined> {
  const readTextFile = (path: string) => path === "/proc/net/wireless" ? headings + lines : "";
  return (await readMachineHealth([], { run, readTextFile })).wifi;
}

const cases: [string, WifiSignal | undefined][] = [
  [" wlan0: 0000   61.  -49.  -256        0      0      0      0      3        0\n", {
    device: "wlan0",
    signalDbm: -49,
    quality: 61 / 70,
  }],
  // A driver that writes the byte of the level as it is, and a scale of its own.
  ["wlp2s0f0u9: 0000   85  207  0        0      0      0      0      3        0\n", {
    device: "wlp2s0f0u9",
    signalDbm: -49,
  }],
  // The first is not connected.
  [
    " wlan0: 0000    0.  -256.  -256        0      0      0      0      0        0\n" +
    " wlan1: 0000   35.  -75.  -256        0      0      0      0      0        0\n",
    { device: "wlan1", signalDbm: -75, quality: 0.5 },
  ],
  [" wlan0: 0000    0     0     0        0      0      0      0      0        0\n", undefined],
  ["", undefined],
  ["nonsense\n", undefined],
];

Deno.test("the kernel's table of Wi-Fi devices tells the signal of the one that is connected", async () => {
  for (const [lines, expected] of cases) assertEquals(await signalOf(lines), expected, lines);
});

Deno.test("a machine without Wi-Fi tells none", async () => {
  const nothingThere = (): never => {
    throw new Deno.errors.NotFound();
  };
  assertEquals(await readMachineHealth([], { run, readTextFile: nothingThere }), { space: [] });
});
