import { assertEquals } from "@std/assert";
import { Screen } from "../../../lib/cli/receive/screen.ts";

function rig(columns: number | undefined = 20) {
  const written: string[] = [];
  const screen = new Screen({ writeLive: (text) => written.push(text), columns: () => columns });
  return { screen, take: () => written.splice(0).join("") };
}

Deno.test("a live line is written over the one before in one go, and only where it changed", () => {
  const { screen, take } = rig();
  screen.show(() => "one");
  assertEquals(take(), "\rone\x1b[K");
  screen.show(() => "one");
  assertEquals(take(), "");
  screen.show(() => "two");
  assertEquals(take(), "\rtwo\x1b[K");
});

Deno.test("a live line is made for the width at hand, less the last column", () => {
  const { screen } = rig(33);
  screen.show((columns) => {
    assertEquals(columns, 32);
    return "";
  });
});

Deno.test("lines that stay are written with the live line out of the way", () => {
  const { screen, take } = rig();
  screen.show(() => "live");
  take();
  screen.around(() => assertEquals(take(), "\r\x1b[K"));
  assertEquals(take(), "live");
  screen.clear();
  assertEquals(take(), "\r\x1b[K");
  screen.around(() => {});
  assertEquals(take(), "");
});

Deno.test("without a terminal there is no live line", () => {
  const written: string[] = [];
  const screen = new Screen({ writeLive: (text) => written.push(text), columns: () => undefined });
  screen.show(() => "live");
  screen.clear();
  assertEquals(written, []);
});
