import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { crc32 } from "node:zlib";
import { FrameFlag } from "../../lib/frame/mod.ts";
import { Cursor } from "../../lib/ring/cursor.ts";
import { epochBytes } from "../../lib/ring/epoch.ts";
import { headerSize } from "../../lib/ring/file_header.ts";
import { HeldFrames } from "../../lib/ring/held_frames.ts";
import { RecordWriter } from "../../lib/ring/record_writer.ts";
import { startEpoch } from "../../lib/ring/recovery.ts";
import { MemoryStorage } from "../../lib/ring/storage.ts";
import { assertIs, isGap, payloadOf, type Sample, takeAll } from "../unit/ring/frames.ts";

const capacity = 8192;
const ring = { capacity, codec: "h264" } as const;
const sizeBytes = headerSize + capacity;

function sampleOf(id: number): Sample {
  return { id, sizeBytes: 1 + (id * 97) % 900, isKey: id % 4 === 0, captureUs: id };
}

/** A ring that went around a few times. */
function makeRing(): { bytes: Uint8Array<ArrayBuffer>; epoch: string; head: number } {
  const storage = new MemoryStorage(sizeBytes);
  const { epoch } = startEpoch(storage, ring);
  const writer = new RecordWriter(epoch.place, epoch.commit);
  const head = 60;
  for (let id = 0; id < head; id++) append(writer, sampleOf(id));
  const bytes = new Uint8Array(sizeBytes);
  storage.read(0, bytes);
  return { bytes, epoch: epoch.place.epoch, head };
}

function append(writer: RecordWriter, sample: Sample): void {
  const metadata = new TextEncoder().encode(sample.id % 3 === 0 ? `{"lux":${sample.id}}` : "");
  const flags = sample.isKey ? FrameFlag.key : 0;
  writer.append({ captureUs: sample.id, flags, streamId: 1, metadata, payload: payloadOf(sample) });
}

/**
 * Opens bytes that somebody changed: nothing may be thrown, and what comes out of them must be
 * what went in. Then it must be possible to write on.
 * @returns why it was discarded.
 */
function open(bytes: Uint8Array, original: { epoch: string; head: number }): string | undefined {
  const storage = new MemoryStorage(sizeBytes);
  storage.write(0, bytes);
  const { epoch, discarded } = startEpoch(storage, ring);
  const held = new HeldFrames(epoch);
  assertEquals(discarded === undefined, held.epoch === original.epoch);
  assert(discarded === undefined ? held.head <= original.head : held.head === 0);
  const writer = new RecordWriter(epoch.place, epoch.commit);
  held.commit = writer.state;
  const from = { kind: "sequence", sequence: held.oldest } as const;
  const cursor = new Cursor(held, { from });
  for (let id = held.head; id < original.head + 20; id++) append(writer, sampleOf(id));
  for (const item of takeAll(cursor)) if (!isGap(item)) assertIs(item, sampleOf(item.sequence));
  assertEquals(cursor.sequence, original.head + 20);
  return discarded;
}

const damage = fc.array(
  fc.record({
    offset: fc.oneof(
      fc.nat(255), // header and slots
      fc.integer({ min: headerSize, max: sizeBytes - 1 }),
      fc.nat(sizeBytes - 1),
    ),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 64 }),
  }),
  { minLength: 1, maxLength: 6 },
);

Deno.test("bytes changed anywhere: discarded with a reason or good, never thrown, never a wrong frame", () => {
  const original = makeRing();
  const reasons = new Set<string>();
  fc.assert(
    fc.property(damage, (changes) => {
      const bytes = original.bytes.slice();
      for (const { offset, bytes: changed } of changes) {
        bytes.set(changed.subarray(0, sizeBytes - offset), offset);
      }
      const discarded = open(bytes, original);
      if (discarded !== undefined) reasons.add(discarded.replaceAll(/\d+/g, "N"));
    }),
    { numRuns: 700 },
  );
  assert(reasons.size >= 5, [...reasons].join("; "));
});

Deno.test("one bit turned, in every byte of header, slots and the first records", () => {
  const original = makeRing();
  const end = headerSize + 500;
  for (let offset = 0; offset < end; offset += offset === 255 ? headerSize - 255 : 1) {
    const bytes = original.bytes.slice();
    bytes[offset] = (bytes[offset] ?? 0) ^ 1 << (offset * 5 & 7);
    open(bytes, original);
  }
});

Deno.test("a foreign file of any content is discarded, whatever it begins with", () => {
  const magic = new TextEncoder().encode("PICAMRNG");
  fc.assert(
    fc.property(
      fc.boolean(),
      fc.uint8Array({ minLength: 256, maxLength: 600 }),
      (withMagic, content) => {
        const storage = new MemoryStorage(sizeBytes);
        storage.write(0, content);
        if (withMagic) storage.write(0, magic);
        const { epoch, discarded } = startEpoch(storage, ring);
        if (content.subarray(0, 8).some((byte) => byte !== 0)) assert(discarded !== undefined);
        assertEquals(epoch.commit.nextSequence, 0);
      },
    ),
  );
});

/** Numbers that break arithmetic, as they may stand in a 64-bit field. */
const number = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  fc.bigInt({ min: 0n, max: 200n }),
  fc.constantFrom(0n, 1n, 8n, 2n ** 31n, 2n ** 32n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 64n - 1n),
  fc.constantFrom(BigInt(capacity), BigInt(capacity - 64), BigInt(capacity + 8)),
);

Deno.test("slots with valid CRC and absurd numbers are discarded at once", () => {
  const original = makeRing();
  fc.assert(
    fc.property(fc.array(number, { minLength: 7, maxLength: 7 }), (fields) => {
      const bytes = original.bytes.slice();
      for (const offset of [128, 192]) {
        const view = new DataView(bytes.buffer, offset);
        fields.forEach((value, index) => view.setBigUint64(index * 8, value, true));
        view.setUint32(56, crc32(bytes.subarray(offset, offset + 56)), true);
      }
      open(bytes, original);
    }),
    { numRuns: 700 },
  );
});

Deno.test("records with valid CRC and absurd fields are absent ones", () => {
  const original = makeRing();
  const view = new DataView(original.bytes.buffer);
  const slot = view.getBigUint64(128, true) > view.getBigUint64(192, true) ? 128 : 192;
  const oldest = headerSize + Number(view.getBigUint64(slot + 32, true));
  const field = fc.record({ at: fc.constantFrom(0, 4, 8, 16, 24, 28, 32, 36, 40), value: number });
  fc.assert(
    fc.property(fc.array(field, { minLength: 1, maxLength: 3 }), (fields) => {
      const bytes = original.bytes.slice();
      const record = new DataView(bytes.buffer, oldest);
      for (const { at, value } of fields) {
        if (at === 8 || at === 16) record.setBigUint64(at, value, true);
        else record.setUint32(at, Number(value & 0xffff_ffffn), true);
      }
      const epochCrc = crc32(epochBytes(original.epoch));
      record.setUint32(44, crc32(bytes.subarray(oldest, oldest + 44)) ^ epochCrc, true);
      const storage = new MemoryStorage(sizeBytes);
      storage.write(0, bytes);
      const { epoch } = startEpoch(storage, ring);
      takeAll(new Cursor(new HeldFrames(epoch), { from: { kind: "sequence", sequence: 0 } }));
    }),
    { numRuns: 1000 },
  );
});
