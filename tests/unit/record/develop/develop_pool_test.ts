import { assertEquals, assertRejects } from "@std/assert";
import type { StreamInfo } from "../../../../lib/frame/mod.ts";
import { defaultProfile, Developer } from "../../../../lib/isp/mod.ts";
import { DevelopPool } from "../../../../lib/record/develop/develop_pool.ts";

const stream = {
  ...{ id: 1, name: "test", codec: "raw12", bayer: "GRBG", bitDepth: 12 },
  ...{ width: 70, height: 50 },
} as const satisfies StreamInfo;

function frameOf(number: number, { width, height } = stream as { width: number; height: number }) {
  const samples = Uint16Array.from({ length: width * height }, (_, at) => {
    return (at * (13 + number) + (at >> 3) * 57) & 4095;
  });
  return new Uint8Array(samples.buffer);
}

Deno.test("pictures come in order, and are what one developer makes of the frames", async () => {
  await using pool = DevelopPool.open({ profile: defaultProfile, workers: 2 });
  const developer = new Developer({ ...stream, profile: defaultProfile });
  const order: number[] = [];
  const numbers = [0, 1, 2, 3, 4];
  const pictures = await Promise.all(numbers.map(async (number) => {
    const picture = await pool.develop(frameOf(number), stream);
    order.push(number);
    return picture;
  }));
  assertEquals(order, numbers);
  for (const [number, { width, height, depth, bytes }] of pictures.entries()) {
    assertEquals([width, height, depth], [70, 50, 8]);
    const raw = frameOf(number);
    const expected = developer.develop(raw);
    assertEquals(new Uint8Array(bytes), new Uint8Array(expected));
  }
});

Deno.test("a stream of another geometry is developed as such, also while the one before still is", async () => {
  await using pool = DevelopPool.open({ profile: defaultProfile, workers: 2, depth: 16 });
  const size = { width: 32, height: 16 };
  const other = { ...stream, ...size, bayer: "BGGR", bitDepth: 10 } as const;
  const both = [stream, other, stream];
  const pictures = await Promise.all(both.map((each) => pool.develop(frameOf(3, each), each)));
  for (const [index, picture] of pictures.entries()) {
    const made = both[index]!;
    const developer = new Developer({ ...made, profile: defaultProfile });
    const raw = frameOf(3, made);
    const expected = developer.develop(raw, { depth: 16 });
    assertEquals(new Uint8Array(picture.bytes), new Uint8Array(expected));
  }
});

Deno.test("a picture's memory is used again when it was disposed of", async () => {
  await using pool = DevelopPool.open({ profile: defaultProfile, workers: 1 });
  const first = await pool.develop(frameOf(1), stream);
  const second = await pool.develop(frameOf(2), stream);
  assertEquals(first.bytes.buffer === second.bytes.buffer, false);
  first[Symbol.dispose]();
  const third = await pool.develop(frameOf(3), stream);
  assertEquals(first.bytes.buffer === third.bytes.buffer, true);
});

Deno.test("a PNG is made in a worker, of what was developed", async () => {
  await using pool = DevelopPool.open({ profile: defaultProfile, workers: 1 });
  const picture = await pool.develop(frameOf(1), stream);
  const stored = await pool.encodePng(picture, { compression: "stored" });
  assertEquals(new TextDecoder().decode(stored.subarray(1, 4)), "PNG");
  assertEquals(stored.length > picture.bytes.length, true);
});

Deno.test("what is no frame is refused, and the next one is developed", async () => {
  await using pool = DevelopPool.open({ profile: defaultProfile, workers: 1 });
  const short = () => pool.develop(new Uint8Array(10), stream);
  await assertRejects(short, RangeError, "must have 7000 bytes for 70 x 50 pixels, has 10");
  const { width: _, ...unknown } = stream;
  await assertRejects(() => pool.develop(frameOf(1), unknown), TypeError, "without size");
  const narrow = { ...stream, width: 15 };
  await assertRejects(() => pool.develop(frameOf(1), narrow), RangeError, "even number");
  assertEquals((await pool.develop(frameOf(1), stream)).width, 70);
});

Deno.test("a worker that dies fails what it was at and what comes, in words", async () => {
  const dying = `data:application/javascript,onmessage = () => { throw new Error("no more"); }`;
  await using pool = DevelopPool.open({
    ...{ profile: defaultProfile, workers: 2 },
    startWorker: () => new Worker(dying, { type: "module" }),
  });
  const words = /a worker that develops frames died: .*no more/;
  for (let times = 0; times < 2; times++) {
    const error = await assertRejects(() => pool.develop(frameOf(1), stream), Error);
    assertEquals(words.test(error.message), true, error.message);
  }
});

Deno.test("a pool that is closed fails what was under way", async () => {
  const pool = DevelopPool.open({ profile: defaultProfile, workers: 1 });
  const under = assertRejects(() => pool.develop(frameOf(1), stream), Error, "were ended");
  await pool[Symbol.asyncDispose]();
  await under;
});
