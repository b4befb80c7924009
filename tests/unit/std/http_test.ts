// What the project relies on of @std/http. Holds for the stand-in and for the real package.
import { STATUS_CODE, STATUS_TEXT } from "@std/http";
import { assertEquals } from "@std/assert";

Deno.test("status codes have names and words", () => {
  assertEquals(STATUS_CODE.OK, 200);
  assertEquals(STATUS_CODE.MisdirectedRequest, 421);
  assertEquals(STATUS_TEXT[STATUS_CODE.OK], "OK");
  assertEquals(STATUS_TEXT[404], "Not Found");
  assertEquals(STATUS_TEXT[414], "URI Too Long");
  assertEquals(STATUS_TEXT[505], "HTTP Version Not Supported");
  assertEquals(STATUS_TEXT[431], "Request Header Fields Too Large");
});
