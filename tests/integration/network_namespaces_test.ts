import { assert, assertEquals } from "@std/assert";
import { readPatternStamp } from "../../lib/h264/mod.ts";
import { decodeLuma } from "../support/decode_h264.ts";
import { judgedBy } from "../support/judges.ts";
import { inNamespaces, NetworkNamespaces } from "../support/network_namespaces.ts";
import { Picam, runPicam } from "../support/picam.ts";

const client = new URL("../support/wire_client.py", import.meta.url).pathname;
const needed = {
  ignore: judgedBy("ffmpeg", "ip", "python3").ignore || inNamespaces().ignore,
};
/** How long the cable is out, in seconds; `PICAM_OUTAGE=60 deno test …` for the whole minute. */
const outageSeconds = Number(Deno.env.get("PICAM_OUTAGE") ?? 3);

function serve(network: NetworkNamespaces, framerate: number): Promise<Picam> {
  const { address, within } = network.a;
  const size = ["--width", "160", "--height", "96", "--intra", "20"];
  return Picam.start(
    ["--source", "pattern", ...size, "--framerate", String(framerate), "--host", address],
    { within },
  );
}

/** Records so many frames from the oldest on. @returns the numbers in the pictures. */
async function record(
  network: NetworkNamespaces,
  { picam, frames }: { picam: Picam; frames: number },
): Promise<(number | undefined)[]> {
  const folder = await Deno.makeTempDir({ prefix: "picam-network-namespaces-" });
  const url = `tcp://${network.a.address}:${picam.tcpPort}`;
  const { code, stderr } = await runPicam([
    ...["--mode", "receive", url, "--from", "oldest", "--reconnect-delay", "100ms"],
    ...["--output", `${folder}/clip.h264`, "--frames", String(frames)],
  ], { within: network.b.within });
  assertEquals(code, 0, stderr);
  const { lumas, width, height, complaints } = await decodeLuma(
    await Deno.readFile(`${folder}/clip.h264`),
  );
  await Deno.remove(folder, { recursive: true });
  assertEquals(complaints, "");
  return lumas.map((luma) => readPatternStamp(luma, { width, height, stride: width })?.frameNumber);
}

const countUp = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

Deno.test({
  name: "one packet in five lost and 200 ms of delay: every picture arrives, in order",
  ...needed,
  async fn() {
    await using network = await NetworkNamespaces.create({ delayMs: [100, 100], lossPercent: 20 });
    await using picam = await serve(network, 10);
    assertEquals(await record(network, { picam, frames: 60 }), countUp(60));
    const { lost, passed } = await network.set({});
    assert(lost[0] + lost[1] > 0, `${lost} lost, ${passed} passed`);
  },
});

Deno.test({
  name: `the cable is out for ${outageSeconds} s during a recording: no picture is missing`,
  ...needed,
  async fn() {
    await using network = await NetworkNamespaces.create({ delayMs: [5, 5] });
    await using picam = await serve(network, 30);
    const frames = 30 * (outageSeconds + 5);
    const recorded = record(network, { picam, frames });
    while ((await network.set({})).passed[0] < 40) await passed(0.01);
    await network.set({ isUp: false });
    await passed(outageSeconds);
    await network.set({ isUp: true });
    assertEquals(await recorded, countUp(frames));
  },
});

/** What the client in Python finds out about the server's clock, by the exchange it believes most. */
async function clockSeenBy(
  network: NetworkNamespaces,
  port: number,
): Promise<{ offsetUs: number; roundTripUs: number }> {
  const [program = "", ...args] = [
    ...network.b.within,
    ...[
      "python3",
      client,
      `${network.a.address}:${port}`,
      "--frames",
      "60",
      "--quiet",
      "--ping",
      "0.1",
    ],
  ];
  const { stdout } = await new Deno.Command(program, { args }).output();
  const clocks = new TextDecoder().decode(stdout).trim().split("\n")
    .map((line) => JSON.parse(line).clock).filter((clock) => clock !== undefined);
  assert(clocks.length >= 8, `${clocks.length} answers`);
  return clocks.reduce((best, each) => each.roundTripUs < best.roundTripUs ? each : best);
}

Deno.test({
  name:
    "the clock over 50 ms: within 2 ms where both ways are alike, half the difference where not",
  ...needed,
  async fn() {
    await using network = await NetworkNamespaces.create({ delayMs: [25, 25] });
    await using picam = await serve(network, 30);
    const alike = await clockSeenBy(network, picam.tcpPort);
    assert(alike.roundTripUs >= 50_000, `${alike.roundTripUs}`);
    assert(Math.abs(alike.offsetUs) < allowedUs(alike), `${alike.offsetUs} µs beside it`);
    // From the server 40 ms, to it 10: its clock seems 15 ms behind.
    await network.set({ delayMs: [40, 10] });
    const unlike = await clockSeenBy(network, picam.tcpPort);
    const beside = unlike.offsetUs + 15_000;
    assert(Math.abs(beside) < allowedUs(unlike), `${beside} µs beside it`);
  },
});

/** 2 ms, and half of what the machine itself added to the round trip of 50 ms. */
function allowedUs({ roundTripUs }: { roundTripUs: number }): number {
  return 2000 + (roundTripUs - 50_000) / 2;
}

/** Time that passes: the outage itself. */
function passed(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
