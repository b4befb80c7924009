import { assertEquals } from "@std/assert";
import { StderrLines } from "../../../lib/capture/stderr_lines.ts";

const encoder = new TextEncoder();

function read(text: string, chunkBytes: number): { heard: string[]; kept: readonly string[] } {
  const heard: string[] = [];
  const lines = new StderrLines((line) => heard.push(line));
  const bytes = encoder.encode(text);
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    lines.push(bytes.subarray(at, at + chunkBytes));
  }
  lines.end();
  return { heard, kept: lines.kept };
}

Deno.test("any cutting of the bytes gives the same lines", () => {
  const text = "one\r\ntwo — 日本\n\n\n  three  \nlast without end";
  const wanted = ["one", "two — 日本", "  three", "last without end"];
  for (let chunkBytes = 1; chunkBytes < 12; chunkBytes++) {
    assertEquals(read(text, chunkBytes).heard, wanted);
  }
});

Deno.test("a long line is cut at 500 characters, and the next is whole again", () => {
  const { heard } = read("x".repeat(100_000) + "\nnext\n", 4096);
  assertEquals(heard, ["x".repeat(500), "next"]);
});

Deno.test("the newest 50 lines are kept of any number", () => {
  const { heard, kept } = read(Array.from({ length: 1000 }, (_, i) => `line ${i}\n`).join(""), 777);
  assertEquals(heard.length, 1000);
  assertEquals(kept.length, 50);
  assertEquals(kept.at(0), "line 950");
});

Deno.test("bytes that are no UTF-8 do no harm", () => {
  const heard: string[] = [];
  const lines = new StderrLines((line) => heard.push(line));
  lines.push(new Uint8Array([0xff, 0xfe, 0x41, 0x0a]));
  lines.end();
  assertEquals(heard, ["\ufffd\ufffdA"]);
});
