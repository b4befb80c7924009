import { assertEquals } from "@std/assert";
import { writesToJournal } from "../../../lib/observe/mod.ts";

Deno.test("only a standard error that is the journal's own socket counts as the journal", () => {
  const stderr = () => ({ dev: 8, ino: 1234 });
  assertEquals(writesToJournal("8:1234", stderr), true);
  assertEquals(writesToJournal("8:1235", stderr), false);
  assertEquals(writesToJournal("", stderr), false);
  assertEquals(writesToJournal(undefined, stderr), false);
  assertEquals(
    writesToJournal("8:1234", () => {
      throw new Error("EBADF");
    }),
    false,
  );
  assertEquals(writesToJournal("0:0"), false);
});
