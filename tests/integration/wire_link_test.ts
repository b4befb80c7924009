import { assertEquals } from "@std/assert";
import { encodeMessage, MessageType } from "../../lib/wire/mod.ts";
import { HearingClient, serveFrames } from "../support/hearing_client.ts";

for (const over of ["tcp", "websocket"] as const) {
  Deno.test(`over ${over}, a session that is left is told from one whose link broke`, async () => {
    const released: Promise<boolean>[] = [];
    const acquire = () => {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      released.push(promise);
      return resolve;
    };
    await using serving = await serveFrames(3, { acquire });
    const hello = { from: { kind: "oldest" }, policy: "gapless" } as const;
    await using leaving = await HearingClient.connect(serving, hello, over);
    await leaving.hears(2);
    leaving.conversation.leave();
    await leaving.closed;
    assertEquals(await released[0], false);
    await using breaking = await HearingClient.connect(serving, hello, over);
    await breaking.hears(2);
    // What is closed with something unread is reset.
    breaking.conversation.setReading(false);
    while (serving.sessions.clients()[0]!.frames < 20) {
      serving.addFrame({ sizeBytes: 20_000 });
      await new Promise((resolve) => setTimeout(resolve));
    }
    breaking.conversation.destroy();
    assertEquals(await released[1], true);
  });
}

Deno.test("over a WebSocket what is too large is told so", async () => {
  await using serving = await serveFrames(1);
  await using client = await HearingClient.connect(serving, {}, "websocket");
  const payload = new Uint8Array(200_000);
  const header = { type: MessageType.request, flags: 0, streamId: 0, sequence: 0, timestampUs: 0 };
  client.conversation.send(encodeMessage({ ...header, payload }));
  assertEquals((await client.closed)?.code, "too-large");
});
