// Stands in for systemd's notification socket: prints each message as a line of JSON. A program of
// its own, because Deno's datagram sockets are unstable: deno run -A --unstable-net FILE PATH
const path = Deno.args[0] ?? "";
const socket = Deno.listenDatagram({ path, transport: "unixpacket" });
console.log(JSON.stringify("listening"));
for await (const [bytes] of socket) console.log(JSON.stringify(new TextDecoder().decode(bytes)));
