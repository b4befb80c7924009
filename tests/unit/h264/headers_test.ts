import { assertEquals, assertThrows } from "@std/assert";
import {
  beginsAccessUnit,
  isVcl,
  NalUnitType,
  parsePps,
  parseSliceHeader,
} from "../../../lib/h264/mod.ts";
import { isNalHeader } from "../../../lib/h264/nal_unit.ts";
import { makePps, makeSlice } from "./streams.ts";

Deno.test("PPS: whose it is", () => {
  assertEquals(parsePps(makePps({ id: 5, spsId: 3 })), { id: 5, spsId: 3, cabac: false });
  assertEquals(parsePps(makePps({ id: 255, spsId: 31 })), { id: 255, spsId: 31, cabac: false });
});

Deno.test("PPS: what is none is refused in words", () => {
  const slice = makeSlice();
  assertThrows(() => parsePps(slice), SyntaxError, "PPS: nal_unit_type must be 8, is 1");
  const short = makePps().subarray(0, 1);
  assertThrows(() => parsePps(short), SyntaxError, "it ends inside pic_parameter_set_id");
});

Deno.test("Slice header: position, type and parameter set", () => {
  const slice = makeSlice({ idr: true, firstMb: 8159, ppsId: 200 });
  assertEquals(parseSliceHeader(slice), { firstMbInSlice: 8159, sliceType: "I", ppsId: 200 });
  assertEquals(parseSliceHeader(makeSlice()), { firstMbInSlice: 0, sliceType: "P", ppsId: 0 });
});

Deno.test("Slice header: what has none is refused in words", () => {
  const message = "Cannot parse slice header: nal_unit_type 8 has none";
  assertThrows(() => parseSliceHeader(makePps()), SyntaxError, message);
});

Deno.test("What begins an access unit after a slice", () => {
  const first = Array.from({ length: 32 }, (_, type) => type)
    .filter((type) => beginsAccessUnit(type, 0x80));
  assertEquals(first, [1, 2, 5, 6, 7, 8, 9, 14, 15, 16, 17, 18]);
  const later = Array.from({ length: 32 }, (_, type) => type)
    .filter((type) => beginsAccessUnit(type, 0x40));
  assertEquals(later, [6, 7, 8, 9, 14, 15, 16, 17, 18]);
});

Deno.test("What is a part of a coded picture", () => {
  const vcl = Object.values(NalUnitType).filter(isVcl);
  assertEquals(vcl, [1, 2, 3, 4, 5]);
});

Deno.test("What cannot be the first byte of a NAL unit", () => {
  for (const header of [0x67, 0x68, 0x65, 0x41, 0x01, 0x09, 0x27, 0x37]) {
    assertEquals(isNalHeader(header), true, header.toString(16));
  }
  for (const header of [0x00, 0x40, 0x38, 0x5c, 0x7f, 0x80, 0xb3, 0xe7]) {
    assertEquals(isNalHeader(header), false, header.toString(16));
  }
});
