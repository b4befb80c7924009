// What the project relies on of @std/streams. Holds for the stand-in and for the real package.
import { TextLineStream, toArrayBuffer, toText } from "@std/streams";
import { assertEquals } from "@std/assert";

async function lines(chunks: string[], allowCR = false): Promise<string[]> {
  const stream = ReadableStream.from(chunks).pipeThrough(new TextLineStream({ allowCR }));
  return await Array.fromAsync(stream);
}

Deno.test("toArrayBuffer and toText read a stream to its end", async () => {
  const bytes = () => ReadableStream.from([new Uint8Array([0xe2, 0x82]), new Uint8Array([0xac])]);
  assertEquals(new Uint8Array(await toArrayBuffer(bytes())), new Uint8Array([0xe2, 0x82, 0xac]));
  assertEquals(await toText(bytes()), "€");
  assertEquals(await toText(ReadableStream.from(["a", "b"])), "ab");
  assertEquals(await toText(ReadableStream.from<string>([])), "");
});

Deno.test("TextLineStream gives the same lines however the text is cut", async () => {
  const text = "one\ntwo\r\n\nfour\rstill four\nlast";
  const expected = ["one", "two", "", "four\rstill four", "last"];
  assertEquals(await lines([text]), expected);
  assertEquals(await lines([...text]), expected);
  assertEquals(await lines(["a\n"]), ["a"]);
  assertEquals(await lines([]), []);
});

Deno.test("TextLineStream takes a lone carriage return as an end if told", async () => {
  const text = "one\rtwo\r\nthree\r";
  assertEquals(await lines([text], true), ["one", "two", "three"]);
  assertEquals(await lines([...text], true), ["one", "two", "three"]);
});
