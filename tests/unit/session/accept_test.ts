import { assertEquals } from "@std/assert";
import { accept } from "../../../lib/session/mod.ts";
import { decodeError, encodeJson, MessageDecoder, MessageType } from "../../../lib/wire/mod.ts";
import { pipePair } from "../../support/pipe_pair.ts";
import { TurnedTiming } from "../../support/turned_timing.ts";

const hello = encodeJson(MessageType.hello, { role: "view" }, { timestampUs: 0 });

/** A side that answers, with time that a test turns, and what it says. */
function answering() {
  const [own, other] = pipePair();
  const timing = new TurnedTiming();
  const told: string[] = [];
  accept({ pipe: own, nowUs: () => 0, timing }, () => {
    told.push("hello");
    return { onMessage: () => {}, onClose: () => {} };
  });
  const decoder = new MessageDecoder({
    onMessage: ({ type, payload }) => {
      if (type === MessageType.error) told.push(decodeError(payload).code);
    },
  });
  other.open({ onBytes: (bytes) => decoder.push(bytes), onDrain: () => {}, onClose: () => {} });
  return { own, other, timing, told };
}

Deno.test("who says nothing for five seconds is turned away, and not before", async () => {
  const { own, timing, told } = answering();
  await timing.turn(4999);
  assertEquals([told, own.closedBy], [[], undefined]);
  await timing.turn(1);
  assertEquals([told, own.closedBy], [["hello-timeout"], "end"]);
});

Deno.test("a byte now and then does not buy more time than five seconds", async () => {
  const { own, other, timing, told } = answering();
  for (let second = 0; second < 5; second++) {
    other.write(hello.slice(second * 8, second * 8 + 8));
    await timing.turn(1000);
  }
  assertEquals([told, own.closedBy], [["hello-timeout"], "end"]);
  other.write(hello.slice(40));
  assertEquals(told, ["hello-timeout"], "what comes later is not heard");
});

Deno.test("messages of a later version are skipped, before HELLO as well", () => {
  const { own, other, told } = answering();
  other.write(encodeJson(99, { what: "ever" }, { timestampUs: 0 }));
  other.write(hello);
  assertEquals([told, own.closedBy], [["hello"], undefined]);
});

Deno.test("HELLO in time ends the waiting", async () => {
  const { own, other, timing, told } = answering();
  other.write(hello);
  await timing.turn(6000);
  assertEquals([told, own.closedBy], [["hello"], undefined]);
});
