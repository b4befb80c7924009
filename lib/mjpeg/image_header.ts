import { type HuffmanTable, usualTables } from "./huffman.ts";
import { Marker } from "./marker.ts";
import { zigzag } from "./quantiser.ts";

/** JFIF 1.01, square pixels, no thumbnail. */
const jfif = [0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0];

/** Luma with 2 x 2 blocks in a macroblock, both chromas with one each; their quantiser and Huffman tables. */
const components = [3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1];
const scanHeader = [3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0];

/** What ends an image. */
export const endBytes: Uint8Array = Uint8Array.of(0xff, Marker.end);

/**
 * All that stands before a scan's data: a baseline image, 4:2:0, in the order of libjpeg, 623 bytes.
 *
 * Spec: ITU-T T.81 (09/1992) B.2; ITU-T T.871 for JFIF.
 *
 * @param size In pixels
 * @param steps Quantiser steps, row by row
 */
export function imageHeader(
  { width, height }: { width: number; height: number },
  steps: { luma: readonly number[]; chroma: readonly number[] },
): Uint8Array {
  const inOrder = (all: readonly number[]) => zigzag.map((at) => all[at]!);
  const { lumaDc, lumaAc, chromaDc, chromaAc } = usualTables;
  return Uint8Array.from([
    ...[0xff, Marker.start],
    ...segment(Marker.application0, jfif),
    ...segment(Marker.quantiserTables, [0, ...inOrder(steps.luma)]),
    ...segment(Marker.quantiserTables, [1, ...inOrder(steps.chroma)]),
    ...segment(Marker.firstFrame, [
      8,
      ...[height >> 8, height & 255, width >> 8, width & 255],
      ...components,
    ]),
    ...huffmanSegment(0x00, lumaDc),
    ...huffmanSegment(0x10, lumaAc),
    ...huffmanSegment(0x01, chromaDc),
    ...huffmanSegment(0x11, chromaAc),
    ...segment(Marker.scan, scanHeader),
  ]);
}

function huffmanSegment(id: number, { counts, values }: HuffmanTable): number[] {
  return segment(Marker.huffmanTables, [id, ...counts, ...values]);
}

function segment(marker: number, body: readonly number[]): number[] {
  const lengthBytes = body.length + 2;
  return [0xff, marker, lengthBytes >> 8, lengthBytes & 255, ...body];
}
