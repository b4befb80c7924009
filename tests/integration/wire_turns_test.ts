import { setImmediate } from "node:timers";
import { assert } from "@std/assert";
import { encodeJson, MessageType } from "../../lib/wire/mod.ts";
import { Serving } from "../support/serving.ts";

Deno.test("who catches up gets no more in one turn of the event loop than others can wait for", async () => {
  await using serving = await Serving.start({ ringBytes: 8 << 20 });
  for (let count = 0; count < 120; count++) serving.addFrame({ key: true, sizeBytes: 50_000 });
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: serving.wirePort });
  const hello = { role: "view", from: { kind: "oldest" } };
  await connection.write(encodeJson(MessageType.hello, hello, { timestampUs: 0 }));
  let sentBytes = 0;
  let mostBytes = 0;
  // Until the kernel takes no more: nobody reads.
  for (let idle = 0; idle < 200; idle++) {
    await new Promise((resolve) => setImmediate(resolve));
    const { bytes = 0 } = serving.sessions.clients()[0] ?? {};
    mostBytes = Math.max(mostBytes, bytes - sentBytes);
    if (bytes > sentBytes) idle = 0;
    sentBytes = bytes;
  }
  assert(sentBytes > 400_000, `${sentBytes} bytes in all`);
  assert(mostBytes < 300_000, `${mostBytes} bytes in one turn`);
});
